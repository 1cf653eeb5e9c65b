from django.urls import path

from center.sources import views

urlpatterns = [
    path("sources/", views.source_list, name="source_list"),
    path("sources/which/", views.which_source, name="which_source"),
    path("sources/<slug:address>/", views.source_detail, name="source_detail"),
]
