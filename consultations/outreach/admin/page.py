"""What the staff's pages of events share: the rows for whoever may, what the rules refuse in words, the way back."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from center.records.states import WrongState
from center.staff.row_page import Refusals, require
from consultations.outreach import refusals
from consultations.outreach.event_refusals import EventRefused
from consultations.outreach.models import OutreachEvent

ADD, CHANGE, VIEW = (f"consultations.{act}_outreachevent" for act in ("add", "change", "view"))
# Names and numbers of those who come.
REGISTER, CHANGE_REGISTRATION, VIEW_REGISTRATION = (
    f"consultations.{act}_registration" for act in ("add", "change", "view")
)
CHANGE_REQUEST = "consultations.change_villagerequest"


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


# What a rule refuses: these and nothing else are turned into sentences.
REFUSALS = Refusals((EventRefused, refusals.Refused, WrongState), sentence_of, of_reason=refusals.ReasonNeeded)
