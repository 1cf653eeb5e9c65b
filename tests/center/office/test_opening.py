"""Open or closed: the rule against a brute-force answer, the words, and what every page says."""

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from center.office.models import Center, Closure, OpeningHours
from center.office.opening import DaysOff, Hours, Schedule
from center.office.status import OfficeStatus, in_words, office_status, week_in_words
from center.records.changes import written
from center.recycle_bin.deletions import bring_back, delete_with_return
from tests.factories import tambon
from thai.dates import BANGKOK

MORNING = (dt.time(8, 30), dt.time(12))
AFTERNOON = (dt.time(13), dt.time(16, 30))
OFFICE = [Hours(weekday, *span) for weekday in range(5) for span in (MORNING, AFTERNOON)]
NEW_YEAR = [
    DaysOff(dt.date(2026, 12, 31), dt.date(2026, 12, 31), "วันสิ้นปี"),
    DaysOff(dt.date(2027, 1, 1), dt.date(2027, 1, 1), "วันขึ้นปีใหม่"),
]
# Songkran, a single Wednesday, days that overlap, a closure over a weekend, one that ends where another begins.
DAYS_OFF = [
    *NEW_YEAR,
    DaysOff(dt.date(2027, 4, 13), dt.date(2027, 4, 15), "วันสงกรานต์"),
    DaysOff(dt.date(2027, 2, 10), dt.date(2027, 2, 10), "อบรม"),
    DaysOff(dt.date(2027, 7, 16), dt.date(2027, 7, 20)),
    DaysOff(dt.date(2027, 7, 19), dt.date(2027, 7, 23)),
]
QUARTER = dt.timedelta(minutes=15)


def moment(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=BANGKOK)


# --- 400 days in steps of 15 minutes ---------------------------------------------------------------------------------


def open_quarters(hours: list[Hours], days_off: list[DaysOff], first: dt.date, days: int) -> list[bool]:
    """The brute-force answer: for each quarter of an hour from midnight of the first day, is it open?"""

    @cache
    def open_minutes(weekday: int) -> frozenset[int]:
        return frozenset(
            minute
            for span in hours
            if span.weekday == weekday
            for minute in range(span.opens.hour * 60 + span.opens.minute, span.closes.hour * 60 + span.closes.minute)
        )

    closed = {
        closure.first + dt.timedelta(days=number)
        for closure in days_off
        for number in range((closure.last - closure.first).days + 1)
    }
    return [
        day not in closed and quarter * 15 in open_minutes(day.weekday())
        for day in (first + dt.timedelta(days=number) for number in range(days))
        for quarter in range(96)
    ]


def test_four_hundred_days_in_steps_of_a_quarter_of_an_hour():
    """From before New Year 2570 on, asked in UTC: what is open, until when, and when it opens next."""
    first, days = dt.date(2026, 11, 22), 400
    schedule = Schedule(OFFICE, DAYS_OFF)
    truth = open_quarters(OFFICE, DAYS_OFF, first, days + 20)
    start = dt.datetime.combine(first, dt.time(), BANGKOK).astimezone(dt.UTC)
    change = [0] * len(truth)  # at which quarter the state of this quarter ends
    change[-1] = len(truth)
    for number in range(len(truth) - 2, -1, -1):
        change[number] = change[number + 1] if truth[number] == truth[number + 1] else number + 1
    counted = 0
    for number in range(days * 96):
        at = start + number * QUARTER
        status = schedule.status_at(at)
        assert status.is_open == truth[number], at
        told = status.until if status.is_open else status.opens_at
        assert told == start + change[number] * QUARTER, at
        assert (status.until is None) == (not status.is_open) and (status.opens_at is None) == status.is_open
        counted += status.is_open
    # 285 weekdays in the 400 days less those closed on weekdays: 2 at New Year, 3 at Songkran, 1, and 16, 19-23 July.
    assert counted == (sum((first + dt.timedelta(days=n)).weekday() < 5 for n in range(days)) - 12) * 28


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 94), st.integers(1, 95)), max_size=8),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 4)), max_size=4),
    st.integers(0, 21 * 96 - 1),
)
def test_any_hours_and_any_days_off(spans, closed, number):
    """Hours that touch or overlap, days off that overlap: the same as minute by minute."""
    first = dt.date(2026, 12, 21)

    def time(quarter: int) -> dt.time:
        return dt.time(quarter // 4, quarter % 4 * 15)

    hours = [Hours(day, time(begin), time(min(95, begin + length))) for day, begin, length in spans if begin < 95]
    days_off = [DaysOff(first + dt.timedelta(days=day), first + dt.timedelta(days=day + more)) for day, more in closed]
    truth = open_quarters(hours, days_off, first, 60)
    status = Schedule(hours, days_off).status_at(dt.datetime.combine(first, dt.time(), BANGKOK) + number * QUARTER)
    assert status.is_open == truth[number]
    later = next((n for n in range(number, len(truth)) if truth[n] != truth[number]), None)
    told = status.until if status.is_open else status.opens_at
    assert told == (None if later is None else dt.datetime.combine(first, dt.time(), BANGKOK) + later * QUARTER)


# --- The edges -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "is_open", "told"),
    [
        (moment(2026, 11, 23, 8, 29, 59), False, moment(2026, 11, 23, 8, 30)),
        (moment(2026, 11, 23, 8, 30), True, moment(2026, 11, 23, 12)),
        (moment(2026, 11, 23, 11, 59, 59), True, moment(2026, 11, 23, 12)),
        (moment(2026, 11, 23, 12), False, moment(2026, 11, 23, 13)),
        (moment(2026, 11, 23, 13), True, moment(2026, 11, 23, 16, 30)),
        (moment(2026, 11, 23, 16, 30), False, moment(2026, 11, 24, 8, 30)),
        (moment(2026, 11, 27, 16, 30), False, moment(2026, 11, 30, 8, 30)),  # over the weekend
        (moment(2026, 12, 30, 17), False, moment(2027, 1, 4, 8, 30)),  # over New Year and a weekend
        (dt.datetime(2026, 11, 23, 1, 29, tzinfo=dt.UTC), False, moment(2026, 11, 23, 8, 30)),  # 08.29 in Bangkok
        (dt.datetime(2026, 11, 23, 1, 30, tzinfo=dt.UTC), True, moment(2026, 11, 23, 12)),
        (dt.datetime(2026, 11, 22, 20, 0, tzinfo=ZoneInfo("America/New_York")), False, moment(2026, 11, 23, 8, 30)),
    ],
)
def test_the_edges(at, is_open, told):
    status = Schedule(OFFICE, NEW_YEAR).status_at(at)
    assert (status.is_open, status.until or status.opens_at) == (is_open, told)


def test_a_moment_must_know_its_zone():
    with pytest.raises(ValueError, match="time zone"):
        Schedule(OFFICE, []).status_at(dt.datetime(2026, 11, 23, 9))


def test_closed_for_more_than_a_year_names_no_day():
    away = DaysOff(dt.date(2026, 1, 1), dt.date(2029, 1, 1))
    status = Schedule(OFFICE, [away]).status_at(moment(2026, 11, 23, 9))
    assert (status.is_open, status.opens_at, status.day_off) == (False, None, away)
    assert Schedule([], []).status_at(moment(2026, 11, 23, 9)).opens_at is None


# --- In words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "thai"),
    [
        (moment(2026, 11, 23, 9), "เปิดอยู่ ถึง 12.00 น."),
        (moment(2026, 11, 23, 12, 30), "ปิดอยู่ เปิดวันนี้ 13.00 น."),
        (moment(2026, 11, 23, 20), "ปิดอยู่ เปิดพรุ่งนี้ 08.30 น."),
        (moment(2026, 11, 27, 20), "ปิดอยู่ เปิดวันจันทร์ 08.30 น."),
        (moment(2027, 4, 9, 20), "ปิดอยู่ เปิดวันจันทร์ 08.30 น."),
        (moment(2027, 7, 15, 20), "ปิดอยู่ เปิดวันจันทร์ที่ 26 กรกฎาคม 2570 เวลา 08.30 น."),
    ],
)
def test_the_words(at, thai):
    assert in_words(Schedule(OFFICE, DAYS_OFF).status_at(at), at) == thai


def test_the_week_in_words():
    lines = week_in_words(Schedule([*OFFICE, Hours(6, dt.time(9), dt.time(12))], []))
    assert [(line.days, line.hours) for line in lines] == [
        ("จันทร์–ศุกร์", "08.30–12.00 น. และ 13.00–16.30 น."),
        ("อาทิตย์", "09.00–12.00 น."),
    ]
    with translation.override("en"):
        assert week_in_words(Schedule(OFFICE, []))[0].days == "Monday–Friday"


# --- What every page says -------------------------------------------------------------------------------------------


@pytest.fixture
def center(db) -> Center:
    made = Center.objects.create(name_th="ศูนย์ทดสอบ", phone="038000000")
    for span in OFFICE:
        OpeningHours.objects.create(weekday=span.weekday, opens=span.opens, closes=span.closes)
    return made


def test_office_status_costs_three_queries_and_then_that_for_the_versions(center, django_assert_num_queries):
    Closure.objects.create(starts_on=timezone.localdate(), ends_on=timezone.localdate(), reason_th="อบรม")
    with django_assert_num_queries(4):  # the versions, the center, its hours, its closures
        status = office_status()
    assert (status.center, len(status.hours), len(status.days_off)) == (center, 10, 1)
    assert set(status.hours) == set(OFFICE)
    with django_assert_num_queries(1):
        assert office_status() is status


def test_a_closure_deleted_or_brought_back_is_seen_at_once(center):
    closure = Closure.objects.create(starts_on=timezone.localdate(), ends_on=timezone.localdate(), reason_th="อบรม")
    assert len(office_status().days_off) == 1
    (deletion,) = delete_with_return([closure], None)
    assert len(office_status().days_off) == 0
    bring_back(deletion, None)
    assert len(office_status().days_off) == 1


def test_a_renamed_tambon_is_seen_at_once(center):
    center.tambon = tambon()
    center.save()
    written([center])
    assert office_status().center.tambon.name_th == "บางกระเจ็ด"
    renamed = tambon()
    renamed.name_th = "บางใหม่"
    renamed.save()
    written([renamed])
    assert office_status().center.tambon.name_th == "บางใหม่"


def test_without_a_center_nothing_is_said(client, db):
    assert office_status() == OfficeStatus()
    assert 'class="now' not in client.get("/products/").content.decode()


def at(monkeypatch, when: dt.datetime) -> None:
    monkeypatch.setattr("portal.context.timezone.now", lambda: when)


@pytest.mark.parametrize("path", ["/", "/products/", "/about/", "/contact/", "/sources/", "/nothing-here/"])
def test_every_page_says_whether_it_is_open(client, center, monkeypatch, path):
    at(monkeypatch, moment(2026, 11, 23, 9))
    assert "เปิดอยู่ ถึง 12.00 น." in client.get(path).content.decode()
    at(monkeypatch, moment(2026, 11, 23, 12, 15))
    assert "ปิดอยู่ เปิดวันนี้ 13.00 น." in client.get(path).content.decode()


def test_the_line_is_small(client, center, monkeypatch):
    at(monkeypatch, moment(2026, 11, 23, 9))
    page = client.get("/products/").content.decode()
    line = page[page.index('<p class="now') :].partition("</p>")[0]
    assert len(line.encode()) < 120


def test_closing_for_a_day_shows_on_the_next_page(client, center, monkeypatch):
    """Nobody waits for the cache: what the staff site writes or deletes is seen at once."""
    day = timezone.localdate()
    while day.weekday() > 4:
        day += dt.timedelta(days=1)
    at(monkeypatch, dt.datetime.combine(day, dt.time(9), BANGKOK))
    assert "เปิดอยู่" in client.get("/products/").content.decode()
    closure = Closure.objects.create(starts_on=day, ends_on=day, reason_th="อบรมเจ้าหน้าที่ทั้งวัน")
    written([closure])
    page = client.get("/products/").content.decode()
    assert "ปิดอยู่" in page and "อบรมเจ้าหน้าที่ทั้งวัน" in page
    closure.open_anyway = True
    closure.save()
    written([closure])
    assert "เปิดอยู่" in client.get("/products/").content.decode()
    closure.open_anyway = False
    closure.save()
    closure.delete()
    written([closure])
    assert "เปิดอยู่" in client.get("/products/").content.decode()


def test_a_holidays_name_is_shown_only_once_confirmed(client, center, monkeypatch):
    day = timezone.localdate() + dt.timedelta(days=1)
    while day.weekday() > 4:
        day += dt.timedelta(days=1)
    at(monkeypatch, dt.datetime.combine(day, dt.time(9), BANGKOK))
    holiday = Closure.objects.create(starts_on=day, ends_on=day, reason_th="วันทดสอบแห่งชาติ", holiday_on=day)
    for path in ("/products/", "/contact/"):
        page = client.get(path).content.decode()
        assert "วันหยุดราชการ" in page and "วันทดสอบแห่งชาติ" not in page
    holiday.name_confirmed = True
    holiday.save()
    written([holiday])
    for path in ("/products/", "/contact/"):
        assert "วันทดสอบแห่งชาติ" in client.get(path).content.decode()
