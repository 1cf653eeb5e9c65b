"""Registry of the public pages without arguments in their URL: for the site map, sitemap.xml and the search."""

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
SERVICE = Section("service", _("นัดหมายและติดตามเรื่อง"), 15)
GOODS = Section("goods", _("สินค้าและผู้ผลิต"), 20)
SUPPORT = Section("support", _("ทุน ความรู้ และแบบฟอร์ม"), 30)
SITE = Section("site", _("เกี่ยวกับเว็บไซต์นี้"), 90)


def no_parts() -> Iterable[tuple[Any, str]]:
    return ()


@dataclass(frozen=True)
class Page:
    """A public page without arguments in its URL.

    words: further search words. of_the_center: whether searches for the center's names find it too. parts: (title,
    query) of filtered views that the site map lists below the page. indexed: whether it is listed in sitemap.xml.
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


def pages_of(section: Section, *, without: Iterable[str] = ()) -> list[Page]:
    """The pages of a section in their order, without those of some views."""
    return [page for page in PAGES if page.section == section and page.view not in set(without)]


def sections() -> list[tuple[Any, list[Page]]]:
    """Title and pages of each section that has pages, by position."""
    ordered = sorted({page.section for page in PAGES}, key=lambda section: section.position)
    return [(section.title, pages_of(section)) for section in ordered]
