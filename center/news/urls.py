from django.urls import path

from center.news import views

urlpatterns = [
    path("news/", views.news_list, name="news_list"),
    path("news/feed/", views.news_feed, name="news_feed"),
    path("news/<slug:address>/", views.news_detail, name="news_detail"),
    path("news/<slug:address>/share.jpg", views.news_share, name="news_share"),
]
