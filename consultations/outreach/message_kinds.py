"""The kinds of message about registrations, and whether one is still true when its moment comes."""

from collections.abc import Callable
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy, override

from center.mail.kinds import About, MessageKind
from center.mail.messages import moment_in_details
from center.mail.models import Message
from consultations.outreach.addresses import own_link
from consultations.outreach.models import OutreachEvent, Registration


def _is_coming(message: Message) -> bool:
    """Whether the party comes to an event that takes place at the time that the message says."""
    registration = message.about
    if not isinstance(registration, Registration) or not registration.is_coming:
        return False
    event = registration.event
    return event.is_planned and moment_in_details(event.starts_at) == message.details.get("starts_at")


def _has_seats(message: Message) -> bool:
    """The same, with seats: in the sessions of the message, or in any."""
    registration = message.about
    if not isinstance(registration, Registration) or not _is_coming(message):
        return False
    told_of = message.details.get("sessions")
    return any(
        not place.is_waiting and (told_of is None or place.session_id in told_of) for place in registration.places.all()
    )


def _is_cancelled(message: Message) -> bool:
    registration = message.about
    return isinstance(registration, Registration) and not registration.is_coming


def _event_is(state: str) -> Callable[[Message], bool]:
    def still_true(message: Message) -> bool:
        registration = message.about
        return isinstance(registration, Registration) and registration.is_coming and registration.event.state == state

    return still_true


def _link(message: Message) -> str:
    """The party's secret link, in the message's language."""
    registration = message.about
    if not isinstance(registration, Registration):
        return ""
    with override(message.language):
        return own_link(registration)


def _page(message: Message) -> str:
    """The event's page on the staff site."""
    registration = message.about
    if not isinstance(registration, Registration):
        return ""
    return reverse("admin:consultations_outreachevent_change", args=[registration.event_id])


ABOUT = About(Registration, ("state", "event__state", "event__starts_at"), prefetched=("places",))
_kind = partial(MessageKind, url=_page, about=ABOUT)
REGISTERED = _kind("registration_registered", 30, gettext_lazy("แจ้งว่าลงทะเบียนแล้ว"), _is_coming, link=_link)
SEATED = _kind("registration_seated", 31, gettext_lazy("แจ้งว่าได้ที่นั่งแล้ว"), _has_seats, link=_link)
CHANGED = _kind("registration_changed", 32, gettext_lazy("แจ้งว่าแก้ไขการลงทะเบียนแล้ว"), _is_coming, link=_link)
CANCELLED = _kind("registration_cancelled", 33, gettext_lazy("แจ้งยกเลิกการลงทะเบียน"), _is_cancelled)
BROUGHT_BACK = _kind(
    "registration_brought_back", 34, gettext_lazy("แจ้งว่าไม่ยกเลิกการลงทะเบียนแล้ว"), _is_coming, link=_link
)
REMINDER = _kind("registration_reminder", 35, gettext_lazy("เตือนกิจกรรมที่ลงทะเบียนไว้"), _has_seats, link=_link)
EVENT_CANCELLED = _kind("event_cancelled", 36, gettext_lazy("แจ้งยกเลิกกิจกรรม"), _event_is(OutreachEvent.State.CANCELLED))
EVENT_POSTPONED = _kind(
    "event_postponed", 37, gettext_lazy("แจ้งเลื่อนกิจกรรมไปก่อน"), _event_is(OutreachEvent.State.POSTPONED), link=_link
)
EVENT_MOVED = _kind("event_moved", 38, gettext_lazy("แจ้งวันเวลาหรือสถานที่ใหม่ของกิจกรรม"), _is_coming, link=_link)
EVENT_BROUGHT_BACK = _kind("event_brought_back", 39, gettext_lazy("แจ้งว่ากิจกรรมจัดตามเดิม"), _is_coming, link=_link)
MESSAGES = (
    REGISTERED,
    SEATED,
    CHANGED,
    CANCELLED,
    BROUGHT_BACK,
    REMINDER,
    EVENT_CANCELLED,
    EVENT_POSTPONED,
    EVENT_MOVED,
    EVENT_BROUGHT_BACK,
)
