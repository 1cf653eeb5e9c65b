"""What a week of free times costs: queries, however many advisers and appointments there are, and time."""

import datetime as dt
import time
from uuid import uuid4

import pytest
from django.utils import timezone

from center.office.status import office_status
from committee.speakers.models import Speaker, Topic
from consultations.bookings.models import Booking
from consultations.bookings.offers import advisers_of, free_times_of
from consultations.calendar.models import Claim
from consultations.calendar.quarters import quarters_between
from tests.consultations.appointments import make_adviser, make_office_hours
from tests.factories import make_center
from thai.dates import BANGKOK

pytestmark = pytest.mark.django_db

MOST_QUERIES = 7
MOST_SECONDS = 0.1
# Starts of a day's appointments of 45 minutes, one after another.
STARTS = [dt.time(9), dt.time(9, 45), dt.time(10, 30), dt.time(11, 15)]


@pytest.fixture
def topic() -> Topic:
    make_office_hours()
    return Topic.objects.create(name_th="ขึ้นทะเบียน OTOP", minutes=45)


def fill(topic: Topic, advisers: list[Speaker], *, bookings: int) -> None:
    """Appointments on three of the four times of each day of each adviser, from a year ago on."""
    day, rows = timezone.localdate() - dt.timedelta(days=200), []
    while len(rows) < bookings:
        day += dt.timedelta(days=1)
        starts = [dt.datetime.combine(day, start, BANGKOK) for start in STARTS[:3]]
        rows += [row_of(topic, adviser, start, len(rows)) for adviser in advisers for start in starts]
    rows = Booking.objects.bulk_create(rows[:bookings])
    Claim.objects.bulk_create(
        Claim(speaker=row.speaker, quarter=quarter, booking=row)
        for row in rows
        for quarter in quarters_between(row.starts_at, row.ends_at)
    )


def row_of(topic: Topic, adviser: Speaker, starts_at: dt.datetime, number: int) -> Booking:
    ends_at = starts_at + dt.timedelta(minutes=45)
    state = "booked" if starts_at > timezone.now() else "served"
    return Booking(
        topic=topic, speaker=adviser, starts_at=starts_at, ends_at=ends_at, state=state, name="แฉล้ม", phone="0812345678",
        reference=uuid4().hex[:8], form_key=uuid4().hex, link_expires_at=ends_at,
    )  # fmt: skip


def week_of_free_times(topic: Topic) -> list[dt.datetime]:
    first = timezone.localdate() + dt.timedelta(days=7)
    times = free_times_of(advisers_of(topic), topic.minutes, first=first, last=first + dt.timedelta(days=6))
    return [found.starts_at for found in times]


@pytest.mark.parametrize(("advisers", "bookings"), [(1, 0), (4, 60)])
def test_a_week_costs_as_many_queries_with_many(topic, advisers, bookings, django_assert_max_num_queries):
    fill(topic, [make_adviser(topic) for _ in range(advisers)], bookings=bookings)
    make_center()
    office_status()  # a process has it in memory
    with django_assert_max_num_queries(MOST_QUERIES):
        assert week_of_free_times(topic)


@pytest.mark.long
def test_a_week_among_ten_thousand_appointments(topic, slowness, django_assert_max_num_queries):
    fill(topic, [make_adviser(topic) for _ in range(10)], bookings=10_000)
    assert Booking.objects.to_come().count() > 3_000
    make_center()
    office_status()
    with django_assert_max_num_queries(MOST_QUERIES):
        assert len(week_of_free_times(topic)) == 7
    took = []
    for _ in range(9):
        began = time.perf_counter()
        week_of_free_times(topic)
        took.append(time.perf_counter() - began)
    assert min(took) < MOST_SECONDS * slowness, took
