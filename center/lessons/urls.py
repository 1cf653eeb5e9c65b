from django.urls import path

from center.lessons import views

urlpatterns = [
    path("lessons/", views.lesson_list, name="lesson_list"),
    path("lessons/<slug:address>/", views.lesson_detail, name="lesson_detail"),
    path("lessons/<slug:address>/ask/", views.ask_question, name="ask_question"),
]
