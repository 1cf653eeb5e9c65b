"""When the center is open, computed from its opening hours and the days it is closed. No database access.

Times of day are those of Bangkok, whatever zone the moment asked about comes in. Hours begin and end on one day.
"""

import datetime as dt
from dataclasses import dataclass

from thai.dates import BANGKOK

# Days looked ahead for the next opening; a longer closure has no "opens next".
HORIZON = 400


@dataclass(frozen=True)
class Hours:
    """Open on a weekday (Monday is 0) from `opens` up to, and without, `closes`."""

    weekday: int
    opens: dt.time
    closes: dt.time


@dataclass(frozen=True)
class DaysOff:
    """Closed from the first day to the last, both included; the reason in Thai and perhaps in English."""

    first: dt.date
    last: dt.date
    reason_th: str = ""
    reason_en: str = ""


@dataclass(frozen=True)
class OpeningStatus:
    """Open or closed at a moment.

    until: when it closes, if it is open now; lunch counts as closing. opens_at: the next opening, if it is closed now
    and opens again within HORIZON days. Both in Bangkok. day_off: what keeps it closed today, if anything does.
    """

    is_open: bool
    until: dt.datetime | None = None
    opens_at: dt.datetime | None = None
    day_off: DaysOff | None = None


class Schedule:
    """The hours of the week and the days off; several hours may touch or overlap, and so may days off."""

    def __init__(self, hours: list[Hours], days_off: list[DaysOff]) -> None:
        self.days_off = sorted(days_off, key=lambda closed: (closed.first, closed.last))
        self.week = [_merged([span for span in hours if span.weekday == weekday]) for weekday in range(7)]

    def day_off(self, day: dt.date) -> DaysOff | None:
        """What keeps the center closed on a day, if anything does."""
        return next((closed for closed in self.days_off if closed.first <= day <= closed.last), None)

    def hours_on(self, day: dt.date) -> list[tuple[dt.time, dt.time]]:
        """From when to when it is open on a day, in order; empty on a day off."""
        return [] if self.day_off(day) else self.week[day.weekday()]

    def status_at(self, moment: dt.datetime) -> OpeningStatus:
        """Open or closed at a moment, which must know its time zone: ValueError otherwise."""
        if moment.tzinfo is None:
            raise ValueError("a moment without a time zone")
        now = moment.astimezone(BANGKOK)
        today, time = now.date(), now.time()
        for opens, closes in self.hours_on(today):
            if opens <= time < closes:
                return OpeningStatus(True, until=_at(today, closes))
        return OpeningStatus(False, opens_at=self._next_opening(today, time), day_off=self.day_off(today))

    def _next_opening(self, today: dt.date, time: dt.time) -> dt.datetime | None:
        if not any(self.week):
            return None
        for opens, _closes in self.hours_on(today):
            if opens > time:
                return _at(today, opens)
        for days in range(1, HORIZON + 1):
            day = today + dt.timedelta(days=days)
            if hours := self.hours_on(day):
                return _at(day, hours[0][0])
        return None


def _merged(hours: list[Hours]) -> list[tuple[dt.time, dt.time]]:
    """The hours of one day in order; those that touch or overlap are merged."""
    merged: list[tuple[dt.time, dt.time]] = []
    for span in sorted(hours, key=lambda span: span.opens):
        if merged and span.opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], span.closes))
        else:
            merged.append((span.opens, span.closes))
    return merged


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, BANGKOK)
