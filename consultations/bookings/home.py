"""Appointments on the staff site's first page: today's, tomorrow's folded, and how many the next days have."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from center.staff.home import Coming
from consultations.bookings.models import Booking
from thai.dates import local_date, numeric_date

State = Booking.State


def today_block(request: HttpRequest) -> dict[str, Any]:
    """Today's appointments in order, how many have come, and tomorrow's. Two queries."""
    today, now = timezone.localdate(), timezone.now()
    rows = list(Booking.objects.on(today).exclude(state=State.CANCELLED).for_rows())
    tomorrow = Booking.objects.on(today + dt.timedelta(days=1)).open().for_rows()
    return {
        "today": [
            {"booking": row, "may_serve": row.is_open, "may_miss": row.is_open and row.starts_at <= now} for row in rows
        ],
        "served": sum(row.state == State.SERVED for row in rows),
        "tomorrow": list(tomorrow),
        "may": request.user.has_perm("consultations.change_booking"),
    }


def coming_bookings(first: dt.date, last: dt.date) -> Iterable[Coming]:
    """How many appointments each of the next days has, after tomorrow, which is listed by name. One query."""
    starts = Booking.objects.open().between(first + dt.timedelta(days=1), last).values_list("starts_at", flat=True)
    for day, count in Counter(local_date(start) for start in starts).items():
        url = f"{reverse('admin:consultations_booking_day_sheet')}?day={numeric_date(day)}"
        yield Coming(day, ngettext("นัดปรึกษา %d นัด", "นัดปรึกษา %d นัด", count) % count, url)
