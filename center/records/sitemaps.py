"""Registry of sitemaps: every public row and page in both languages."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Model, QuerySet
from django.urls import reverse

from center.records.pages import PAGES
from center.records.registry import Registry

if TYPE_CHECKING:
    from django.contrib.sites.models import Site
    from django.contrib.sites.requests import RequestSite

    _Sitemap = Sitemap[Any]
else:
    _Sitemap = Sitemap


class BilingualSitemap(_Sitemap):
    """Each URL in Thai and English; Thai is the default for other languages (x-default).

    URLs begin with SITE_URL, whatever host the request was made to.
    """

    i18n = True
    alternates = True
    x_default = True

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: "Site | RequestSite | None" = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class RowSitemap(BilingualSitemap):
    """The published rows of one model. published: returns their queryset, called for each request."""

    def __init__(self, key: str, position: int, published: Callable[[], QuerySet[Any]]) -> None:
        self.key, self.position, self._published = key, position, published

    @property
    def model(self) -> type[Model]:
        return self._published().model

    def items(self) -> QuerySet[Any]:
        return self._published().order_by("pk").only("name_en")


class PageSitemap(BilingualSitemap):
    """The registered pages."""

    key = "pages"
    position = 0

    def items(self) -> list[str]:
        return [page.view for page in PAGES if page.indexed]

    def location(self, item: Any) -> str:
        return reverse(item)


SITEMAPS: Registry[RowSitemap | PageSitemap] = Registry("sitemaps")
SITEMAPS.add(PageSitemap())
