"""sitemap.xml: every public page in both languages."""

from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest, HttpResponse

from center.records.sitemaps import SITEMAPS


def sitemap(request: HttpRequest) -> HttpResponse:
    """Django's sitemap of the registered pages; empty on a demonstration site, which search engines shall not index."""
    sitemaps: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {}
    if not settings.DEMO:
        sitemaps = {entry.key: entry for entry in SITEMAPS}
    return views.sitemap(request, sitemaps)
