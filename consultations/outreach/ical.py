"""Events as iCalendar (RFC 5545): a file for one event, the feed of all of them, a visitor's own registration.

An event has one UID for its life, wherever it is found, and its SEQUENCE rises with every change, so that calendar
programs move it instead of adding another. Times are in UTC and years in the Christian era; texts are in the active
language.
"""

import datetime as dt
from collections.abc import Iterable
from uuid import uuid5

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Event

from consultations.bookings.ical import FEED_REFRESH, NAMESPACE, new_calendar, to_bytes
from consultations.bookings.texts import office_phone
from consultations.outreach import texts
from consultations.outreach.addresses import event_link
from consultations.outreach.models import OutreachEvent, Registration

# iCalendar has no state of its own for an event that was put off without a new day.
STATUS: dict[str, str] = {
    OutreachEvent.State.POSTPONED: "TENTATIVE",
    OutreachEvent.State.CANCELLED: "CANCELLED",
}


def of_event(event: OutreachEvent) -> bytes:
    """The file behind "add to calendar" of an event's page."""
    return to_bytes(new_calendar("PUBLISH", [_event(event)]))


def of_registration(registration: Registration) -> bytes:
    """The same with the number of a registration."""
    own = [str(registration), texts.people(registration.party_size)]
    return to_bytes(new_calendar("PUBLISH", [_event(registration.event, own)]))


def feed(events: Iterable[OutreachEvent]) -> bytes:
    """The calendar one subscribes to; cancelled events stay in it as such."""
    calendar = new_calendar("PUBLISH", [_event(event) for event in events])
    calendar.add("x-wr-calname", _("กิจกรรมของศูนย์ฯ"))
    calendar.add("refresh-interval", FEED_REFRESH, parameters={"VALUE": "DURATION"})
    return to_bytes(calendar)


def uid(event: OutreachEvent) -> str:
    """Stays when the event is moved or renamed."""
    return str(uuid5(NAMESPACE, f"event {event.pk}"))


def _event(event: OutreachEvent, own: Iterable[str] = ()) -> Event:
    """own: lines about a registration, which go first."""
    found = Event()
    found.add("uid", uid(event))
    found.add("sequence", event.sequence)
    found.add("dtstamp", timezone.now().astimezone(dt.UTC))
    found.add("dtstart", event.starts_at.astimezone(dt.UTC))
    found.add("dtend", event.ends_at.astimezone(dt.UTC))
    found.add("summary", event.name)
    found.add("location", texts.where(event))
    found.add("url", event_link(event))
    found.add("status", STATUS.get(event.state, "CONFIRMED"))
    if lines := [*own, *_about(event)]:
        found.add("description", "\n".join(lines))
    return found


def _about(event: OutreachEvent) -> list[str]:
    phone = office_phone()
    lines = [
        texts.state_in_words(event),
        event.notice,
        _("สำหรับ%(people)s") % {"people": event.for_whom} if event.for_whom else "",
        _("สอบถาม โทร %(phone)s") % {"phone": phone} if phone else "",
    ]
    return [line for line in lines if line]
