"""The center's addresses that have no language."""

from center.pictures import urls as pictures

app_name = "center"

urlpatterns = [
    *pictures.urlpatterns,
]
