"""Appointments on the staff site's first page: today's, tomorrow's folded, and how many the next days have."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from center.records.batch import Answers, Deferred
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


def rows_of_home() -> "QuerySet[Booking]":
    """The appointments of which the first page says anything, in order: today's, tomorrow's and all open ones to come.

    With whatever the buttons read, so that every part of the page can share them.
    """
    today = timezone.localdate()
    start = timezone.make_aware(dt.datetime.combine(today, dt.time.min))
    near = Q(starts_at__gte=start, starts_at__lt=start + dt.timedelta(days=2)) & ~Q(state=State.CANCELLED)
    rows = Booking.objects.filter(near | Q(state__in=Booking.OPEN, starts_at__gt=timezone.now())).for_rows()
    related = [name for act in SERVED_ACTS for name in act.related]
    return (rows.select_related(*related) if related else rows).order_by("starts_at", "pk")


def today_block(request: HttpRequest) -> Deferred[dict[str, Any] | None]:
    """Today's appointments in order, and tomorrow's."""
    today, now = timezone.localdate(), timezone.now()
    acts = [act for act in SERVED_ACTS if request.user.has_perm(act.permission)]
    may = request.user.has_perm("consultations.change_booking")

    def context(answers: Answers) -> dict[str, Any]:
        by_day: dict[dt.date, list[Booking]] = {}
        for row in answers["bookings"]:
            by_day.setdefault(local_date(row.starts_at), []).append(row)
        return {
            "today": [
                {
                    "booking": row,
                    "may_serve": row.is_open,
                    "may_miss": row.is_open and row.starts_at <= now,
                    "acts": [(act.label, act.url(row)) for act in acts] if row.state == State.SERVED else [],
                }
                for row in by_day.get(today, ())
            ],
            "tomorrow": [row for row in by_day.get(today + dt.timedelta(days=1), ()) if row.is_open],
            "may": may,
        }

    return Deferred(context, {"bookings": rows_of_home()})


def coming_bookings(first: dt.date, last: dt.date) -> Deferred[Iterable[Coming]]:
    """How many appointments each of the next days has, after tomorrow, which is listed by name."""

    def rows(answers: Answers) -> Iterable[Coming]:
        days = Counter(local_date(row.starts_at) for row in answers["bookings"] if row.is_open)
        for day, count in days.items():
            if first < day <= last:
                url = f"{reverse('admin:consultations_booking_day_sheet')}?day={numeric_date(day)}"
                yield Coming(day, ngettext("นัดปรึกษา %d นัด", "นัดปรึกษา %d นัด", count) % count, url)

    return Deferred(rows, {"bookings": rows_of_home()})
