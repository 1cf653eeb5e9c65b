"""Appointments on the staff site's first page: today's, tomorrow's folded, and how many the next days have."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from center.records.registry import Registry
from center.staff.home import Coming
from consultations.bookings.models import Booking
from thai.dates import local_date, numeric_date

State = Booking.State


@dataclass(frozen=True)
class ServedAct:
    """A button beside an appointment that was served. url(booking): its page, empty for none.

    related: what url() reads of the appointment, read with it.
    """

    key: str
    position: int
    permission: str
    label: Any
    related: tuple[str, ...]
    url: Callable[[Booking], str]


SERVED_ACTS: Registry[ServedAct] = Registry("buttons beside a served appointment of today")


def today_block(request: HttpRequest) -> dict[str, Any]:
    """Today's appointments in order, and tomorrow's. One query."""
    today, now = timezone.localdate(), timezone.now()
    acts = [act for act in SERVED_ACTS if request.user.has_perm(act.permission)]
    read = Booking.objects.between(today, today + dt.timedelta(days=1)).exclude(state=State.CANCELLED).for_rows()
    related = [name for act in acts for name in act.related]
    rows = list(read.select_related(*related) if related else read)
    return {
        "today": [
            {
                "booking": row,
                "may_serve": row.is_open,
                "may_miss": row.is_open and row.starts_at <= now,
                "acts": [(act.label, act.url(row)) for act in acts] if row.state == State.SERVED else [],
            }
            for row in rows
            if local_date(row.starts_at) == today
        ],
        "tomorrow": [row for row in rows if row.is_open and local_date(row.starts_at) > today],
        "may": request.user.has_perm("consultations.change_booking"),
    }


def coming_bookings(first: dt.date, last: dt.date) -> Iterable[Coming]:
    """How many appointments each of the next days has, after tomorrow, which is listed by name. One query."""
    starts = Booking.objects.open().between(first + dt.timedelta(days=1), last).values_list("starts_at", flat=True)
    for day, count in Counter(local_date(start) for start in starts).items():
        url = f"{reverse('admin:consultations_booking_day_sheet')}?day={numeric_date(day)}"
        yield Coming(day, ngettext("นัดปรึกษา %d นัด", "นัดปรึกษา %d นัด", count) % count, url)
