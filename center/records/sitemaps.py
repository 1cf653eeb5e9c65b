"""What search engines may list: every public row and page in both languages."""

from collections.abc import Callable
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from center.records.pages import PAGES
from center.records.registry import Registry


class BilingualSitemap(Sitemap):
    """Each address in Thai and English, the Thai one for everybody else."""

    i18n = True
    alternates = True
    x_default = True


class RowSitemap(BilingualSitemap):
    """The published rows of one model. published: its queryset of them, asked anew for each sitemap."""

    def __init__(self, key: str, position: int, published: Callable[[], QuerySet]) -> None:
        self.key, self.position, self._published = key, position, published

    @property
    def model(self) -> type:
        return self._published().model

    def items(self) -> QuerySet:
        return self._published().order_by("pk").only("name_en")


class PageSitemap(BilingualSitemap):
    """The pages one can begin at."""

    key = "pages"
    position = 0

    def items(self) -> list[str]:
        return [page.view for page in PAGES if page.indexed]

    def location(self, item: Any) -> str:
        return reverse(item)


SITEMAPS: Registry[RowSitemap | PageSitemap] = Registry("sitemaps")
SITEMAPS.add(PageSitemap())
