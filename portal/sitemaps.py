"""sitemap.xml: every public page in both languages, under the site's own address."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from catalog.sitemaps import ProducerSitemap, ProductSitemap
from center.records.sitemaps import BilingualSitemap
from center.sitemaps import DocumentSitemap, LessonSitemap, NewsSitemap, SourceSitemap
from portal.pages import SECTIONS


class PageSitemap(BilingualSitemap):
    """The pages one can begin at, but for the search, which has nothing of its own."""

    def items(self) -> list[str]:
        return [page.view for _title, pages in SECTIONS for page in pages if page.view != "search"]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS = {
    "pages": PageSitemap,
    "products": ProductSitemap,
    "producers": ProducerSitemap,
    "sources": SourceSitemap,
    "documents": DocumentSitemap,
    "news": NewsSitemap,
    "lessons": LessonSitemap,
}


def sitemap(request: HttpRequest, sitemaps: dict) -> HttpResponse:
    """Django's sitemap of our pages; empty on a demonstration site, which search engines are to leave alone."""
    if settings.DEMO:
        sitemaps = {}
    site = urlsplit(settings.SITE_URL)
    named = {name: _of_this_site(kind, site.netloc, site.scheme) for name, kind in sitemaps.items()}
    return views.sitemap(request, named)


def _of_this_site(kind: type[Sitemap], host: str, scheme: str) -> Sitemap:
    """A sitemap whose addresses are those of SITE_URL, whatever host the request came through."""
    made = kind()
    made.protocol = scheme
    made.get_domain = lambda site=None: host
    return made
