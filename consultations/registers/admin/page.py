"""What the staff's pages of the registers share: the rows for whoever may, what the rules refuse in words, the way back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from center.records.states import WrongState
from center.staff.row_page import Refusals, refuse, require
from consultations.registers.models import FollowUp, Visit
from consultations.registers.refusals import MonthClosed, NotCounted, Refused

ADD, CHANGE, VIEW = (f"consultations.{act}_visit" for act in ("add", "change", "view"))
CHANGE_FOLLOW_UP = "consultations.change_followup"


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


def refuse_not_counted(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Say that nothing is noted of a visit that was taken back."""
    return refuse(request, visit, NotCounted().sentence)


# What a rule refuses: these and nothing else are turned into sentences.
REFUSALS = Refusals((Refused, WrongState), sentence_of, of_reason=MonthClosed)
