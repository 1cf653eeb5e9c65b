"""Registry of sitemaps: every public row and page, for search engines."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse

from center.records.addresses import page_url
from center.records.pages import PAGES
from center.records.registry import Registry


class RowSitemap:
    """The published rows of one model. published: returns their queryset, called for each request."""

    def __init__(self, key: str, position: int, published: Callable[[], QuerySet[Any]]) -> None:
        self.key, self.position, self._published = key, position, published

    @property
    def model(self) -> type[Model]:
        return self._published().model

    def items(self) -> QuerySet[Any]:
        return self._published().order_by("pk")

    def paths(self) -> Iterator[str]:
        """What get_absolute_url() says of each row, in the active language; one query and no row as an object."""
        rows = self.items()
        for pk, name_en in rows.values_list("pk", "name_en").iterator():
            yield page_url(rows.model.detail_view, pk, name_en)


class PageSitemap:
    """The registered pages."""

    key = "pages"
    position = 0

    def paths(self) -> Iterator[str]:
        return (reverse(page.view) for page in PAGES if page.indexed)


SITEMAPS: Registry[RowSitemap | PageSitemap] = Registry("sitemaps")
SITEMAPS.add(PageSitemap())
