from django.urls import path

from center.pictures import views

urlpatterns = [
    path("media/<path:name>", views.rendition, name="rendition"),
]
