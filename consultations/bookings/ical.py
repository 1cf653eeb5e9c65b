"""Appointments as iCalendar (RFC 5545, 5546): parts of mails, a file to download, an adviser's feed.

One UID for an appointment's life, and its SEQUENCE rises with every change, so that calendar programs move an event
instead of adding another. Times are in UTC and years in the Christian era; texts are in the active language. The library
folds lines at 75 octets between characters.
"""

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from center.office.status import office_status
from committee.speakers.models import Speaker
from consultations.bookings import texts
from consultations.bookings.models import Booking

NAMESPACE = UUID("6f0c1f4e-3c53-4c1e-9a43-5a0a3f6f5d21")
STATUS: dict[str, str] = {Booking.State.WAITING: "TENTATIVE", Booking.State.CANCELLED: "CANCELLED"}
FEED_REFRESH = dt.timedelta(hours=1)


def invitation(booking: Booking) -> bytes:
    """METHOD:REQUEST for the visitor's mail: adds the appointment to the calendar, or moves it there."""
    return _scheduling("REQUEST", booking)


def cancellation(booking: Booking) -> bytes:
    """METHOD:CANCEL for the visitor's mail: takes the appointment out of the calendar."""
    return _scheduling("CANCEL", booking)


def download(booking: Booking) -> bytes:
    """METHOD:PUBLISH: the file behind "add to calendar". Whoever gets the file can change nothing with it."""
    return to_bytes(new_calendar("PUBLISH", [_for_visitor(booking)]))


def feed(speaker: Speaker, bookings: Iterable[Booking]) -> bytes:
    """METHOD:PUBLISH: the adviser's appointments with time, place and number only; nothing of visitors or topics."""
    events = []
    for booking in bookings:
        if booking.speaker_id == speaker.pk:
            event = _event(booking)
            event.add("summary", str(booking))
            events.append(event)
    calendar = new_calendar("PUBLISH", events)
    calendar.add("x-wr-calname", _("นัดปรึกษา"))
    calendar.add("refresh-interval", FEED_REFRESH, parameters={"VALUE": "DURATION"})
    return to_bytes(calendar)


def uid(booking: Booking) -> str:
    """Stays when the appointment is moved or the site gets another address, and no other portal gives the same."""
    name = f"{booking.pk} {booking.booked_at.astimezone(dt.UTC).isoformat()}"
    return str(uuid5(NAMESPACE, name))


def _scheduling(method: str, booking: Booking) -> bytes:
    """A message of a mail between the center, who organizes, and the visitor, who said yes by booking."""
    event = _for_visitor(booking)
    center = office_status().center
    organizer = vCalAddress(f"mailto:{center.email if center and center.email else settings.DEFAULT_FROM_EMAIL}")
    if center:
        organizer.params["CN"] = vText(center.name)
    event["organizer"] = organizer
    attendee = vCalAddress(f"mailto:{booking.email}")
    attendee.params.update({"CN": vText(booking.name), "PARTSTAT": vText("ACCEPTED"), "RSVP": vText("FALSE")})
    event.add("attendee", attendee, encode=False)
    if method == "CANCEL":
        event["status"] = vText("CANCELLED")
    return to_bytes(new_calendar(method, [event]))


def _for_visitor(booking: Booking) -> Event:
    event = _event(booking)
    event.add("summary", _("นัดปรึกษา เรื่อง %(topic)s") % {"topic": booking.topic.name})
    bring, phone = texts.to_bring(booking.topic), texts.office_phone()
    lines = [
        str(booking),
        _("พบ %(adviser)s") % {"adviser": booking.speaker.name},
        _("เตรียม %(things)s") % {"things": bring} if bring else "",
        _("เลื่อนหรือยกเลิก โทร %(phone)s") % {"phone": phone} if phone else "",
    ]
    event.add("description", "\n".join(line for line in lines if line))
    return event


def _event(booking: Booking) -> Event:
    """What every kind of calendar has: identity, time, place, state."""
    event = Event()
    event.add("uid", uid(booking))
    event.add("sequence", booking.sequence)
    event.add("dtstamp", timezone.now().astimezone(dt.UTC))
    event.add("dtstart", booking.starts_at.astimezone(dt.UTC))
    event.add("dtend", booking.ends_at.astimezone(dt.UTC))
    event.add("location", texts.where(booking))
    event.add("status", STATUS.get(booking.state, "CONFIRMED"))
    return event


def new_calendar(method: str, events: list[Event]) -> Calendar:
    """A calendar of this portal with these events. method: what a program does with them (RFC 5546)."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{urlsplit(settings.SITE_URL).hostname}//portal//TH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    for event in events:
        calendar.add_component(event)
    return calendar


def to_bytes(calendar: Calendar) -> bytes:
    """The file, UTF-8."""
    content: bytes = calendar.to_ical()
    return content
