"""One row of each kind of outreach for the sweeps over the staff site."""

import datetime as dt
from uuid import uuid4

from django.utils import timezone

from consultations.outreach.models import AttendanceSheet, OutreachEvent, Session, VillageRequest
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


def one_of_the_outreach() -> dict:
    event = make_event()
    day = event.starts_at.astimezone(BANGKOK).date()
    return {
        "outreachevent": event,
        "villagerequest": make_request(),
        "attendancesheet": AttendanceSheet.objects.create(event=event, day=day, code="4K7M"),
    }
