"""The center's opening hours, set for a whole week at once."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from center.office.models import OpeningHours
from center.records.changes import written

DAYS = range(7)

Span = tuple[dt.time, dt.time]
Week = Mapping[int, Sequence[Span]]


@dataclass(frozen=True)
class PlannedWeek:
    """The opening hours as they would be, for packages above that are asked what this would break."""

    hours: Week

    def rows(self) -> list[OpeningHours]:
        """As rows that aren't saved."""
        return [
            OpeningHours(weekday=weekday, opens=opens, closes=closes)
            for weekday, spans in self.hours.items()
            for opens, closes in spans
        ]


def week() -> dict[int, list[Span]]:
    """The hours of the week, Monday (0) first; every day is there, those without hours are closed. One query."""
    hours: dict[int, list[Span]] = {day: [] for day in DAYS}
    for row in OpeningHours.objects.order_by("weekday", "opens"):
        hours[row.weekday].append((row.opens, row.closes))
    return hours


def set_week(hours: Week, *, by: AbstractUser | None = None) -> int:
    """Make the opening hours those given: a day that isn't named, or has no hours, is closed. Returns how many days changed.

    Writes what changed, with its history. Raises IntegrityError for hours that end before they begin.
    """
    touched: list[OpeningHours] = []
    with transaction.atomic():
        rows = list(OpeningHours.objects.select_for_update())
        for weekday in DAYS:
            wanted = set(hours.get(weekday, ()))
            stored = {(row.opens, row.closes): row for row in rows if row.weekday == weekday}
            # Deleted first: two rows of a day never open at the same time.
            for span, row in stored.items():
                if span not in wanted:
                    row._history_user = by  # type: ignore[attr-defined]
                    row.delete()
                    touched.append(row)
            for opens, closes in sorted(wanted - stored.keys()):
                row = OpeningHours(weekday=weekday, opens=opens, closes=closes)
                row._history_user = by  # type: ignore[attr-defined]
                row.save()
                touched.append(row)
        if touched:
            written(touched)
    return len({row.weekday for row in touched})
