"""Appointments to come that can't take place as they are: to be moved, handed over or called off."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from consultations.bookings.breakage import fits
from consultations.bookings.models import Booking
from consultations.calendar.models import Absence
from consultations.calendar.schedules import away_of, center_schedule
from thai.dates import local_date


@dataclass(frozen=True)
class BrokenBooking:
    """An appointment and, in the reader's language, what stands in its way."""

    booking: Booking
    why: str


def broken_now() -> list[BrokenBooking]:
    """All of them, the earliest first. Four queries; one where nothing is to come.

    Their adviser is away or has left the team, their topic was put away, or the center is closed. What staff booked
    outside the hours on purpose, with a reason, isn't broken by the hours.
    """
    bookings = list(Booking.objects.to_come().for_rows().order_by("starts_at", "pk"))
    if not bookings:
        return []
    first, last = local_date(bookings[0].starts_at), local_date(bookings[-1].starts_at)
    schedule = center_schedule(first, last)
    away = defaultdict(list)
    for absence in Absence.objects.between(first, last):
        away[absence.person_id].append(away_of(absence))
    broken = []
    for booking in bookings:
        if not booking.speaker.active:
            why = _("ผู้ให้คำปรึกษาออกจากทีมแล้ว")
        elif any(span.overlaps(booking.starts_at, booking.ends_at) for span in away[booking.speaker.person_id]):
            why = _("ผู้ให้คำปรึกษาไม่อยู่")
        elif (
            booking.place_id is None
            and booking.session_id is None
            and not booking.reason
            and not fits(booking, schedule)
        ):
            why = _("ศูนย์ปิด")
        elif not booking.topic.active:
            why = _("เรื่องนี้เลิกให้คำปรึกษาแล้ว")
        else:
            continue
        broken.append(BrokenBooking(booking, why))
    return broken


def broken_rows() -> "models.QuerySet[Booking]":
    """The same as a query set, for a list."""
    return Booking.objects.filter(pk__in=[broken.booking.pk for broken in broken_now()])
