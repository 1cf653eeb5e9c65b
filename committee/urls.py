"""The committee's pages in both languages, package by package."""

from committee.speakers import urls as speakers
from committee.terms import urls as terms

app_name = "committee"

urlpatterns = [
    *terms.urlpatterns,
    *speakers.urlpatterns,
]
