"""sitemap.xml: every public page in both languages, under the site's own address."""

from copy import copy
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest, HttpResponse

from center.records.sitemaps import SITEMAPS


def sitemap(request: HttpRequest) -> HttpResponse:
    """Django's sitemap of our pages; empty on a demonstration site, which search engines are to leave alone."""
    named = {} if settings.DEMO else {entry.key: _of_this_site(entry) for entry in SITEMAPS}
    return views.sitemap(request, named)


def _of_this_site(registered: Sitemap) -> Sitemap:
    """A sitemap whose addresses are those of SITE_URL, whatever host the request came through."""
    site = urlsplit(settings.SITE_URL)
    made = copy(registered)
    made.protocol = site.scheme
    made.get_domain = lambda site_object=None: site.netloc
    return made
