"""Free times against a brute-force oracle that asks each quarter of each day, and every refusal's reason."""

import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from center.office.opening import DaysOff, Hours, Schedule
from consultations.calendar.free_times import Away, Calendar, Part, Reason, Rule, free_times, why_not
from consultations.calendar.quarters import MINUTES, moment_of, quarter_of
from tests.consultations.weeks import weeks
from thai.dates import BANGKOK

OFFICE = [Hours(day, dt.time(8, 30), dt.time(12)) for day in range(5)]
OFFICE += [Hours(day, dt.time(13), dt.time(16, 30)) for day in range(5)]
MONDAY = dt.date(2026, 11, 30)


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), BANGKOK)


def calendar(**fields) -> Calendar:
    """An adviser at the center on Monday mornings, without notice, in a center with office hours."""
    rules = [Rule(dt.time(9), dt.time(12), weekday=0)]
    return Calendar(**{"rules": rules, "schedule": Schedule(OFFICE, []), "furthest_days": 60, **fields})


def starts(of: Calendar, minutes: int = 45, first=MONDAY, last=MONDAY, now=None) -> list[str]:
    times = free_times(of, minutes=minutes, first=first, last=last, now=now or at(MONDAY, 6))
    return [f"{time.starts_at:%H.%M}" for time in times]


def claims(*spans: tuple[dt.datetime, dt.datetime]) -> set[int]:
    return {quarter for start, end in spans for quarter in range(quarter_of(start), quarter_of(end))}


# --- The oracle ------------------------------------------------------------------------------------------------------


def offered_by_brute_force(of: Calendar, minutes: int, first: dt.date, last: dt.date, now: dt.datetime) -> set:
    """For each quarter: is the adviser there the whole time, is nothing claimed, and does a step lead to it?"""
    places = {rule.place for rule in of.rules}
    length, buffer = minutes // MINUTES, of.buffer_minutes // MINUTES
    found = {}
    today = now.astimezone(BANGKOK).date()
    for offset in range((last - first).days + 1):
        day = first + dt.timedelta(days=offset)
        if not today <= day <= today + dt.timedelta(days=of.furthest_days):
            continue
        midnight = quarter_of(at(day, 0))
        for place in sorted(places, key=lambda place: (place is not None, place or 0)):
            there = [is_there(of, day, midnight + step, place) for step in range(96)]
            for step in range(96):
                quarter = midnight + step
                if not all(there[step : step + length]) or step + length > 96:
                    continue
                if moment_of(quarter) < now + of.notice:
                    continue
                if any(claimed in of.claimed for claimed in range(quarter, quarter + length + buffer)):
                    continue
                if leads_there(of.claimed, there, midnight, step, length):
                    found.setdefault(quarter, place)
        for desk in of.desks:
            quarters = range(midnight, midnight + 96)
            there = [desk.start <= quarter < desk.end and not is_away(of, day, quarter) for quarter in quarters]
            taken = of.claimed - desk.free
            for step, quarter in enumerate(quarters):
                whole = all(there[step : step + length]) and step + length <= 96
                free = not any(q in taken for q in range(quarter, quarter + length))
                in_time = moment_of(quarter) >= now + of.notice
                if whole and free and in_time and leads_there(taken, there, midnight, step, length):
                    found.setdefault(quarter, desk.place)
    return set(found)


def is_there(of: Calendar, day: dt.date, quarter: int, place: int | None) -> bool:
    """Whether the adviser is at the place during the whole quarter."""
    begins = moment_of(quarter)
    ends = begins + dt.timedelta(minutes=MINUTES)

    def covers(low: dt.time, high: dt.time) -> bool:
        return dt.datetime.combine(day, low, BANGKOK) <= begins and ends <= dt.datetime.combine(day, high, BANGKOK)

    if not any(rule.place == place and rule.holds_on(day) and covers(rule.starts, rule.ends) for rule in of.rules):
        return False
    if place is None and not any(covers(low, high) for low, high in of.schedule.hours_on(day)):
        return False
    return not is_away(of, day, quarter)


def is_away(of: Calendar, day: dt.date, quarter: int) -> bool:
    begins, noon = moment_of(quarter), at(day, 12)
    for away in of.away:
        if away.first <= day <= away.last:
            if away.part is Part.WHOLE or (away.part is Part.MORNING and begins < noon):
                return True
            if away.part is Part.AFTERNOON and begins + dt.timedelta(minutes=MINUTES) > noon:
                return True
    return False


def leads_there(claimed: set[int], there: list[bool], midnight: int, step: int, length: int) -> bool:
    """Whether whole steps lead to it from the beginning of its interval, or from the end of a claim in it."""
    while True:
        begins_interval = step == 0 or not there[step - 1]
        ends_claim = midnight + step - 1 in claimed and midnight + step not in claimed
        if there[step] and (begins_interval or ends_claim):
            return True
        step -= length
        if step < 0 or not all(there[step : step + length]):
            return False


LENGTHS = st.sampled_from([15, 30, 45, 60, 120])
TURN_OF_THE_YEAR = {dt.date(2027, 12, 31), dt.date(2028, 1, 1)}
LEAP_DAY = dt.date(2028, 2, 29)


def week_around(day: dt.date) -> tuple[Calendar, dt.date, dt.datetime]:
    """A week with times on a day, whatever Hypothesis makes up."""
    of = Calendar(rules=[Rule(dt.time(9), dt.time(16), date=day, place=1)], schedule=Schedule([], []))
    first = day - dt.timedelta(days=3)
    return of, first, dt.datetime.combine(first, dt.time.min, BANGKOK)


@pytest.mark.hypothesis  # other weeks in `make test-long`
@pytest.mark.parametrize(
    "weeks_compared", [300, pytest.param(2000, marks=pytest.mark.long)], ids=lambda count: f"{count}-weeks"
)
def test_the_oracle_agrees(weeks_compared):
    offered_on = set()

    @settings(max_examples=weeks_compared)
    @given(weeks(), LENGTHS)
    @example(week_around(LEAP_DAY), 45)
    @example(week_around(max(TURN_OF_THE_YEAR)), 45)
    def agrees(week, minutes):
        of, first, now = week
        last = first + dt.timedelta(days=6)
        times = free_times(of, minutes=minutes, first=first, last=last, now=now)
        assert {quarter_of(time.starts_at) for time in times} == offered_by_brute_force(of, minutes, first, last, now)
        offered_on.update(time.starts_at.date() for time in times)

    agrees()
    assert LEAP_DAY in offered_on and TURN_OF_THE_YEAR & offered_on, "they had times to compare"


@settings(max_examples=60)
@given(weeks(), LENGTHS, st.integers(-96, 8 * 96))
def test_a_time_is_refused_for_a_reason_exactly_where_it_is_not_offered(week, minutes, step):
    of, first, now = week
    starts_at = moment_of(quarter_of(at(first, 0)) + step)
    day = starts_at.astimezone(BANGKOK).date()
    offered = {time.starts_at for time in free_times(of, minutes=minutes, first=day, last=day, now=now)}
    assert (why_not(of, minutes=minutes, starts_at=starts_at, now=now) is None) == (starts_at in offered)


# --- By hand ---------------------------------------------------------------------------------------------------------


def test_steps_of_the_length_from_the_intervals_start():
    assert starts(calendar()) == ["09.00", "09.45", "10.30", "11.15"]
    assert starts(calendar(), minutes=60) == ["09.00", "10.00", "11.00"]


def test_steps_from_the_end_of_a_claim_too():
    taken = claims((at(MONDAY, 9, 30), at(MONDAY, 10)))
    assert starts(calendar(claimed=taken)) == ["10.00", "10.30", "10.45", "11.15"]


def test_intervals_in_any_order_that_overlap_are_one():
    rules = [Rule(dt.time(10), dt.time(12), weekday=0), Rule(dt.time(9), dt.time(10, 30), weekday=0)]
    assert starts(calendar(rules=rules)) == ["09.00", "09.45", "10.30", "11.15"]


def test_lunch_is_closed_at_the_center_but_not_elsewhere():
    rules = [Rule(dt.time(11), dt.time(14), weekday=0)]
    assert starts(calendar(rules=rules)) == ["11.00", "13.00"]
    elsewhere = [Rule(dt.time(11), dt.time(14), weekday=0, place=1)]
    assert starts(calendar(rules=elsewhere)) == ["11.00", "11.45", "12.30", "13.15"]


def test_a_buffer_may_run_into_lunch_but_never_onto_a_claim():
    assert starts(calendar(buffer_minutes=15))[-1] == "11.15"
    taken = claims((at(MONDAY, 12), at(MONDAY, 12, 15)))
    assert starts(calendar(buffer_minutes=15, claimed=taken)) == ["09.00", "09.45", "10.30"]


def test_mondays_only():
    assert starts(calendar(), first=MONDAY + dt.timedelta(days=1), last=MONDAY + dt.timedelta(days=6)) == []
    assert starts(calendar(), first=MONDAY + dt.timedelta(days=7), last=MONDAY + dt.timedelta(days=7))


def test_no_time_on_the_last_day_of_a_three_day_absence():
    away = [Away(MONDAY - dt.timedelta(days=2), MONDAY)]
    assert starts(calendar(away=away)) == []
    assert why_not(calendar(away=away), minutes=45, starts_at=at(MONDAY, 9), now=at(MONDAY, 6)) is Reason.AWAY


def test_half_a_day_away():
    away = [Away(MONDAY, MONDAY, Part.AFTERNOON)]
    assert starts(calendar(away=away)) == ["09.00", "09.45", "10.30", "11.15"]
    assert starts(calendar(away=[Away(MONDAY, MONDAY, Part.MORNING)])) == []


@pytest.mark.parametrize(
    ("starts_at", "fields", "reason"),
    [
        (at(MONDAY, 5), {}, Reason.PAST),
        (at(MONDAY, 9), {"notice": dt.timedelta(hours=4)}, Reason.NOTICE),
        (at(MONDAY + dt.timedelta(days=63), 9), {}, Reason.TOO_FAR),
        (at(MONDAY, 9, 7), {}, Reason.NOT_OFFERED),
        (at(MONDAY, 9, 15), {}, Reason.NOT_OFFERED),
        (at(MONDAY, 14), {}, Reason.NOT_OFFERED),
        (at(MONDAY, 9), {"schedule": Schedule(OFFICE, [DaysOff(MONDAY, MONDAY)])}, Reason.CLOSED),
        (at(MONDAY, 9), {"claimed": claims((at(MONDAY, 9), at(MONDAY, 9, 15)))}, Reason.TAKEN),
    ],
)
def test_every_refusal_names_its_reason(starts_at, fields, reason):
    assert why_not(calendar(**fields), minutes=45, starts_at=starts_at, now=at(MONDAY, 6)) is reason
