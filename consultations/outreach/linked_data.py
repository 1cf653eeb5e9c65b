"""Structured data of events for search engines (schema.org, JSON-LD): nothing that isn't on the page."""

from typing import Any

from django.conf import settings

from center.office.models import Center
from center.office.status import office_status
from consultations.outreach.addresses import event_link
from consultations.outreach.free_seats import FreeSeats, seats_of
from consultations.outreach.models import OutreachEvent, Session
from thai.dates import BANGKOK

CONTEXT = "https://schema.org"
Data = dict[str, Any]

STATUS: dict[str, str] = {
    OutreachEvent.State.PLANNED: "EventScheduled",
    OutreachEvent.State.POSTPONED: "EventPostponed",
    OutreachEvent.State.CANCELLED: "EventCancelled",
}


def event(row: OutreachEvent, sessions: list[Session]) -> Data | None:
    """Event with its place, its organizer and what a newcomer can have; None on a demonstration site.

    sessions: with_queue(). An event of several sessions has their seats in its subEvents, since one can take part in one
    of them only.
    """
    if settings.DEMO:
        return None
    center = office_status().center
    data: Data = {
        "@context": CONTEXT,
        "@type": "Event",
        "name": row.name,
        "url": event_link(row),
        "startDate": row.starts_at.astimezone(BANGKOK).isoformat(),
        "endDate": row.ends_at.astimezone(BANGKOK).isoformat(),
        "eventStatus": f"{CONTEXT}/{_status(row)}",
        "eventAttendanceMode": f"{CONTEXT}/OfflineEventAttendanceMode",
        "location": _location(row, center),
    }
    if row.rescheduled_from and row.is_planned:
        data["previousStartDate"] = row.rescheduled_from.astimezone(BANGKOK).isoformat()
    if row.about:
        data["description"] = row.about
    if row.for_whom:
        data["audience"] = {"@type": "Audience", "audienceType": row.for_whom}
    if center:
        data["organizer"] = {"@type": "Organization", "name": center.name, "url": settings.SITE_URL}
    return data | _seats(sessions)


def _status(row: OutreachEvent) -> str:
    return "EventRescheduled" if row.is_planned and row.rescheduled_from else STATUS[row.state]


def _seats(sessions: list[Session]) -> Data:
    seats = FreeSeats.of(sessions)
    if len(sessions) == 1:
        return _capacity(sessions[0])
    data: Data = {
        "subEvent": [
            {
                "@type": "Event",
                "name": session.title,
                "startDate": session.starts_at.astimezone(BANGKOK).isoformat(),
                "endDate": session.ends_at.astimezone(BANGKOK).isoformat(),
            }
            | _capacity(session)
            for session in sessions
        ]
    }
    if len(seats.limited) == 1 and not seats.has_unlimited:
        data |= _capacity(seats.limited[0])
    return data


def _capacity(session: Session) -> Data:
    if session.capacity is None:
        return {}
    return {"maximumAttendeeCapacity": session.capacity, "remainingAttendeeCapacity": seats_of(session)}


def _location(row: OutreachEvent, center: Center | None) -> Data:
    place = row.place
    if place is None:
        return {
            "@type": "Place",
            "name": center.name if center else "",
            "address": center.address if center else "",
        }
    address: Data = {"@type": "PostalAddress", "addressCountry": "TH"}
    if place.tambon:
        address |= {"addressLocality": place.tambon.name, "postalCode": place.tambon.postcode}
    if place.address:
        address["streetAddress"] = place.address
    location: Data = {"@type": "Place", "name": place.name, "address": address}
    if place.latitude is not None:
        location["geo"] = {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}
    return location
