"""A text to copy or print: the draft of an order, an invitation, minutes."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from center.staff.row_page import address_of


def plain_text(request: HttpRequest, *, row: Model, title: str, explained: str, draft: str) -> HttpResponse:
    """The page of a draft, with buttons to copy and print it and the way back to the row it is about."""
    context = {"row": row, "row_url": address_of(row), "title": title, "explained": explained, "draft": draft}
    return render(request, "committee/plain_text.html", context)
