from django.urls import path

from bench.yardsticks import views

urlpatterns = [
    path("hello/", views.hello, name="hello"),
    path("products/", views.ProductList.as_view(), name="product_list"),
    path("products/<int:pk>/", views.ProductDetail.as_view(), name="product_detail"),
]
