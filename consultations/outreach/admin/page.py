"""What the staff's pages of events share: the rows for whoever may, what the rules refuse in words, the way back."""

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
from center.staff.row_page import go_back
from consultations.outreach import refusals
from consultations.outreach.event_refusals import EventRefused
from consultations.outreach.models import OutreachEvent

ADD, CHANGE, VIEW = (f"consultations.{act}_outreachevent" for act in ("add", "change", "view"))
# Names and numbers of those who come.
REGISTER, CHANGE_REGISTRATION, VIEW_REGISTRATION = (
    f"consultations.{act}_registration" for act in ("add", "change", "view")
)
CHANGE_REQUEST = "consultations.change_villagerequest"

# What a rule refuses: these and nothing else are turned into sentences.
REFUSALS = (EventRefused, refusals.Refused, WrongState)


def require(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def find_event(request: HttpRequest, pk: int, permission: str) -> OutreachEvent:
    """The event with its place, for whoever has the permission."""
    require(request, permission)
    return get_object_or_404(OutreachEvent.objects.for_rows().select_related("organizer"), pk=pk)


def sentence_of(refusal: Exception) -> str:
    """What staff read, in the active language."""
    if isinstance(refusal, EventRefused):
        return refusal.sentence
    if isinstance(refusal, refusals.Refused):
        return refusals.sentence_of(refusal)
    return _("ทำไม่ได้ในสถานะนี้")


def refused_at(field: str, rule: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], object]:
    """A rule for row_page.ask(): what it refuses stands at the field, a missing reason at that of the reason."""

    def act(cleaned: dict[str, Any]) -> object:
        try:
            return rule(cleaned)
        except REFUSALS as refusal:
            at = "reason" if isinstance(refusal, refusals.ReasonNeeded) else field
            raise ValidationError({at: [sentence_of(refusal)]}) from None

    return act


def do(
    model_admin: ModelAdmin,
    request: HttpRequest,
    row: Model,
    rule: Callable[[], object],
    said: str,
    *,
    logged: Model | None = None,
) -> HttpResponse:
    """Run a rule for a button, say what was done or why not, and go back to where the button stood.

    logged: the row whose log has it, where that is another one.
    """
    try:
        rule()
    except REFUSALS as refusal:
        messages.error(request, sentence_of(refusal))
    else:
        model_admin.log_change(request, logged or row, said)
        messages.success(request, said)
    return go_back(request, logged or row)
