"""The part of a page that shows a week of free times: for booking and for moving an appointment."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from consultations.bookings.offers import place_names
from consultations.bookings.texts import day_in_words
from consultations.bookings.week import Week
from consultations.calendar.free_times import FreeTime
from thai.dates import local_date


def week_context(
    week: Week, *, time_url: Callable[[dt.datetime], str], week_url: Callable[[dt.date], str]
) -> dict[str, Any]:
    """The context of `_week.html`. time_url: where a time leads; week_url: the page of the week that a day begins."""
    days = [
        (day, [(time.starts_at, place, time_url(time.starts_at)) for time, place in day.times]) for day in week.days
    ]
    urls = {
        f"{name}_url": week_url(day) if day else ""
        for name, day in (("previous", week.previous), ("next", week.next), ("first_free", week.first_free))
    }
    return {"week": week, "days": days, **urls}


def nearest_choices(
    times: Sequence[FreeTime], time_url: Callable[[dt.datetime], str]
) -> list[tuple[str, dt.datetime, str, str]]:
    """For `_nearest.html`: the day in words, the start, the place away from the center, and where it leads."""
    places = place_names(times)
    return [
        (day_in_words(local_date(time.starts_at)), time.starts_at, places[time.place], time_url(time.starts_at))
        for time in times
    ]


def with_query(path: str, **values: object) -> str:
    """The path with a query of those values that aren't empty."""
    query = urlencode({name: value for name, value in values.items() if value})
    return f"{path}?{query}" if query else path
