"""The times an adviser can be booked at: a pure function of rules, exceptions, opening hours, claims and the moment.

Nothing here reads the database or the clock; consultations.calendar.schedules gathers what is needed. Days and times of
day are those of Bangkok.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from center.office.opening import Schedule
from consultations.calendar.quarters import moment_of, quarter_of, quarters_in, starts_quarter
from thai.dates import BANGKOK, local_date

NOON = dt.time(12)


@dataclass(frozen=True)
class Rule:
    """Available from `starts` up to `ends`, on a weekday (Monday is 0) or on one date. place: None is the center."""

    starts: dt.time
    ends: dt.time
    weekday: int | None = None
    date: dt.date | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    place: int | None = None

    def holds_on(self, day: dt.date) -> bool:
        if self.date is not None:
            return day == self.date
        return (
            day.weekday() == self.weekday
            and (self.valid_from is None or day >= self.valid_from)
            and (self.valid_until is None or day <= self.valid_until)
        )


class Part(Enum):
    """The part of each day an absence takes."""

    WHOLE = "whole"
    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True)
class Away:
    """Not available from the first day to the last, both included, on the whole day or on a half of each."""

    first: dt.date
    last: dt.date
    part: Part = Part.WHOLE

    def takes(self, day: dt.date) -> tuple[dt.time, dt.time] | None:
        """From when to when it takes the day; None on other days."""
        if not self.first <= day <= self.last:
            return None
        if self.part is Part.MORNING:
            return dt.time.min, NOON
        return NOON if self.part is Part.AFTERNOON else dt.time.min, dt.time.max

    def overlaps(self, starts_at: dt.datetime, ends_at: dt.datetime) -> bool:
        """Whether it takes a part of an appointment; aware moments on one day in Bangkok."""
        day = local_date(starts_at)
        if (span := self.takes(day)) is None:
            return False
        begins, ends = (dt.datetime.combine(day, time, BANGKOK) for time in span)
        return begins < ends_at and starts_at < ends


@dataclass(frozen=True)
class Desk:
    """A desk at an event where the adviser takes appointments: quarters of one day, `end` exclusive, and the free ones.

    All its quarters are claimed, by the event. place: None is the center.
    """

    session: int
    start: int
    end: int
    free: frozenset[int] = frozenset()
    place: int | None = None


@dataclass(frozen=True)
class Calendar:
    """All that decides when one adviser can be booked. claimed: quarters that are taken, buffers and travel included.

    desks: those where the adviser can be booked now.
    """

    rules: Collection[Rule]
    schedule: Schedule
    away: Collection[Away] = ()
    claimed: Collection[int] = field(default_factory=frozenset)
    buffer_minutes: int = 0
    notice: dt.timedelta = dt.timedelta(0)
    furthest_days: int = 60
    desks: Collection[Desk] = ()


@dataclass(frozen=True)
class FreeTime:
    """A time that can be booked: its start (aware, in Bangkok) and where. place: None is the center; session: the desk."""

    starts_at: dt.datetime
    place: int | None = None
    session: int | None = None


@dataclass(frozen=True)
class Interval:
    """Quarters of one day in which an adviser is at one place; `end` is exclusive. desk: whose quarters they are."""

    start: int
    end: int
    place: int | None
    desk: Desk | None = None

    @property
    def session(self) -> int | None:
        return self.desk.session if self.desk else None


class Reason(Enum):
    """Why a time can't be booked."""

    PAST = "past"
    NOTICE = "notice"
    TOO_FAR = "too_far"
    CLOSED = "closed"
    AWAY = "away"
    NOT_OFFERED = "not_offered"
    TAKEN = "taken"


def free_times(calendar: Calendar, *, minutes: int, first: dt.date, last: dt.date, now: dt.datetime) -> list[FreeTime]:
    """The times from the first day to the last, both included, at which `minutes` minutes can be booked, in order.

    Starts lie at steps of the length from each interval's start and from the end of each claim in it. A time is free
    where its own quarters and those of the buffer after it are; the buffer may run on into lunch or past closing. Desks
    keep no buffer, and what claims them is appointments alone. `now` is aware.
    """
    length = quarters_in(minutes)
    found: dict[dt.datetime, FreeTime] = {}
    for day in _days(max(first, local_date(now)), min(last, _last_day(calendar, now))):
        for interval in intervals_on(calendar, day):
            claimed, buffer = _claimed_in(calendar, interval)
            for start in _starts(interval, length, claimed):
                moment = moment_of(start)
                if moment < now + calendar.notice or any(q in claimed for q in range(start, start + length + buffer)):
                    continue
                found.setdefault(moment, FreeTime(moment, interval.place, interval.session))
    return sorted(found.values(), key=lambda time: time.starts_at)


def why_not(calendar: Calendar, *, minutes: int, starts_at: dt.datetime, now: dt.datetime) -> Reason | None:
    """Why a time can't be booked, or None where it can: exactly for the times that free_times() gives."""
    day = local_date(starts_at)
    if any(time.starts_at == starts_at for time in free_times(calendar, minutes=minutes, first=day, last=day, now=now)):
        return None
    if starts_at <= now:
        return Reason.PAST
    if starts_at < now + calendar.notice:
        return Reason.NOTICE
    if day > _last_day(calendar, now):
        return Reason.TOO_FAR
    quarter = quarter_of(starts_at)
    if not starts_quarter(starts_at) or not _inside(_offered_on(calendar, day), quarter):
        return Reason.NOT_OFFERED
    if not _inside(intervals_on(calendar, day, ignore_absence=True), quarter):
        return Reason.CLOSED
    if not _inside(intervals_on(calendar, day), quarter):
        return Reason.AWAY
    for interval in intervals_on(calendar, day):
        claimed, buffer = _claimed_in(calendar, interval)
        quarters = range(quarter, quarter + quarters_in(minutes) + buffer)
        if interval.start <= quarter < interval.end and any(q in claimed for q in quarters):
            return Reason.TAKEN
    return Reason.NOT_OFFERED


def why_empty(calendar: Calendar, *, first: dt.date, last: dt.date, now: dt.datetime) -> list[Reason]:
    """Why each of the days from the first to the last has no free time, for days that have none."""
    return [_why_empty_day(calendar, day, now) for day in _days(first, last)]


def intervals_on(calendar: Calendar, day: dt.date, *, ignore_absence: bool = False) -> list[Interval]:
    """When and where the adviser is available on a day, in order: rules joined, closed hours and absences taken out.

    Opening hours and closures limit what happens at the center only, and no event there. Desks come last.
    """
    open_at_center = calendar.schedule.hours_on(day)
    absences = [] if ignore_absence else [span for away in calendar.away if (span := away.takes(day)) is not None]
    found = []
    for interval in _offered_on(calendar, day):
        parts = [(interval.start, interval.end)]
        if interval.place is None and interval.desk is None:
            parts = _within(parts, [(_up(day, opens), _down(day, closes)) for opens, closes in open_at_center])
        for starts, ends in absences:
            parts = _without(parts, _down(day, starts), _up(day, ends))
        found += [Interval(start, end, interval.place, interval.desk) for start, end in parts]
    return found


def _why_empty_day(calendar: Calendar, day: dt.date, now: dt.datetime) -> Reason:
    if not _offered_on(calendar, day):
        return Reason.NOT_OFFERED
    if day < local_date(now):
        return Reason.PAST
    if day > _last_day(calendar, now):
        return Reason.TOO_FAR
    if not intervals_on(calendar, day, ignore_absence=True):
        return Reason.CLOSED
    intervals = intervals_on(calendar, day)
    if not intervals:
        return Reason.AWAY
    if moment_of(max(interval.end for interval in intervals)) <= now + calendar.notice:
        return Reason.NOTICE
    return Reason.TAKEN


def _offered_on(calendar: Calendar, day: dt.date) -> list[Interval]:
    """The rules of a day as intervals, then its desks."""
    desks = sorted(
        (desk for desk in calendar.desks if local_date(moment_of(desk.start)) == day), key=lambda desk: desk.start
    )
    return [*_rule_intervals(calendar, day), *(Interval(desk.start, desk.end, desk.place, desk) for desk in desks)]


def _claimed_in(calendar: Calendar, interval: Interval) -> tuple[frozenset[int], int]:
    """What is taken where the interval lies, and the quarters of the buffer that is kept there."""
    claimed = frozenset(calendar.claimed)
    if interval.desk:
        return claimed - interval.desk.free, 0
    return claimed, quarters_in(calendar.buffer_minutes)


def _rule_intervals(calendar: Calendar, day: dt.date) -> list[Interval]:
    """The rules of a day as intervals; those at one place that touch or overlap are one."""
    spans = sorted(
        (rule.place is not None, rule.place or 0, _up(day, rule.starts), _down(day, rule.ends))
        for rule in calendar.rules
        if rule.holds_on(day)
    )
    joined: list[Interval] = []
    for elsewhere, number, start, end in spans:
        place = number if elsewhere else None
        if joined and joined[-1].place == place and start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, end), place)
        elif start < end:
            joined.append(Interval(start, end, place))
    return sorted(joined, key=lambda interval: (interval.start, interval.place is not None, interval.place or 0))


def _starts(interval: Interval, length: int, claimed: Collection[int]) -> list[int]:
    """The quarters an appointment may start at so that it ends within the interval."""
    anchors = [interval.start]
    anchors += [q + 1 for q in range(interval.start - 1, interval.end) if q in claimed and q + 1 not in claimed]
    starts = {start for anchor in anchors for start in range(anchor, interval.end - length + 1, length)}
    return sorted(start for start in starts if start >= interval.start)


def _within(parts: list[tuple[int, int]], limits: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    limits = list(limits)
    return [
        (max(start, low), min(end, high))
        for start, end in parts
        for low, high in limits
        if max(start, low) < min(end, high)
    ]


def _without(parts: list[tuple[int, int]], low: int, high: int) -> list[tuple[int, int]]:
    left = []
    for start, end in parts:
        left += [(start, min(end, low))] if start < min(end, low) else []
        left += [(max(start, high), end)] if max(start, high) < end else []
    return left


def _inside(intervals: list[Interval], quarter: int) -> bool:
    return any(interval.start <= quarter < interval.end for interval in intervals)


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for offset in range((last - first).days + 1):
        yield first + dt.timedelta(days=offset)


def _last_day(calendar: Calendar, now: dt.datetime) -> dt.date:
    return local_date(now) + dt.timedelta(days=calendar.furthest_days)


def _up(day: dt.date, time: dt.time) -> int:
    """The first quarter that begins at the time of day or after it."""
    moment = dt.datetime.combine(day, time, BANGKOK)
    quarter = quarter_of(moment)
    return quarter if starts_quarter(moment) else quarter + 1


def _down(day: dt.date, time: dt.time) -> int:
    """The last quarter that begins at the time of day or before it."""
    return quarter_of(dt.datetime.combine(day, time, BANGKOK))
