"""Which appointments a change of closures, opening hours, absences, advisers or topics breaks.

A change breaks the appointments to come that fitted before and don't fit after it. What staff booked outside opening
hours, or what is broken already, isn't named again by every later change.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Protocol

from django.urls import reverse

from center.office.models import Closure, OpeningHours
from center.office.opening import Schedule
from center.office.opening_week import PlannedWeek
from center.records.breakage import Broken
from committee.speakers.models import Speaker, Topic
from consultations.bookings.models import Booking
from consultations.calendar.models import Absence
from consultations.calendar.schedules import away_of, schedules_around
from thai.dates import BANGKOK, local_date


def broken_bookings(row: object, removed: bool) -> Iterable[Broken]:
    """The appointments to come that saving a row as it is, or removing it, would break. At most four queries."""
    if isinstance(row, Closure | OpeningHours | PlannedWeek):
        bookings = _outside_hours(row, removed=removed)
    elif isinstance(row, Absence) and not removed:
        bookings = _during(row)
    elif isinstance(row, Speaker | Topic) and not removed:
        bookings = _without(row)
    else:
        return
    for booking in bookings:
        page = reverse("admin:consultations_booking_change", args=[booking.pk])
        yield Broken(f"{booking} · {booking.topic} · {booking.speaker}", page, booking.starts_at)


def _outside_hours(row: Closure | OpeningHours | PlannedWeek, *, removed: bool) -> list[Booking]:
    """Those at the center; off-site work and events have no opening hours."""
    bookings = list(Booking.objects.to_come().filter(place=None, session=None).for_rows())
    if not bookings:
        return []
    days = [local_date(booking.starts_at) for booking in bookings]
    before, after = schedules_around(row, removed=removed, first=min(days), last=max(days))
    return [booking for booking in bookings if fits(booking, before) and not fits(booking, after)]


def bookings_during(absence: Absence) -> list[Booking]:
    """Open appointments to come of an absent person, the earliest first. The absence may be unsaved. One query."""
    away = away_of(absence)
    rows = Booking.objects.to_come().filter(speaker__person=absence.person_id).for_rows().order_by("starts_at", "pk")
    return [booking for booking in rows if away.overlaps(booking.starts_at, booking.ends_at)]


def _during(absence: Absence) -> list[Booking]:
    """Those that the absence as it was stored didn't touch yet."""
    before = [away_of(stored) for stored in Absence.objects.filter(pk=absence.pk, person=absence.person_id)]
    return [
        booking
        for booking in bookings_during(absence)
        if not any(away.overlaps(booking.starts_at, booking.ends_at) for away in before)
    ]


def _without(row: Speaker | Topic) -> list[Booking]:
    """All of an adviser or topic that is being deactivated."""
    if row.active or not type(row)._default_manager.filter(pk=row.pk, active=True).exists():
        return []
    field = "speaker" if isinstance(row, Speaker) else "topic"
    return list(Booking.objects.to_come().filter(**{field: row.pk}).for_rows())


class Lasting(Protocol):
    """What lasts from an aware moment to another on one day: an appointment, a session of an event."""

    starts_at: dt.datetime
    ends_at: dt.datetime


def fits(row: Lasting, schedule: Schedule) -> bool:
    """Whether the center is open all through it."""
    day = local_date(row.starts_at)
    return any(
        dt.datetime.combine(day, opens, BANGKOK) <= row.starts_at
        and row.ends_at <= dt.datetime.combine(day, closes, BANGKOK)
        for opens, closes in schedule.hours_on(day)
    )
