from django.urls import path

from committee.terms import views

urlpatterns = [
    path("about/committee/", views.term_detail, name="term_detail"),
    path("about/committee/chart/", views.term_chart, name="term_chart"),
]
