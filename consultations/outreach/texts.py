"""Events, registrations and requests in words, in the active language: for pages, messages, LINE and reading aloud.

No text has a secret link: forwarded to a village's LINE group, it would let the whole group cancel. Callers give events
with place__tambon (`for_rows()`), registrations with their event and their places' sessions.
"""

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from center.office.status import office_status
from center.places.models import Tambon
from consultations.bookings.texts import SEPARATOR, day_in_words, moment_in_words, office_phone
from consultations.outreach import seats
from consultations.outreach.addresses import OUTSIDE_OF_LINE, event_link
from consultations.outreach.models import OutreachEvent, Registration, Session, VillageRequest
from thai.dates import clock_span, local_date


def when(event: OutreachEvent) -> str:
    """Day and times; of an event that was put off, that it has no new day yet, with the former one."""
    if event.state == OutreachEvent.State.POSTPONED:
        return _("ยังไม่กำหนดวันใหม่ (เดิม%(when)s)") % {"when": planned_time(event)}
    return planned_time(event)


def planned_time(event: OutreachEvent) -> str:
    """วันพฤหัสบดีที่ 1 ตุลาคม 2569 เวลา 09.00–12.00 น.; from the first moment to the last where it lasts several days."""
    first, last = local_date(event.starts_at), local_date(event.ends_at)
    if first != last:
        values = {"start": moment_in_words(event.starts_at), "end": moment_in_words(event.ends_at)}
        return _("%(start)s ถึง%(end)s") % values
    times = clock_span(event.starts_at, event.ends_at, get_language() or "th")
    return _("วัน%(day)s เวลา %(times)s") % {"day": day_in_words(first), "times": times}


def session_times(session: Session) -> str:
    """09.00–10.30 น., with its day where the event lasts several days. Reads the session's event."""
    times = clock_span(session.starts_at, session.ends_at, get_language() or "th")
    first, last = local_date(session.event.starts_at), local_date(session.event.ends_at)
    if first == last:
        return times
    return _("วัน%(day)s เวลา %(times)s") % {"day": day_in_words(local_date(session.starts_at)), "times": times}


def place_name(event: OutreachEvent) -> str:
    """The place's name with its tambon; without a place, the center's name."""
    if event.place is None:
        center = office_status().center
        return center.name if center else _("ศูนย์ฯ")
    return f"{event.place.name} {_tambon(event.place.tambon)}".strip()


def where(event: OutreachEvent) -> str:
    """The place with everything one needs to find it; without a place, the center with its address."""
    place = event.place
    if place is None:
        center = office_status().center
        return f"{center.name} {center.address}".strip() if center else _("ศูนย์ฯ")
    moo = _("หมู่ที่ %d") % place.moo if place.moo and not place.address else ""
    is_said = place.tambon is not None and place.tambon.name_th in place.address
    parts = [place.name, place.address, moo, "" if is_said else _tambon(place.tambon)]
    return " ".join(part for part in parts if part)


def state_in_words(event: OutreachEvent) -> str:
    """What everybody must know first of an event that doesn't take place as planned; empty otherwise."""
    return {
        OutreachEvent.State.CANCELLED.value: _("ศูนย์ฯ ยกเลิกกิจกรรมนี้แล้ว"),
        OutreachEvent.State.POSTPONED.value: _("ศูนย์ฯ เลื่อนกิจกรรมนี้ไปก่อน"),
    }.get(event.state, "")


def to_forward(event: OutreachEvent) -> str:
    """The text about an event to send on by LINE, a fact a line: what, when, where, for whom, and where to register."""
    phone = office_phone()
    link = event_link(event) + OUTSIDE_OF_LINE
    registers = event.takes_registrations and event.is_planned and not event.has_begun
    lines = [
        state_in_words(event),
        event.name,
        event.notice,
        when(event),
        _("ที่ %(place)s") % {"place": where(event)},
        _("สำหรับ%(people)s") % {"people": event.for_whom} if event.for_whom else "",
        (_("ลงทะเบียน: %(link)s") if registers else _("รายละเอียด: %(link)s")) % {"link": link},
        _("สอบถาม โทร %(phone)s") % {"phone": phone} if phone else "",
    ]
    return "\n".join(line for line in lines if line)


def own_to_forward(registration: Registration) -> str:
    """One line about a registration to send on by LINE, without a link that could cancel it."""
    phone = office_phone()
    event = registration.event
    parts = [
        state_in_words(event) or ("" if registration.is_coming else str(registration.get_state_display())),
        event.name,
        str(registration),
        people(registration.party_size),
        when(event),
        _("ที่ %(place)s") % {"place": where(event)},
        _("มาไม่ได้ โทร %(phone)s") % {"phone": phone} if phone else "",
    ]
    return SEPARATOR.join(part for part in parts if part)


def to_read_aloud(registration: Registration) -> str:
    """What an officer says at the end of the call that registered a party. One query where it waits, beside its places."""
    event = registration.event
    sentences = [
        _("%(registration)s กิจกรรม %(event)s") % {"registration": registration, "event": event.name},
        when(event),
        _("ที่ %(place)s") % {"place": where(event)},
        people(registration.party_size),
    ]
    places = list(registration.places.all())
    positions = seats.positions_of(places)
    for place in places:
        if place.is_waiting:
            position = seats.place_in_words(positions[place.pk])
            sentences.append(_("ช่วง%(session)s %(position)s") % {"session": place.session.title, "position": position})
    return " ".join(sentence for sentence in sentences if sentence)


def standing(registration: Registration) -> str:
    """How it stands with a registration, in few words: what the center called off, its state, or its place in the queue.

    One query where it has no seats, beside its places.
    """
    places = list(registration.places.all())
    if not registration.is_coming:
        return str(registration.get_state_display())
    if not places or any(not place.is_waiting for place in places):
        return state_in_words(registration.event) or str(registration.get_state_display())
    first = min(seats.positions_of(places).values())
    return state_in_words(registration.event) or seats.place_in_words(first)


def people(count: int) -> str:
    """มา 4 คน."""
    return ngettext("มา %d คน", "มา %d คน", count) % count


def of_village(request: VillageRequest) -> str:
    """หมู่ที่ 6 ต.บางกระเจ็ด; empty if it wasn't said."""
    moo = _("หมู่ที่ %d") % request.moo if request.moo else ""
    return f"{moo} {_tambon(request.tambon)}".strip()


def _tambon(tambon: Tambon | None) -> str:
    return _("ต.%(tambon)s") % {"tambon": tambon.name} if tambon else ""
