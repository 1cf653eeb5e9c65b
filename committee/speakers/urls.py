from django.urls import path

from committee.speakers import views

urlpatterns = [
    path("about/speakers/", views.speaker_list, name="speaker_list"),
    path("about/speakers/<slug:address>/", views.speaker_detail, name="speaker_detail"),
]
