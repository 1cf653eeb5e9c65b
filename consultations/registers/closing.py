"""Closed months: what counts in them changes only with a reason."""

import datetime as dt

from consultations.bookings.actors import By
from consultations.registers.models import ClosedMonth
from consultations.registers.refusals import MonthClosed


def is_closed(day: dt.date) -> bool:
    """Whether the month of a day in Bangkok is closed. One query."""
    closed = ClosedMonth.objects.filter(state=ClosedMonth.State.CLOSED)
    return closed.filter(year=day.year, month=day.month).exists()


def check(day: dt.date, *, by: By) -> None:
    """Raises MonthClosed where the month of the day is closed and `by` gives no reason. One query without a reason."""
    if not by.reason and is_closed(day):
        raise MonthClosed(day)
