"""The term or the seat of a page, for whoever may open it, and the pages of a term."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from center.staff import row_page
from center.staff.row_page import require
from committee.terms.models import Seat, Term

TERM, NOMINATION, SEAT = "committee.change_term", "committee.change_nomination", "committee.change_seat"


def find_term(request: HttpRequest, pk: int, permission: str) -> Term:
    """The term, for whoever has the permission."""
    require(request, permission)
    return get_object_or_404(Term, pk=pk)


def find_seat(request: HttpRequest, pk: int) -> Seat:
    """The seat, for whoever may change seats."""
    require(request, SEAT)
    return get_object_or_404(Seat.objects.select_related("term", "person", "network", "organization"), pk=pk)


def show(
    model_admin: ModelAdmin, request: HttpRequest, template: str, *, term: Term, title: Any, **context: Any
) -> TemplateResponse:
    """A page of a term, below its own page of the staff site."""
    path = f"admin/committee/term/{template}"
    return row_page.show(model_admin, request, path, row=term, title=title, term=term, **context)


def to_term(term: Term) -> HttpResponseRedirect:
    return HttpResponseRedirect(row_page.address_of(term))
