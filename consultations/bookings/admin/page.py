"""What the staff's pages of appointments share: the row for whoever may, what the rules refuse in words, the way back."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from center.records.states import WrongState
from center.staff.row_page import Refusals, require
from consultations.bookings.models import Booking
from consultations.bookings.refusals import FollowingNeedsReason, FollowingRefused, NotNow, ReasonNeeded, Refused
from consultations.calendar.claims import TimeTaken
from consultations.calendar.free_times import Reason
from thai.dates import clock

ADD, CHANGE, VIEW = (f"consultations.{act}_booking" for act in ("add", "change", "view"))

WHY_NOT = {
    Reason.PAST: gettext_lazy("เวลานี้ผ่านไปแล้ว"),
    Reason.NOTICE: gettext_lazy("เวลานี้ใกล้กว่าที่เปิดให้นัดล่วงหน้า"),
    Reason.TOO_FAR: gettext_lazy("เวลานี้ไกลกว่าที่เปิดให้นัดล่วงหน้า"),
    Reason.CLOSED: gettext_lazy("ศูนย์ปิดในเวลานี้"),
    Reason.AWAY: gettext_lazy("ผู้ให้คำปรึกษาไม่อยู่ในเวลานี้"),
    Reason.NOT_OFFERED: gettext_lazy("เวลานี้ไม่มีผู้ให้คำปรึกษาที่รับนัด"),
    Reason.TAKEN: gettext_lazy("เวลานี้มีผู้จองแล้ว"),
}


def find_booking(request: HttpRequest, pk: int, permission: str) -> Booking:
    """The appointment with all a page says of it, for whoever has the permission."""
    require(request, permission)
    rows = Booking.objects.for_rows().select_related("person", "producer", "group", "booked_by")
    return get_object_or_404(rows, pk=pk)


def sentence_of(refusal: Exception) -> str:
    """What staff read, in the active language."""
    if isinstance(refusal, TimeTaken):
        bookings = {claim.booking for claim in refusal.clashes if claim.booking}
        events = {claim.session.event for claim in refusal.clashes if claim.session and not claim.booking}
        in_the_way = [_named(booking) for booking in sorted(bookings, key=lambda booking: booking.starts_at)]
        in_the_way += [_("กิจกรรม “%s”") % event.name for event in sorted(events, key=lambda event: event.pk)]
        taken = WHY_NOT[Reason.TAKEN]
        return (
            _("%(taken)s: %(bookings)s") % {"taken": taken, "bookings": ", ".join(in_the_way)}
            if in_the_way
            else str(taken)
        )
    if isinstance(refusal, ReasonNeeded):
        why = WHY_NOT[refusal.reason or Reason.NOT_OFFERED]
        return _("%s ถ้าจะนัดเวลานี้ กรุณากรอกเหตุที่นัดนอกเวลา") % why
    if isinstance(refusal, FollowingRefused):
        return refusal.sentence
    if isinstance(refusal, NotNow | WrongState):
        return _("ทำไม่ได้กับนัดในสถานะหรือเวลานี้")
    reason = getattr(refusal, "reason", None)
    return str(WHY_NOT[reason or Reason.NOT_OFFERED])


def _named(booking: Booking) -> str:
    return f"{booking} {clock(booking.starts_at, get_language() or 'th')}"


# What a rule refuses: these and nothing else are turned into sentences.
REFUSALS = Refusals(
    (Refused, TimeTaken, WrongState), sentence_of, of_reason=(ReasonNeeded, FollowingNeedsReason), named=True
)
