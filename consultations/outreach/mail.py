"""Every message that registrations and changes of events cause. Each is a row of center.mail, written in the transaction
of its rule.

A party with an e-mail address gets mail. Others are called about what the center did or what became of the queue; what
they did themselves, the page or the officer has told them. Reminders are mail only: an event's list would fill the list
of calls. Who cancelled hears nothing of the event any more.
"""

import datetime as dt
from collections.abc import Callable, Sequence

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from center.mail.kinds import LINK, MessageKind
from center.mail.messages import Content, Recipient, drop, messages_about, queue
from center.mail.models import Message
from consultations.bookings.mail import GRACE, REMINDED_AT
from consultations.bookings.texts import SEPARATOR, moment_in_words, office_phone
from consultations.outreach import ical, seats, texts
from consultations.outreach.addresses import own_link
from consultations.outreach.models import OutreachEvent, Registration, Session
from thai.dates import BANGKOK, local_date

# That an event has begun meanwhile, or that its day had passed when it was put off, doesn't keep its news back.
USEFUL_FOR_A_DAY = dt.timedelta(days=1)

# --- What each rule causes -------------------------------------------------------------------------------------------


def registered(registration: Registration) -> None:
    """Queue what follows a new registration: the page or the officer has told, so there is mail only."""
    if registration.email:
        _queue(REGISTERED, registration)
    _remind(registration)


def seated(registration: Registration, sessions: Sequence[Session]) -> None:
    """Queue that a party of the queue has its seats in these sessions, and how to give them back."""
    _replace(SEATED, registration, details={"sessions": [session.pk for session in sessions]})
    _remind(registration)


def changed(registration: Registration) -> None:
    """Queue what follows a smaller party or a session given back: mail only."""
    if registration.email:
        _replace(CHANGED, registration)
    _remind(registration)


def cancelled(registration: Registration, *, by_staff: bool) -> None:
    """Queue what follows a cancelled registration; of a staff cancel nobody hears for three minutes."""
    drop(_left(registration))
    if registration.email or by_staff:
        _queue(CANCELLED, registration, not_before=timezone.now() + GRACE if by_staff else None)


def brought_back(registration: Registration) -> None:
    """Queue what follows an undone cancellation. Who hasn't heard of it hears nothing of its end, unless now waiting."""
    heard = _take_back(registration, CANCELLED)
    if heard or registration.places.waiting().exists():
        _queue(BROUGHT_BACK, registration)
    _remind(registration)


def event_cancelled(registration: Registration) -> None:
    """Queue that the center cancelled the event; nobody hears for three minutes. For those who are still coming."""
    _replace(EVENT_CANCELLED, registration, not_before=timezone.now() + GRACE)


def event_postponed(registration: Registration) -> None:
    """Queue that the event doesn't take place on its day and has no new one; nobody hears for three minutes."""
    _replace(EVENT_POSTPONED, registration, not_before=timezone.now() + GRACE)


def event_moved(registration: Registration, former_start: dt.datetime) -> None:
    """Queue that the event has another day, time or place; former_start: when it was to begin, or begins still."""
    _replace(EVENT_MOVED, registration, former_start=former_start)
    _remind(registration)


def event_brought_back(registration: Registration) -> None:
    """Queue that the event takes place after all. Who hasn't heard that it doesn't hears nothing."""
    if _take_back(registration, EVENT_CANCELLED, EVENT_POSTPONED):
        _queue(EVENT_BROUGHT_BACK, registration)
    _remind(registration)


# --- Parts of them ---------------------------------------------------------------------------------------------------


def _replace(
    kind: MessageKind,
    registration: Registration,
    *,
    not_before: dt.datetime | None = None,
    former_start: dt.datetime | None = None,
    details: dict[str, object] | None = None,
) -> None:
    """Queue a message that says all there is to say, instead of those that haven't left."""
    drop(_left(registration))
    _queue(kind, registration, not_before=not_before, former_start=former_start, details=details)


def _left(registration: Registration) -> list[Message]:
    """Messages that haven't left, without the reminder, which is told by its start whether it is still true."""
    return list(messages_about(registration).filter(state__in=Message.LEFT).exclude(kind=REMINDER.key))


def _take_back(registration: Registration, *kinds: MessageKind) -> bool:
    """Drop messages of these kinds that haven't left; returns whether somebody may have heard of one."""
    messages = list(messages_about(registration).filter(kind__in=[kind.key for kind in kinds]))
    heard = any(_may_have_heard(message) for message in messages)
    drop(messages)
    return heard


def _may_have_heard(message: Message) -> bool:
    """Whether the party may have been told: mail whose time has come can be on its way already."""
    if message.state == Message.State.QUEUED:
        return message.not_before <= timezone.now()
    return message.state in (Message.State.SENT, Message.State.TOLD)


def _remind(registration: Registration) -> None:
    """One mail for each start, on the day before; its text is what holds now. None where that moment has passed."""
    event = registration.event
    due = dt.datetime.combine(local_date(event.starts_at) - dt.timedelta(days=1), REMINDED_AT, BANGKOK)
    if registration.email and event.is_planned and due > timezone.now():
        _queue(
            REMINDER,
            registration,
            not_before=due,
            unique_key=f"{REMINDER.key}:{registration.pk}:{_moment(event.starts_at)}",
        )


def _queue(
    kind: MessageKind,
    registration: Registration,
    *,
    not_before: dt.datetime | None = None,
    former_start: dt.datetime | None = None,
    unique_key: str = "",
    details: dict[str, object] | None = None,
) -> None:
    """Mail, or a call where there is no address; in the language of whoever registered. Nothing once the event is over."""
    event = registration.event
    if event.is_planned and event.has_ended:
        return
    news_until = max(event.starts_at, timezone.now() + USEFUL_FOR_A_DAY)
    with override(registration.language):
        content = _content(kind, registration, former_start)
    queue(
        kind.key,
        to=Recipient(registration.name, registration.email, registration.phone, registration.language),
        content=content,
        about=registration,
        not_before=not_before,
        useful_until=event.starts_at if kind is REMINDER else news_until,
        unique_key=unique_key,
        details={"starts_at": _moment(event.starts_at), **(details or {})},
    )


# --- What they say ---------------------------------------------------------------------------------------------------


def _content(kind: MessageKind, registration: Registration, former_start: dt.datetime | None) -> Content:
    """Subject, mail, LINE text and calendar in the active language."""
    headline = _headline(kind, registration)
    facts = _facts(registration, former_start)
    phone = office_phone()
    by_phone = _("โทรหาเจ้าหน้าที่ %(phone)s") % {"phone": phone} if phone else ""
    closing = [by_phone]
    if kind.link:
        way_back = _("มาไม่ได้แล้ว โปรดคืนที่นั่งให้คนถัดไป: %(link)s") if kind is SEATED else _("ดู แก้จำนวนคน หรือยกเลิก: %(link)s")
        closing = [way_back % {"link": LINK}, _("ลิงก์นี้เป็นของคุณคนเดียว กรุณาอย่าส่งต่อ"), by_phone]
    greeting = _("เรียน คุณ%(name)s") % {"name": " ".join(registration.name.split())}
    paragraphs = [greeting, headline, "\n".join(facts), "\n".join(line for line in closing if line)]
    aloud = [headline, *facts]
    if kind.link and phone:
        aloud.append(_("มาไม่ได้แล้ว โทร %(phone)s") % {"phone": phone})
    body = "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"
    return Content(headline, body, SEPARATOR.join(aloud), _calendar(kind, registration))


def _calendar(kind: MessageKind, registration: Registration) -> bytes:
    """The event for the calendar of who has a seat and gets mail, as it is now; cancelled with the event."""
    has_seat = registration.is_coming and registration.places.seated().exists()
    return ical.of_registration(registration) if registration.email and has_seat and kind is not REMINDER else b""


def _headline(kind: MessageKind, registration: Registration) -> str:
    values = {"number": registration.reference}
    if kind is REGISTERED and registration.places.waiting().exists():
        return _("ที่นั่งเต็ม อยู่ในรายชื่อสำรอง เลขที่ %(number)s") % values
    return {
        REGISTERED.key: _("ลงทะเบียนเรียบร้อยแล้ว เลขที่ %(number)s"),
        SEATED.key: _("มีที่นั่งให้แล้ว เลขที่ %(number)s"),
        CHANGED.key: _("แก้ไขการลงทะเบียนแล้ว เลขที่ %(number)s"),
        CANCELLED.key: _("ยกเลิกการลงทะเบียนแล้ว เลขที่ %(number)s"),
        BROUGHT_BACK.key: _("การลงทะเบียนยังมีอยู่ ไม่ได้ยกเลิกแล้ว เลขที่ %(number)s"),
        REMINDER.key: _("เตือนกิจกรรมที่ลงทะเบียนไว้ เลขที่ %(number)s"),
        EVENT_CANCELLED.key: _("ศูนย์ฯ ยกเลิกกิจกรรมที่คุณลงทะเบียนไว้ เลขที่ %(number)s"),
        EVENT_POSTPONED.key: _("ศูนย์ฯ เลื่อนกิจกรรมที่คุณลงทะเบียนไว้ไปก่อน เลขที่ %(number)s"),
        EVENT_MOVED.key: _("ศูนย์ฯ เปลี่ยนวันเวลาหรือสถานที่ของกิจกรรมที่คุณลงทะเบียนไว้ เลขที่ %(number)s"),
        EVENT_BROUGHT_BACK.key: _("กิจกรรมที่คุณลงทะเบียนไว้จัดตามเดิม เลขที่ %(number)s"),
    }[kind.key] % values


def _facts(registration: Registration, former_start: dt.datetime | None) -> list[str]:
    event = registration.event
    if former_start == event.starts_at:
        former_start = None
    facts = [
        event.name,
        event.notice,
        texts.when(event),
        _("(เดิม %(when)s)") % {"when": moment_in_words(former_start)} if former_start else "",
        _("ที่ %(place)s") % {"place": texts.where(event)},
        texts.people(registration.party_size) if registration.is_coming else "",
        *_sessions(registration),
    ]
    return [fact for fact in facts if fact]


def _sessions(registration: Registration) -> list[str]:
    """Each session with its time and the seats or the place in the queue; nothing where there is one with seats."""
    places = list(registration.places.select_related("session__event"))
    if len(places) == 1 and not places[0].is_waiting:
        return []
    positions = seats.positions_of(places)
    return [
        _("%(session)s %(times)s: %(seats)s")
        % {
            "session": place.session.title,
            "times": texts.session_times(place.session),
            "seats": seats.place_in_words(positions.get(place.pk, 0)),
        }
        for place in places
    ]


# --- Is it still true? -----------------------------------------------------------------------------------------------


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat()


def _is_coming(message: Message) -> bool:
    """Whether the party comes to an event that takes place at the time that the message says."""
    registration = message.about
    if not isinstance(registration, Registration) or not registration.is_coming:
        return False
    event = registration.event
    return event.is_planned and _moment(event.starts_at) == message.details.get("starts_at")


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


def _registrations() -> models.QuerySet[Registration]:
    return Registration.objects.select_related("event").prefetch_related("places")


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


REGISTERED = MessageKind(
    "registration_registered",
    30,
    gettext_lazy("แจ้งว่าลงทะเบียนแล้ว"),
    _is_coming,
    link=_link,
    url=_page,
    rows=_registrations,
)
SEATED = MessageKind(
    "registration_seated", 31, gettext_lazy("แจ้งว่าได้ที่นั่งแล้ว"), _has_seats, link=_link, url=_page, rows=_registrations
)
CHANGED = MessageKind(
    "registration_changed",
    32,
    gettext_lazy("แจ้งว่าแก้ไขการลงทะเบียนแล้ว"),
    _is_coming,
    link=_link,
    url=_page,
    rows=_registrations,
)
CANCELLED = MessageKind(
    "registration_cancelled", 33, gettext_lazy("แจ้งยกเลิกการลงทะเบียน"), _is_cancelled, url=_page, rows=_registrations
)
BROUGHT_BACK = MessageKind(
    "registration_brought_back",
    34,
    gettext_lazy("แจ้งว่าไม่ยกเลิกการลงทะเบียนแล้ว"),
    _is_coming,
    link=_link,
    url=_page,
    rows=_registrations,
)
REMINDER = MessageKind(
    "registration_reminder",
    35,
    gettext_lazy("เตือนกิจกรรมที่ลงทะเบียนไว้"),
    _has_seats,
    link=_link,
    url=_page,
    rows=_registrations,
)
EVENT_CANCELLED = MessageKind(
    "event_cancelled",
    36,
    gettext_lazy("แจ้งยกเลิกกิจกรรม"),
    _event_is(OutreachEvent.State.CANCELLED),
    url=_page,
    rows=_registrations,
)
EVENT_POSTPONED = MessageKind(
    "event_postponed",
    37,
    gettext_lazy("แจ้งเลื่อนกิจกรรมไปก่อน"),
    _event_is(OutreachEvent.State.POSTPONED),
    link=_link,
    url=_page,
    rows=_registrations,
)
EVENT_MOVED = MessageKind(
    "event_moved",
    38,
    gettext_lazy("แจ้งวันเวลาหรือสถานที่ใหม่ของกิจกรรม"),
    _is_coming,
    link=_link,
    url=_page,
    rows=_registrations,
)
EVENT_BROUGHT_BACK = MessageKind(
    "event_brought_back",
    39,
    gettext_lazy("แจ้งว่ากิจกรรมจัดตามเดิม"),
    _is_coming,
    link=_link,
    url=_page,
    rows=_registrations,
)
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
