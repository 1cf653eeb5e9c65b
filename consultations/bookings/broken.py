"""Appointments to come that can't take place as they are: to be moved, handed over or called off."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from center.office.closing import coming_closures
from center.office.models import OpeningHours
from center.records.batch import Answers, Asked, Rows, read
from consultations.bookings.breakage import fits
from consultations.bookings.models import Booking
from consultations.calendar.models import Absence
from consultations.calendar.schedules import away_of, schedule_of


@dataclass(frozen=True)
class BrokenBooking:
    """An appointment and, in the reader's language, what stands in its way."""

    booking: Booking
    why: str


def broken_now() -> list[BrokenBooking]:
    """All of them, the earliest first. Two queries."""
    bookings = Booking.objects.to_come().for_rows().order_by("starts_at", "pk")
    return broken_of(bookings, read(obstacles()))


def obstacles() -> Asked:
    """What may stand in the way of appointments to come, to be read with other things."""
    today = timezone.localdate()
    return {
        "opening-hours": Rows(OpeningHours.objects.all(), ("weekday", "opens", "closes")),
        "closures": coming_closures(),
        "absences": Rows(Absence.objects.between(today, dt.date.max), ("person", "starts_on", "ends_on", "part")),
    }


def broken_of(bookings: Iterable[Booking], answers: Answers) -> list[BrokenBooking]:
    """Those of the appointments that can't take place, by the answers to obstacles(). No query of its own.

    Their adviser is away or has left the team, their topic was put away, or the center is closed. What staff booked
    outside the hours on purpose, with a reason, isn't broken by the hours.
    """
    schedule = schedule_of(answers["opening-hours"], answers["closures"])
    away = defaultdict(list)
    for absence in answers["absences"]:
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
