"""The public pages one can begin at: for the site map, the sitemap of search engines and the search."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.records.registry import Registry


@dataclass(frozen=True)
class Section:
    """A part of the site map."""

    key: str
    title: Any
    position: int


ABOUT = Section("about", _("ศูนย์"), 10)
GOODS = Section("goods", _("สินค้าและผู้ผลิต"), 20)
SUPPORT = Section("support", _("ทุน ความรู้ และแบบฟอร์ม"), 30)
SITE = Section("site", _("เกี่ยวกับเว็บไซต์นี้"), 90)


def no_parts() -> Iterable[tuple[Any, str]]:
    return ()


@dataclass(frozen=True)
class Page:
    """A public page without parts of its own in the address.

    words: by what else one may look for it. of_the_center: whether it is found by the names of the center as well, which
    staff keep in the center's row. parts: (title, query) of filtered views that the site map lists below the page.
    indexed: whether search engines are told of it.
    """

    view: str
    title: Any
    section: Section
    position: int
    words: str = ""
    of_the_center: bool = False
    parts: Callable[[], Iterable[tuple[Any, str]]] = no_parts
    indexed: bool = True

    @property
    def key(self) -> str:
        return self.view

    @property
    def url(self) -> str:
        return reverse(self.view)


PAGES: Registry[Page] = Registry("pages")


def sections() -> list[tuple[Any, list[Page]]]:
    """The titles of the sections that have pages, each with its pages, in their order."""
    ordered = sorted({page.section for page in PAGES}, key=lambda section: section.position)
    return [(section.title, [page for page in PAGES if page.section == section]) for section in ordered]
