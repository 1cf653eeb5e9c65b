"""What messages to visitors about their appointments say, in the active language."""

from django.utils.translation import gettext as _

from center.mail.kinds import LINK, MessageKind
from center.mail.messages import Content
from consultations.bookings import ical, texts
from consultations.bookings.message_kinds import (
    BOOKED,
    BROUGHT_BACK,
    CANCELLED,
    CONFIRMED,
    MOVED,
    RECEIVED,
    REMINDER,
)
from consultations.bookings.models import Booking


def content_of(kind: MessageKind, booking: Booking) -> Content:
    """Subject, mail and LINE text in the active language."""
    headline = _headline(kind, booking)
    if kind is CANCELLED:
        facts = [texts.when(booking), _("เรื่อง %(topic)s") % {"topic": booking.topic.name}]
        again = _again()
        line_text = texts.SEPARATOR.join([headline, *facts, again])
        closing = [again]
        calendar = ical.cancellation(booking)
    else:
        facts = _facts(booking)
        line_text = texts.SEPARATOR.join([headline, texts.to_forward(booking)])
        closing = [
            _("ดู เลื่อน หรือยกเลิกนัด: %(link)s") % {"link": LINK},
            _("ลิงก์นี้เป็นของคุณคนเดียว กรุณาอย่าส่งต่อ"),
            _by_phone(),
        ]
        calendar = b"" if kind is REMINDER else ical.invitation(booking)
    greeting = _("เรียน คุณ%(name)s") % {"name": " ".join(booking.name.split())}
    paragraphs = [greeting, headline, "\n".join(facts), "\n".join(line for line in closing if line)]
    return Content(headline, "\n\n".join(paragraphs) + "\n", line_text, calendar if booking.email else b"")


def _headline(kind: MessageKind, booking: Booking) -> str:
    number = {"number": booking.reference}
    return {
        BOOKED.key: _("นัดหมายเรียบร้อยแล้ว เลขที่ %(number)s"),
        RECEIVED.key: _("รับนัดไว้แล้ว รอผู้ให้คำปรึกษายืนยัน เลขที่ %(number)s"),
        CONFIRMED.key: _("ผู้ให้คำปรึกษายืนยันนัดแล้ว เลขที่ %(number)s"),
        MOVED.key: _("เลื่อนนัดแล้ว เลขที่ %(number)s"),
        CANCELLED.key: _("ยกเลิกนัดแล้ว เลขที่ %(number)s"),
        BROUGHT_BACK.key: _("นัดยังมีตามเดิม ไม่ได้ยกเลิกแล้ว เลขที่ %(number)s"),
        REMINDER.key: _("เตือนนัดปรึกษา เลขที่ %(number)s"),
    }[kind.key] % number


def _facts(booking: Booking) -> list[str]:
    bring = texts.to_bring(booking.topic)
    waits = booking.state == Booking.State.WAITING
    facts = [
        str(booking.get_state_display()) if waits else "",
        texts.when(booking),
        _("เรื่อง %(topic)s") % {"topic": booking.topic.name},
        _("พบ %(adviser)s") % {"adviser": booking.speaker.name},
        _("ที่ %(place)s") % {"place": texts.where(booking)},
        _("เตรียม %(things)s") % {"things": bring} if bring else "",
    ]
    return [fact for fact in facts if fact]


def _by_phone() -> str:
    phone = texts.office_phone()
    return _("หรือโทรหาเจ้าหน้าที่ %(phone)s") % {"phone": phone} if phone else ""


def _again() -> str:
    phone = texts.office_phone()
    return _("นัดใหม่ โทร %(phone)s") % {"phone": phone} if phone else _("นัดใหม่ได้ที่เว็บไซต์ของศูนย์")
