"""What messages about registrations say, in the active language."""

import datetime as dt

from django.utils.translation import gettext as _

from center.mail.kinds import LINK, MessageKind
from center.mail.messages import Content
from consultations.bookings.texts import SEPARATOR, moment_in_words, office_phone
from consultations.outreach import ical, seats, texts
from consultations.outreach.message_kinds import (
    BROUGHT_BACK,
    CANCELLED,
    CHANGED,
    EVENT_BROUGHT_BACK,
    EVENT_CANCELLED,
    EVENT_MOVED,
    EVENT_POSTPONED,
    REGISTERED,
    REMINDER,
    SEATED,
)
from consultations.outreach.models import Registration


def content_of(kind: MessageKind, registration: Registration, former_start: dt.datetime | None) -> Content:
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
