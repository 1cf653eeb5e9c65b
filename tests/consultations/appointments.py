"""Rows that tests of appointments begin with: an adviser with hours, a visitor, an appointment, and a clock."""

import datetime as dt
from uuid import uuid4

from django.utils import timezone

from center.office.models import OpeningHours
from committee.speakers.models import Speaker, Topic
from consultations.bookings.actors import Visitor, staff
from consultations.bookings.bookings import book
from consultations.bookings.models import Booking, CallbackRequest
from consultations.calendar.models import Absence, Availability, CalendarSettings
from tests.factories import make_place, make_speaker, make_topic
from thai.dates import BANGKOK

# A Monday morning at 8.
NOW = dt.datetime(2026, 11, 30, 8, tzinfo=BANGKOK)


def at(hour: int, minute: int = 0, days: int = 7) -> dt.datetime:
    """A moment a week ahead of NOW."""
    return dt.datetime.combine(NOW.date() + dt.timedelta(days=days), dt.time(hour, minute), BANGKOK)


def make_office_hours() -> None:
    for weekday in range(7):
        OpeningHours.objects.create(weekday=weekday, opens=dt.time(8, 30), closes=dt.time(16, 30))


def make_adviser(topic: Topic, *, confirms: str = "at_once", buffer: int = 0, place=None, **settings) -> Speaker:
    """An adviser who is at the center, or at a place, from 9 to 12 every day."""
    adviser = make_speaker(topic, confirms=confirms)
    CalendarSettings.objects.create(speaker=adviser, **{"buffer_minutes": buffer, "notice_hours": 0, **settings})
    for weekday in range(7):
        Availability.objects.create(speaker=adviser, weekday=weekday, starts=dt.time(9), ends=dt.time(12), place=place)
    return adviser


def visitor(**fields) -> Visitor:
    return Visitor(**{"name": "แฉล้ม ลานใบไม้", "phone": "0812345678", **fields})


def make_booking(topic: Topic, starts_at: dt.datetime, **fields) -> Booking:
    """An appointment made by the rules, of a phone number of its own."""
    given = {"visitor": visitor(phone=f"08{uuid4().int % 10**8:08}"), "form_key": uuid4().hex, **fields}
    return book(topic=topic, starts_at=starts_at, **given)


def one_of_the_appointments(officer) -> dict:
    """One row of each kind for the sweeps over the staff site, a week ahead of today: an adviser away on that day.

    Away from the center, which has no hours then.
    """
    topic = make_topic()
    adviser = make_adviser(topic, confirms="by_phone", place=make_place())
    day = timezone.localdate() + dt.timedelta(days=7)
    starts_at = dt.datetime.combine(day, dt.time(9), BANGKOK)
    booking = make_booking(topic, starts_at, visitor=visitor(name="แฉล้ม ลานใบไม้"), by=staff(officer))
    absence = Absence.objects.create(person=adviser.person, starts_on=day, ends_on=day, reason="ลา")
    return {
        "booking": booking,
        "calendarsettings": adviser.calendar_settings,
        "absence": absence,
        "callbackrequest": CallbackRequest.objects.create(
            topic=topic, name="บุญเรือน", phone="0812345678", form_key=uuid4().hex
        ),
    }
