from django.urls import path

from center.people import views

urlpatterns = [
    path("about/networks/", views.network_list, name="network_list"),
    path("about/networks/<slug:address>/", views.network_detail, name="network_detail"),
    path("about/groups/", views.group_list, name="group_list"),
    path("about/groups/<slug:address>/", views.group_detail, name="group_detail"),
    path("about/join/", views.join, name="join"),
    path("about/join/<str:token>/", views.join_request, name="join_request"),
]
