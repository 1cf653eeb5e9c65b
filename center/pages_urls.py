"""URLs of the center's pages in both languages, package by package."""

from center.documents import urls as documents
from center.lessons import urls as lessons
from center.news import urls as news
from center.office import urls as office
from center.people import urls as people
from center.sources import urls as sources
from center.visitors import urls as visitors

app_name = "pages"

urlpatterns = [
    *office.urlpatterns,
    *people.urlpatterns,
    *sources.urlpatterns,
    *lessons.urlpatterns,
    *documents.urlpatterns,
    *news.urlpatterns,
    *visitors.urlpatterns,
]
