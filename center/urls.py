"""The center's URLs without a language prefix."""

from center.pictures import urls as pictures

app_name = "center"

urlpatterns = [
    *pictures.urlpatterns,
]
