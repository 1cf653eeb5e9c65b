"""The catalog's pages in both languages, package by package."""

from catalog.sharing import urls as sharing
from catalog.showcase import urls as showcase

app_name = "catalog"

urlpatterns = [
    *sharing.urlpatterns,  # first: products/labels/ is no product's address
    *showcase.urlpatterns,
]
