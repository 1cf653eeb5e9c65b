from django.urls import path

from center.visitors import views

urlpatterns = [
    path("my-matters/", views.my_matters, name="my_matters"),
]
