"""Closed months: their figures are kept, and what counts in them changes only with a reason."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from consultations.bookings.actors import By
from consultations.registers import periods
from consultations.registers.models import ClosedMonth
from consultations.registers.refusals import MonthClosed, MonthNotOver, ReasonNeeded
from consultations.registers.report import Section, Snapshot, sections_of, snapshot


@dataclass(frozen=True)
class Difference:
    """A figure that is another one than when the month was closed."""

    section: str
    label: str
    before: tuple[int, int]
    after: tuple[int, int]


def is_closed(day: dt.date) -> bool:
    """Whether the month of a day in Bangkok is closed. One query."""
    closed = ClosedMonth.objects.filter(state=ClosedMonth.State.CLOSED)
    return closed.filter(year=day.year, month=day.month).exists()


def check(day: dt.date, *, by: By) -> None:
    """Raises MonthClosed where the month of the day is closed and `by` gives no reason. One query without a reason."""
    if not by.reason and is_closed(day):
        raise MonthClosed(day)


def close(year: int, month: int, *, by: By) -> ClosedMonth:
    """Close a month (year: Christian era) with its figures as they are now. One that is closed already stays as it is.

    Raises MonthNotOver until its last day in Bangkok has passed.
    """
    period = periods.month(year, month)
    if period.last >= timezone.localdate():
        raise MonthNotOver
    figures = snapshot(sections_of(period))
    now = timezone.now()
    with transaction.atomic():
        found = ClosedMonth.objects.filter(year=year, month=month).first()
        if found is not None:
            by.move(found, ClosedMonth.State.CLOSED, figures=figures, closed_at=now, closed_by=by.user)
            return found
        closed = ClosedMonth(year=year, month=month, figures=figures, closed_at=now, closed_by=by.user)
        try:
            with transaction.atomic():
                closed.save()
        except IntegrityError:  # somebody else closed it just now
            return ClosedMonth.objects.get(year=year, month=month)
        by.log(closed)
    return closed


def reopen(closed: ClosedMonth, *, by: By) -> bool:
    """Let a closed month be changed without a reason again, until it is closed anew. Returns whether anything changed.

    Raises ReasonNeeded where `by` gives none.
    """
    if not by.reason:
        raise ReasonNeeded
    return by.move(closed, ClosedMonth.State.OPEN)


def differences(kept: Snapshot, sections: list[Section]) -> list[Difference]:
    """What differs from the figures that were kept, section by section, in the order of the report."""
    now = snapshot(sections)
    titles = {section.key: section.title for section in sections}
    found = []
    for key in [*now, *(key for key in kept if key not in now)]:
        before, after = kept.get(key, {}), now.get(key, {})
        for label in [*after, *(label for label in before if label not in after)]:
            was, became = before.get(label, [0, 0]), after.get(label, [0, 0])
            if was != became:
                found.append(Difference(titles.get(key, key), label, (was[0], was[1]), (became[0], became[1])))
    return found
