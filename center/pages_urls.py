"""The center's pages in both languages."""

from django.urls import path

from center.views import center, documents, forms_to_print, lessons, news, sources

app_name = "pages"

urlpatterns = [
    # The center itself
    path("about/", center.about, name="about"),
    path("contact/", center.contact, name="contact"),
    # Sources and lessons
    path("sources/", sources.source_list, name="source_list"),
    path("sources/which/", sources.which_source, name="which_source"),
    path("sources/<slug:address>/", sources.source_detail, name="source_detail"),
    path("lessons/", lessons.lesson_list, name="lesson_list"),
    path("lessons/<slug:address>/", lessons.lesson_detail, name="lesson_detail"),
    path("lessons/<slug:address>/ask/", lessons.ask_question, name="ask_question"),
    # Documents and forms
    path("documents/", documents.document_list, name="document_list"),
    path("documents/fill/<slug:name>/", forms_to_print.fill, name="fill_form"),
    path("documents/<int:pk>/download/", documents.document_download, name="document_download"),
    path("documents/<int:pk>/v/<int:number>/download/", documents.version_download, name="version_download"),
    path("documents/<slug:address>/", documents.document_detail, name="document_detail"),
    # News
    path("news/", news.news_list, name="news_list"),
    path("news/feed/", news.news_feed, name="news_feed"),
    path("news/<slug:address>/", news.news_detail, name="news_detail"),
    path("news/<slug:address>/share.jpg", news.news_share, name="news_share"),
]
