"""Weeks without service: what "regularly" is seen by."""

import datetime as dt

from django.utils import timezone

from center.office.models import ServiceDay
from consultations.registers.models import Visit
from consultations.registers.periods import Period


def weeks_without_service(period: Period) -> list[tuple[dt.date, dt.date]]:
    """The weeks that have ended and in which nobody was served and the center's book has no open day. Two queries."""
    last = min(period.last, timezone.localdate() - dt.timedelta(days=1))
    counted = Visit.objects.counted().between(period.first, last)
    served = set(counted.order_by().values_list("day", flat=True).distinct())
    served |= set(
        ServiceDay.objects.filter(date__gte=period.first, date__lte=last, opened=True).values_list("date", flat=True)
    )
    ended = [(monday, sunday) for monday, sunday in period.weeks() if sunday <= last]
    return [
        (monday, sunday)
        for monday, sunday in ended
        # A weekend cut off by the edge of the period is no week.
        if monday.weekday() < 5 and not any(monday <= day <= sunday for day in served)
    ]
