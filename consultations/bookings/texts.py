"""An appointment in words: texts to forward, to read aloud and to send to an adviser, in the active language.

None of them has the secret link: forwarded to a village's LINE group, it would let the whole group cancel. Callers
give bookings with their topic, speaker__person and place (`for_rows()`); the center comes from the cached office status.
"""

import datetime as dt
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from center.office.models import Center
from center.office.status import office_status, weekday_name
from center.places.models import Place
from committee.speakers.models import Speaker, Topic
from consultations.bookings.models import Booking
from thai.dates import local_date, long_date, long_date_time
from thai.phones import format_phone

SEPARATOR = " · "


def when(booking: Booking) -> str:
    """วันพฤหัสบดีที่ 1 ตุลาคม 2569 เวลา 09.00 น., or "Thursday 1 October 2026 (B.E. 2569), 09:00"."""
    return moment_in_words(booking.starts_at)


def moment_in_words(moment: dt.datetime) -> str:
    """The same of any aware moment."""
    weekday = weekday_name(local_date(moment).weekday())
    values = {"weekday": weekday, "moment": long_date_time(moment, get_language() or "th")}
    return _("วัน%(weekday)sที่ %(moment)s") % values


def day_in_words(day: dt.date) -> str:
    """พฤหัสบดีที่ 1 ตุลาคม 2569, or "Thursday 1 October 2026 (B.E. 2569)"."""
    values = {"weekday": weekday_name(day.weekday()), "date": long_date(day, get_language() or "th")}
    return _("%(weekday)sที่ %(date)s") % values


def where(booking: Booking) -> str:
    """The place with its address; without a place, the center and its address. At an event its desk and name first."""
    return place_in_words(booking.place, booking.session)


def place_in_words(place: Place | None, session: Any) -> str:
    """The same of a place and a desk, a session of an event; either may be none."""
    if session is None:
        return _address_of(place)
    values = {"desk": session.title, "event": session.event.name, "place": _address_of(place)}
    return _("%(desk)s กิจกรรม “%(event)s” %(place)s") % values


def _address_of(place: Place | None) -> str:
    if place is None:
        center = office_status().center
        return _joined(center.name, center.address) if center else _("ศูนย์ฯ")
    moo = _("หมู่ที่ %d") % place.moo if place.moo else ""
    return _joined(place.name, place.address or moo)


def to_bring(topic: Topic) -> str:
    """What to bring, separated by commas; empty if nothing."""
    return ", ".join(topic.things_to_bring)


def to_forward(booking: Booking) -> str:
    """One line to send on by LINE: number, time, topic, place, what to bring, whom to call."""
    center = office_status().center
    phone = office_phone()
    bring = to_bring(booking.topic)
    state = booking.get_state_display() if booking.state in (Booking.State.WAITING, Booking.State.CANCELLED) else ""
    parts = [
        _("นัดปรึกษา %(center)s") % {"center": center.name} if center else _("นัดปรึกษา"),
        _("เลขที่ %(number)s") % {"number": booking.reference},
        str(state),
        when(booking),
        _("เรื่อง %(topic)s") % {"topic": booking.topic.name},
        _("ที่ %(place)s") % {"place": where(booking)},
        _("เตรียม %(things)s") % {"things": bring} if bring else "",
        _("เลื่อนหรือยกเลิก โทร %(phone)s") % {"phone": phone} if phone else "",
    ]
    return SEPARATOR.join(part for part in parts if part)


def to_adviser(booking: Booking) -> str:
    """The question whether an adviser has time: without the visitor's name, number or words."""
    phone = office_phone()
    values = {
        "adviser": booking.speaker.name,
        "topic": booking.topic.name,
        "when": when(booking),
        "place": where(booking),
        "phone": phone,
    }
    if phone:
        return (
            _(
                "เรียน %(adviser)s มีผู้ขอปรึกษาเรื่อง %(topic)s %(when)s ที่ %(place)s สะดวกหรือไม่ "
                "โปรดตอบ “ได้” หรือ “ไม่ได้” หรือโทร %(phone)s"
            )
            % values
        )
    return (
        _("เรียน %(adviser)s มีผู้ขอปรึกษาเรื่อง %(topic)s %(when)s ที่ %(place)s สะดวกหรือไม่ โปรดตอบ “ได้” หรือ “ไม่ได้”") % values
    )


def to_tell_adviser(booking: Booking) -> str:
    """To an adviser who confirms by phone: an appointment that staff gave them and that nobody has to confirm."""
    values = {
        "adviser": booking.speaker.name,
        "topic": booking.topic.name,
        "when": when(booking),
        "place": where(booking),
    }
    text = _("เรียน %(adviser)s ศูนย์ฯ นัดผู้ขอปรึกษาเรื่อง %(topic)s ให้พบท่าน %(when)s ที่ %(place)s") % values
    return _joined(text, _if_unsuitable())


def to_release_adviser(adviser: Speaker, booking: Booking, starts_at: dt.datetime) -> str:
    """To an adviser who had said yes or had been asked: nobody comes then. starts_at: the time they knew of."""
    values = {"adviser": adviser.name, "topic": booking.topic.name, "when": moment_in_words(starts_at)}
    return _("เรียน %(adviser)s นัดปรึกษาเรื่อง %(topic)s %(when)s ไม่มีแล้ว ไม่ต้องรอ ขออภัยและขอบคุณ") % values


def to_read_aloud(booking: Booking) -> str:
    """What an officer says at the end of the call that made the appointment."""
    bring = to_bring(booking.topic)
    sentences = [
        _("นัดเลขที่ %(number)s %(when)s") % {"number": booking.reference, "when": when(booking)},
        _("เรื่อง %(topic)s พบ %(adviser)s ที่ %(place)s")
        % {"topic": booking.topic.name, "adviser": booking.speaker.name, "place": where(booking)},
        _("โปรดเตรียม %(things)s") % {"things": bring} if bring else "",
    ]
    if booking.state == Booking.State.WAITING:
        sentences.append(_("รอผู้ให้คำปรึกษายืนยัน เจ้าหน้าที่จะโทรแจ้งอีกครั้ง"))
    return " ".join(sentence for sentence in sentences if sentence)


def office_phone() -> str:
    """The center's phone number as people read it; empty if unknown."""
    center: Center | None = office_status().center
    return format_phone(center.phone) if center else ""


def _if_unsuitable() -> str:
    phone = office_phone()
    return _("หากไม่สะดวก โทร %(phone)s") % {"phone": phone} if phone else ""


def _joined(name: str, address: str) -> str:
    return f"{name} {address}" if address else name
