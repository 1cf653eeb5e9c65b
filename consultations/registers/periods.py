"""Periods that offices report on: months, quarters, appraisal rounds, fiscal years. Days are those of Bangkok."""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from thai.dates import (
    ERA,
    buddhist_year,
    fiscal_quarter,
    fiscal_quarter_bounds,
    fiscal_year,
    fiscal_year_bounds,
    month_name,
    parse_date,
    short_date,
)

MONTHS_OFFERED = 18
YEARS_OFFERED = 4
FIRST_YEAR, LAST_YEAR = 2400, 2799
_KEY = re.compile(r"(?P<year>[0-9]{4})(?:-(?:q(?P<quarter>[1-4])|r(?P<round>[12])|(?P<month>[0-9]{2})))?")


@dataclass(frozen=True)
class Period:
    """Days from first to last, both included. key: how an address names it; years of keys are Buddhist."""

    key: str
    first: dt.date
    last: dt.date
    title: str

    @property
    def is_month(self) -> bool:
        return self.last.day == _days_in(self.first) and self.first == self.last.replace(day=1)

    def weeks(self) -> Iterator[tuple[dt.date, dt.date]]:
        """Its weeks from Monday to Sunday, the first and the last cut off where the period begins and ends."""
        day = self.first
        while day <= self.last:
            sunday = min(day + dt.timedelta(days=6 - day.weekday()), self.last)
            yield day, sunday
            day = sunday + dt.timedelta(days=1)


def month(year: int, number: int) -> Period:
    """A month; year: Christian era."""
    first = dt.date(year, number, 1)
    named = month_name(number, get_language() or "th")
    title = _("เดือน%(month)s %(year)s") % {"month": named, "year": buddhist_year(year)}
    return Period(f"{year + ERA}-{number:02d}", first, first.replace(day=_days_in(first)), title)


def month_of(day: dt.date) -> Period:
    return month(day.year, day.month)


def month_before(day: dt.date) -> Period:
    """The month before that of the day."""
    return month_of(day.replace(day=1) - dt.timedelta(days=1))


def quarter(year: int, number: int) -> Period:
    """A quarter, 1 to 4, of a Buddhist fiscal year."""
    first, last = fiscal_quarter_bounds(year, number)
    title = _("ไตรมาส %(quarter)s ปีงบประมาณ %(year)s") % {"quarter": number, "year": year}
    return Period(f"{year}-q{number}", first, last, title)


def appraisal_round(year: int, number: int) -> Period:
    """Half of a Buddhist fiscal year by which officers are appraised: 1 October to March, 2 April to September."""
    first, last = fiscal_year_bounds(year)
    middle = dt.date(last.year, 4, 1)
    bounds = (first, middle - dt.timedelta(days=1)) if number == 1 else (middle, last)
    title = _("รอบการประเมินที่ %(round)s ปีงบประมาณ %(year)s") % {"round": number, "year": year}
    return Period(f"{year}-r{number}", *bounds, title)


def whole_year(year: int) -> Period:
    """A Buddhist fiscal year."""
    return Period(str(year), *fiscal_year_bounds(year), _("ปีงบประมาณ %s") % year)


def between(first: dt.date, last: dt.date) -> Period:
    """Any days; the two may come in either order."""
    first, last = sorted((first, last))
    language = get_language() or "th"
    title = _("%(first)s ถึง %(last)s") % {"first": short_date(first, language), "last": short_date(last, language)}
    return Period("", first, last, title)


def named(key: str) -> Period | None:
    """The period of a key, such as 2570, 2570-q1, 2570-r1 or, for a month, 2569-10; None if it is none."""
    found = _KEY.fullmatch(key)
    if not found or not FIRST_YEAR <= (year := int(found["year"])) <= LAST_YEAR:
        return None
    if found["quarter"]:
        return quarter(year, int(found["quarter"]))
    if found["round"]:
        return appraisal_round(year, int(found["round"]))
    if found["month"]:
        number = int(found["month"])
        return month(year - ERA, number) if 1 <= number <= 12 else None
    return whole_year(year)


def typed(first: str, last: str, today: dt.date) -> tuple[Period | None, str]:
    """The period of two typed days, and what is wrong with them, if anything. One day alone lasts until today."""
    try:
        days = [parse_date(text, today) for text in (first, last) if text.strip()]
    except ValueError as error:
        return None, str(error)
    return between(days[0], days[1] if len(days) == 2 else today), ""


def offered(today: dt.date) -> list[tuple[str, list[Period]]]:
    """What a form offers: its groups with their periods, the latest first; nothing that begins after today."""
    year = fiscal_year(today)
    years = range(year, year - YEARS_OFFERED, -1)
    groups = [
        (_("ปีงบประมาณ"), [whole_year(number) for number in years]),
        (_("รอบการประเมิน"), [appraisal_round(number, half) for number in years[:2] for half in (2, 1)]),
        (_("ไตรมาส"), [quarter(number, part) for number in years[:2] for part in (4, 3, 2, 1)]),
        (_("เดือน"), list(_months_until(today))),
    ]
    return [(title, [period for period in periods if period.first <= today]) for title, periods in groups]


def quarter_of(day: dt.date) -> Period:
    return quarter(fiscal_year(day), fiscal_quarter(day))


def _months_until(today: dt.date) -> Iterator[Period]:
    period = month_of(today)
    for _number in range(MONTHS_OFFERED):
        yield period
        period = month_before(period.first)


def _days_in(day: dt.date) -> int:
    return calendar.monthrange(day.year, day.month)[1]
