from django.urls import path

from center.documents import views

urlpatterns = [
    path("documents/", views.document_list, name="document_list"),
    path("documents/fill/<slug:name>/", views.fill, name="fill_form"),
    path("documents/<int:pk>/download/", views.document_download, name="document_download"),
    path("documents/<int:pk>/v/<int:number>/download/", views.version_download, name="version_download"),
    path("documents/<slug:address>/", views.document_detail, name="document_detail"),
]
