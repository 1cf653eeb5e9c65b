"""Weeks of advisers as Hypothesis makes them up: around the turn of a year and a 29 February, with odd hours of every kind."""

import datetime as dt

from hypothesis import strategies as st

from center.office.opening import DaysOff, Hours, Schedule
from consultations.calendar.free_times import Away, Calendar, Desk, Part, Rule
from consultations.calendar.quarters import quarter_of
from thai.dates import BANGKOK

odd_times = st.integers(0, 24 * 60 - 1).map(lambda minute: dt.time(minute // 60, minute % 60))
days = st.dates(dt.date(2027, 12, 20), dt.date(2028, 3, 10))
# The weeks of the turn of a year and of a 29 February come oftener than by chance.
turns = st.sampled_from([dt.date(2027, 12, 28), dt.date(2028, 2, 26)])
first_days = st.one_of(turns, turns, days)


@st.composite
def rules(draw):
    first, last = sorted([draw(odd_times), draw(odd_times)])
    dated = draw(st.booleans())
    return Rule(
        first,
        last,
        weekday=None if dated else draw(st.integers(0, 6)),
        date=draw(days) if dated else None,
        valid_from=draw(st.none() | days),
        valid_until=draw(st.none() | days),
        place=draw(st.sampled_from([None, None, 1])),
    )


@st.composite
def absences(draw):
    first = draw(days)
    return Away(first, first + dt.timedelta(days=draw(st.integers(0, 3))), draw(st.sampled_from(Part)))


@st.composite
def desks(draw, midnight: int, claimed: set[int]):
    """At most three desks of the week, apart from one another, with some of their quarters taken; all become claimed."""
    found = []
    for number in range(draw(st.integers(0, 3))):
        first = midnight + 96 * draw(st.integers(0, 6)) + draw(st.integers(0, 90))
        quarters = range(first, min(first + draw(st.integers(1, 16)), first - (first - midnight) % 96 + 96))
        if not any(quarter in range(desk.start, desk.end) for desk in found for quarter in quarters):
            taken = draw(st.sets(st.sampled_from(quarters), max_size=4))
            free = frozenset(quarters) - taken
            found.append(Desk(number + 1, quarters.start, quarters.stop, free, draw(st.sampled_from([None, 2]))))
            claimed |= set(quarters)
    return found


@st.composite
def weeks(draw):
    """A calendar, the first day of a week in it, and a moment before or within it."""
    first = draw(first_days)
    midnight = quarter_of(dt.datetime.combine(first, dt.time.min, BANGKOK))
    claimed = draw(st.sets(st.integers(midnight - 8, midnight + 7 * 96 + 8), max_size=60))
    at_desks = draw(desks(midnight, claimed))
    hours = [
        Hours(weekday, *sorted([draw(odd_times), draw(odd_times)]))
        for weekday in draw(st.lists(st.integers(0, 6), max_size=8))
    ]
    off = [DaysOff(day, day + dt.timedelta(days=1)) for day in draw(st.lists(days, max_size=2))]
    of = Calendar(
        rules=draw(st.lists(rules(), min_size=1, max_size=6)),
        schedule=Schedule(hours, off),
        away=draw(st.lists(absences(), max_size=2)),
        claimed=claimed,
        buffer_minutes=draw(st.sampled_from([0, 15, 30])),
        notice=dt.timedelta(hours=draw(st.sampled_from([0, 2, 24]))),
        furthest_days=draw(st.integers(1, 30)),
        desks=at_desks,
    )
    now = dt.datetime.combine(first, dt.time.min, BANGKOK) + dt.timedelta(
        minutes=draw(st.integers(-3 * 24 * 60, 5 * 24 * 60))
    )
    return of, first, now
