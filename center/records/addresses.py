"""Addresses like 12-mango-sweets: the number names the row, the words are for the reader."""

import re
from typing import TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

Row = TypeVar("Row", bound=Model)

# Nine digits fit the narrowest integer column; a longer number names no row.
_NUMBER = re.compile(r"([0-9]{1,9})(?:-|$)")


def find_by_address(rows: QuerySet[Row], address: str) -> Row:
    """The row whose number begins the address. Raises Http404 where there is none."""
    match = _NUMBER.match(address)
    row = rows.filter(pk=int(match[1])).first() if match else None
    if row is None:
        raise Http404
    return row


def moved(request: HttpRequest, row: Model) -> HttpResponseBase | None:
    """A permanent redirect to the row's address of today where another was asked for, its query kept; else None."""
    address = row.get_absolute_url()
    if request.path == address:
        return None
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{address}?{query}" if query else address, permanent=True)


def line_share_url(row: Model) -> str:
    """LINE's own address for passing a link on; works without JavaScript (LINE: "Using LINE Share buttons")."""
    query = urlencode({"url": settings.SITE_URL + row.get_absolute_url()})
    return f"https://social-plugins.line.me/lineit/share?{query}"
