"""What a page of seven days offers: the free times by day, or why there are none and when there are some again."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from center.office.status import office_status
from committee.speakers.models import Speaker
from consultations.bookings.offers import merged_free_times, place_names
from consultations.bookings.refusals import OF_A_WEEK
from consultations.bookings.texts import day_in_words
from consultations.calendar.free_times import Calendar, FreeTime, Reason, why_empty
from consultations.calendar.schedules import calendars_of
from thai.dates import BANGKOK, clock, local_date

DAYS = 7
# Nobody is booked further ahead (a constraint of the settings).
FURTHEST = dt.timedelta(days=366)
# The reason said of an empty week: the first of these that any day has.
ORDER = (
    Reason.TAKEN,
    Reason.CLOSED,
    Reason.AWAY,
    Reason.NOTICE,
    Reason.TOO_FAR,
    Reason.PAST,
    Reason.NOT_OFFERED,
)


@dataclass(frozen=True)
class Day:
    """A day with free times, and the name of each one's place, empty at the center."""

    date: dt.date
    times: list[tuple[FreeTime, str]]

    @property
    def title(self) -> str:
        return day_in_words(self.date)


@dataclass(frozen=True)
class Week:
    """Seven days from `first` on. previous, next: the first days of the weeks beside it, where there is something.

    days: those with free times. Without any, `reason` says why and first_free is the next day with one, if there is.
    late_until: today is too late for an appointment, but the center is open until then.
    """

    first: dt.date
    days: list[Day]
    previous: dt.date | None = None
    next: dt.date | None = None
    reason: str = ""
    first_free: dt.date | None = None
    late_until: str = ""

    @property
    def last(self) -> dt.date:
        return self.first + dt.timedelta(days=DAYS - 1)


def first_day_of(text: str) -> dt.date:
    """The day a page begins with, from its address (2026-10-01): today for anything else, nothing before today."""
    today = timezone.localdate()
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return today
    return min(max(day, today), today + FURTHEST)


def week_of(speakers: Sequence[Speaker], minutes: int, *, first: dt.date, without_booking: int | None = None) -> Week:
    """The week of free times of any of the advisers. Six queries; one more for places away from the center, and six
    more for a week without free times.
    """
    now, last = timezone.now(), first + dt.timedelta(days=DAYS - 1)
    today = local_date(now)
    calendars = calendars_of(speakers, first=first, last=last, without_booking=without_booking)
    times = merged_free_times(calendars.values(), minutes, first=first, last=last, now=now)
    places = place_names(times)
    days = [
        Day(date, [(time, places[time.place]) for time in of_day])
        for date, of_day in groupby(times, key=lambda time: time.starts_at.date())
    ]
    horizon = today + dt.timedelta(days=max((calendar.furthest_days for calendar in calendars.values()), default=0))
    beside: dict[str, Any] = {
        "previous": max(first - dt.timedelta(days=DAYS), today) if first > today else None,
        "next": last + dt.timedelta(days=1) if last < horizon else None,
        "late_until": _late_until(now) if first == today and not any(day.date == today for day in days) else "",
    }
    if days:
        return Week(first, days, **beside)
    reason = _reason(calendars.values(), first, last, now)
    search_from = today if reason is Reason.TOO_FAR else last + dt.timedelta(days=1)
    first_free = _first_free(speakers, minutes, search_from, horizon, now, without_booking)
    in_words = _in_words(reason, calendars.values(), first, last)
    return Week(first, [], reason=in_words, first_free=first_free, **beside)


def _first_free(
    speakers: Sequence[Speaker],
    minutes: int,
    first: dt.date,
    last: dt.date,
    now: dt.datetime,
    without_booking: int | None,
) -> dt.date | None:
    """The first day from `first` to `last` with a free time; looked for week by week, since most have one soon."""
    if first > last:
        return None
    calendars = calendars_of(speakers, first=first, last=last, without_booking=without_booking)
    while first <= last:
        end = min(first + dt.timedelta(days=DAYS - 1), last)
        if times := merged_free_times(calendars.values(), minutes, first=first, last=end, now=now):
            return times[0].starts_at.date()
        first = end + dt.timedelta(days=1)
    return None


def _reason(calendars: Collection[Calendar], first: dt.date, last: dt.date, now: dt.datetime) -> Reason:
    reasons = {reason for calendar in calendars for reason in why_empty(calendar, first=first, last=last, now=now)}
    return min(reasons, key=ORDER.index, default=Reason.NOT_OFFERED)


def _in_words(reason: Reason, calendars: Collection[Calendar], first: dt.date, last: dt.date) -> str:
    """The sentence; what the center is closed for follows in brackets."""
    sentence = str(OF_A_WEEK[reason])
    if reason is not Reason.CLOSED:
        return sentence
    english = get_language() == "en"
    closures = [
        (closure.reason_en if english else "") or closure.reason_th
        for closure in next(iter(calendars)).schedule.days_off
        if closure.first <= last and closure.last >= first
    ]
    named = ", ".join(dict.fromkeys(reason for reason in closures if reason))
    return f"{sentence} ({named})" if named else sentence


def _late_until(now: dt.datetime) -> str:
    """Until when one can still come or call today; empty if the center is closed for today."""
    local = now.astimezone(BANGKOK)
    closes = [closes for _opens, closes in office_status().schedule.hours_on(local.date()) if closes > local.time()]
    return clock(closes[-1], get_language() or "th") if closes else ""
