"""What the staff's pages of the registers share: the rows for whoever may, what the rules refuse in words, the way back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from center.records.states import WrongState
from center.staff.row_page import go_back, refuse
from consultations.registers.models import FollowUp, Visit
from consultations.registers.refusals import MonthClosed, NotCounted, Refused

ADD, CHANGE, VIEW = (f"consultations.{act}_visit" for act in ("add", "change", "view"))
CHANGE_FOLLOW_UP = "consultations.change_followup"

# What a rule refuses: these and nothing else are turned into sentences.
REFUSALS = (Refused, WrongState)


def require(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def find_visit(request: HttpRequest, pk: int, permission: str) -> Visit:
    """The visit with all a page says of it, for whoever has the permission."""
    require(request, permission)
    return get_object_or_404(Visit.objects.for_rows().select_related("booking", "registration", "follow_up"), pk=pk)


def find_follow_up(request: HttpRequest, pk: int) -> FollowUp:
    """The follow-up with its visit, for whoever may note what came of it."""
    require(request, CHANGE_FOLLOW_UP)
    return get_object_or_404(FollowUp.objects.for_rows(), pk=pk)


def sentence_of(refusal: Exception) -> str:
    """What staff read, in the active language."""
    return refusal.sentence if isinstance(refusal, Refused) else _("ทำไม่ได้ในสถานะนี้")


def at_the_field(refusal: Exception, field: str) -> ValidationError:
    """The refusal for row_page.report(): at the field it names, at that of the reason where only that is missing."""
    at = "reason" if isinstance(refusal, MonthClosed) else getattr(refusal, "field", field)
    return ValidationError({at: [sentence_of(refusal)]})


def refused_at(field: str, rule: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], object]:
    """A rule for row_page.ask(): what it refuses stands at the field."""

    def act(cleaned: dict[str, Any]) -> object:
        try:
            return rule(cleaned)
        except REFUSALS as refusal:
            raise at_the_field(refusal, field) from None

    return act


def refuse_not_counted(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Say that nothing is noted of a visit that was taken back."""
    return refuse(request, visit, NotCounted().sentence)


def do(
    model_admin: ModelAdmin, request: HttpRequest, row: Model, rule: Callable[[], object], said: str
) -> HttpResponse:
    """Run a rule for a button, say what was done or why not, and go back to where the button stood."""
    try:
        rule()
    except REFUSALS as refusal:
        messages.error(request, sentence_of(refusal))
    else:
        model_admin.log_change(request, row, said)
        messages.success(request, said)
    return go_back(request, row)
