"""One row of each kind of outreach for the sweeps over the staff site."""

import datetime as dt
from uuid import uuid4

from django.utils import timezone

from consultations.outreach.models import AttendanceSheet, OutreachEvent, Registration, Session, VillageRequest
from tests.factories import make_place
from thai.dates import BANGKOK


def a_week_ahead(hour: int) -> dt.datetime:
    day = timezone.localdate() + dt.timedelta(days=7)
    return dt.datetime.combine(day, dt.time(hour), BANGKOK)


def make_event(**fields) -> OutreachEvent:
    """An event of a week ahead with one session without a limit, written without the rules."""
    starts_at, ends_at = a_week_ahead(9), a_week_ahead(12)
    event = OutreachEvent.objects.create(
        **{"name_th": "สาธิตทำไข่เค็ม", "starts_at": starts_at, "ends_at": ends_at, "place": make_place(), **fields}
    )
    Session.objects.create(event=event, starts_at=event.starts_at, ends_at=event.ends_at)
    return event


def make_request(**fields) -> VillageRequest:
    given = {"subject": "ทำไข่เค็มไอโอดีน", "name": "บุญเรือน ลานใบไม้", "phone": "0812345678", "reference": "7001"}
    further = {"form_key": uuid4().hex, "link_expires_at": timezone.now() + dt.timedelta(days=90)}
    return VillageRequest.objects.create(**{**given, **further, **fields})


def make_registration(event: OutreachEvent, **fields) -> Registration:
    given = {"name": "แฉล้ม ลานใบไม้", "phone": "0812345678", "party_size": 2, "reference": "6001"}
    further = {"form_key": uuid4().hex, "link_expires_at": event.ends_at + dt.timedelta(days=14)}
    registration = Registration.objects.create(**{"event": event, **given, **further, **fields})
    for session in event.sessions.all():
        registration.places.create(session=session)
        Session.objects.filter(pk=session.pk).update(taken=session.taken + registration.party_size)
    return registration


def one_of_the_outreach() -> dict:
    """An event of today that has begun, and somebody who registered for it."""
    starts_at = timezone.now() - dt.timedelta(minutes=1)
    event = make_event(starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=3))
    day = event.starts_at.astimezone(BANGKOK).date()
    return {
        "outreachevent": event,
        "registration": make_registration(event),
        "session": event.sessions.get(),
        "villagerequest": make_request(),
        "attendancesheet": AttendanceSheet.objects.create(event=event, day=day, code="4K7M"),
    }
