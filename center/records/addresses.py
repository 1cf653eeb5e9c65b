"""URLs like 12-mango-sweets: the number is the primary key, the words are for readers."""

import re
from functools import cache
from typing import Protocol, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language

Row = TypeVar("Row", bound=Model)

# Nine digits fit the narrowest integer column; a longer number is never a primary key.
_NUMBER = re.compile(r"([0-9]{1,9})(?:-|$)")


class HasPage(Protocol):
    """A row with a public page."""

    def get_absolute_url(self) -> str: ...


def slug_of(name_en: str) -> str:
    """ASCII words of an English name; may be empty."""
    return slugify(name_en)[:60].strip("-")


def address_of(pk: int, name_en: str) -> str:
    """The last part of the URL of a row's page. Only the primary key identifies the page."""
    slug = slug_of(name_en)
    return f"{pk}-{slug}" if slug else str(pk)


def page_url(detail_view: str, pk: int, name_en: str) -> str:
    """The URL of a row's page in the active language."""
    return _url_of_row_0(detail_view, get_language()).replace("/0/", f"/{address_of(pk, name_en)}/")


@cache
def _url_of_row_0(detail_view: str, language: str | None) -> str:
    """What the URLs of all rows share. A list asks for dozens, and reverse() takes ten times as long."""
    return reverse(detail_view, args=["0"])


def find_by_address(rows: QuerySet[Row], address: str) -> Row:
    """The row whose primary key begins the address. Raises Http404 if there is none."""
    match = _NUMBER.match(address)
    row = rows.filter(pk=int(match[1])).first() if match else None
    if row is None:
        raise Http404
    return row


def moved(request: HttpRequest, row: HasPage) -> HttpResponseBase | None:
    """A permanent redirect to the row's current address if another one was requested, else None. Keeps the query."""
    address = row.get_absolute_url()
    if request.path == address:
        return None
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{address}?{query}" if query else address, permanent=True)


def line_share_url(row: HasPage) -> str:
    """LINE's address for sharing the row's page; works without JavaScript (LINE: "Using LINE Share buttons")."""
    query = urlencode({"url": settings.SITE_URL + row.get_absolute_url()})
    return f"https://social-plugins.line.me/lineit/share?{query}"
