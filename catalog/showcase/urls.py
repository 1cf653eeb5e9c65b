from django.urls import path

from catalog.showcase import asking, views

urlpatterns = [
    path("products/", views.product_list, name="product_list"),
    path("products/<slug:address>/", views.product_detail, name="product_detail"),
    path("products/<slug:address>/ask/", asking.ask_product, name="ask_product"),
    path("producers/", views.producer_list, name="producer_list"),
    path("producers/<slug:address>/", views.producer_detail, name="producer_detail"),
]
