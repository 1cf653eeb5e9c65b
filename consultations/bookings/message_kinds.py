"""The kinds of message about appointments, and whether one is still true when its moment comes."""

import datetime as dt
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy, override

from center.mail.kinds import About, MessageKind
from center.mail.messages import moment_in_details
from center.mail.models import Message
from consultations.bookings.addresses import own_link
from consultations.bookings.models import Booking

# A call to an adviser stands first on the list so long before the appointment.
TOPS_WITHIN = dt.timedelta(hours=24)


def _unchanged(message: Message, *states: str) -> bool:
    """Whether the appointment is in one of the states, and nothing a calendar must follow has changed since."""
    booking = message.about
    return (
        isinstance(booking, Booking) and booking.state in states and booking.sequence == message.details.get("sequence")
    )


def _is_open(message: Message) -> bool:
    return _unchanged(message, *Booking.OPEN)


def _is_cancelled(message: Message) -> bool:
    return _unchanged(message, Booking.State.CANCELLED)


def _waits(message: Message) -> bool:
    return _unchanged(message, Booking.State.WAITING)


def _comes_then(message: Message) -> bool:
    """Whether the appointment stands at the start the reminder is about."""
    booking = message.about
    return (
        isinstance(booking, Booking)
        and booking.state == Booking.State.BOOKED
        and moment_in_details(booking.starts_at) == message.details.get("starts_at")
    )


def _is_released(message: Message) -> bool:
    """Whether the adviser has no appointment with the visitor at that time."""
    booking = message.about
    if not isinstance(booking, Booking):
        return False
    there = booking.speaker_id == message.details.get("speaker")
    then = moment_in_details(booking.starts_at) == message.details.get("starts_at")
    return not (booking.is_open and there and then)


def _link(message: Message) -> str:
    """The visitor's secret link, in the message's language."""
    booking = message.about
    if not isinstance(booking, Booking):
        return ""
    with override(message.language):
        return own_link(booking)


def _page(message: Message) -> str:
    """The appointment's page on the staff site."""
    return reverse("admin:consultations_booking_change", args=[message.object_id])


_kind = partial(MessageKind, url=_page, about=About(Booking, ("state", "sequence", "starts_at", "speaker")))
BOOKED = _kind("booking_booked", 10, gettext_lazy("แจ้งว่านัดแล้ว"), _is_open, link=_link)
RECEIVED = _kind("booking_received", 11, gettext_lazy("แจ้งว่ารับนัดไว้แล้ว"), _waits, link=_link)
CONFIRMED = _kind("booking_confirmed", 12, gettext_lazy("แจ้งว่าผู้ให้คำปรึกษายืนยันแล้ว"), _is_open, link=_link)
MOVED = _kind("booking_moved", 13, gettext_lazy("แจ้งเลื่อนนัด"), _is_open, link=_link)
CANCELLED = _kind("booking_cancelled", 14, gettext_lazy("แจ้งยกเลิกนัด"), _is_cancelled)
BROUGHT_BACK = _kind("booking_brought_back", 15, gettext_lazy("แจ้งว่าไม่ยกเลิกนัดแล้ว"), _is_open, link=_link)
REMINDER = _kind("booking_reminder", 16, gettext_lazy("เตือนนัด"), _comes_then, link=_link)
ASK_ADVISER = _kind(
    "booking_ask_adviser",
    20,
    gettext_lazy("ถามผู้ให้คำปรึกษาว่าสะดวกหรือไม่"),
    _waits,
    lasting=True,
    tops_within=TOPS_WITHIN,
)
TELL_ADVISER = _kind("booking_tell_adviser", 21, gettext_lazy("แจ้งนัดให้ผู้ให้คำปรึกษา"), _is_open)
RELEASE_ADVISER = _kind("booking_release_adviser", 22, gettext_lazy("แจ้งผู้ให้คำปรึกษาว่าไม่มีนัดแล้ว"), _is_released)
MESSAGES = (
    BOOKED,
    RECEIVED,
    CONFIRMED,
    MOVED,
    CANCELLED,
    BROUGHT_BACK,
    REMINDER,
    ASK_ADVISER,
    TELL_ADVISER,
    RELEASE_ADVISER,
)
