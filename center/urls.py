from django.urls import path

from center.views import media

app_name = "center"

urlpatterns = [
    # Pictures
    path("media/<path:name>", media.rendition, name="rendition"),
]
