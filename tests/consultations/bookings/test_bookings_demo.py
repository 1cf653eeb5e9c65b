"""The demonstration of consultations: five advisers with weeks of their own, appointments in every state, gone by one call."""

import datetime as dt

import pytest

from center.mail.models import Message
from center.office import demo as office_demo
from center.office.holidays import office_holidays
from center.office.models import Closure
from center.people import demo as people_demo
from center.places.models import Place
from committee.speakers import demo as speakers_demo
from committee.speakers.models import Speaker, Topic
from consultations.bookings import demo
from consultations.bookings.models import Booking, CallbackRequest
from consultations.bookings.offers import advisers_of, free_times_of
from consultations.calendar import demo as calendar_demo
from consultations.calendar.models import Absence, Availability, CalendarSettings, Claim
from tests.consultations.appointments import make_booking
from tests.selection import LOADED_WITH_THE_WHOLE
from thai.dates import BANGKOK

pytestmark = [
    pytest.mark.django_db,
    LOADED_WITH_THE_WHOLE,
]

SATURDAY = dt.datetime(2026, 11, 28, 14, tzinfo=BANGKOK)
# Late on the last working day before the longest runs of holidays, the turn of the year, a leap day, and a usual week.
LOADING_DAYS = [
    dt.datetime(2026, 11, 28, 14, tzinfo=BANGKOK),
    dt.datetime(2026, 12, 4, 16, 20, tzinfo=BANGKOK),
    dt.datetime(2026, 12, 30, 16, 20, tzinfo=BANGKOK),
    dt.datetime(2027, 4, 9, 16, 20, tzinfo=BANGKOK),
    dt.datetime(2027, 4, 12, 23, 59, tzinfo=BANGKOK),
    dt.datetime(2028, 2, 29, 11, tzinfo=BANGKOK),
    dt.datetime(2028, 4, 12, 16, 20, tzinfo=BANGKOK),
    dt.datetime(2028, 4, 13, 0, 1, tzinfo=BANGKOK),
]


@pytest.fixture
def team(pictures_encoded_once, monkeypatch) -> None:
    """The demonstration's center and team, on a Saturday."""
    set_clock(monkeypatch, SATURDAY)
    people_demo.load()
    office_demo.load()
    speakers_demo.load()


def set_clock(monkeypatch, now: dt.datetime) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def test_five_advisers_with_different_weeks_and_both_ways_of_confirming(team):
    assert calendar_demo.load() > 0
    advisers = Speaker.objects.filter(calendar_settings__isnull=False)
    assert advisers.count() == 5
    assert {adviser.confirms for adviser in advisers} == {"at_once", "by_phone"}
    weeks = {
        adviser.source_key: set(adviser.availabilities.exclude(weekday=None).values_list("weekday", flat=True))
        for adviser in advisers
    }
    assert weeks["demo:mango-savings"] == {0}
    assert weeks["demo:palm"] == set() and Availability.objects.filter(speaker__source_key="demo:palm").exists()
    assert len({frozenset(week) for week in weeks.values()}) == 5
    assert Absence.objects.filter(person__speaker__source_key="demo:rice", starts_on=dt.date(2026, 11, 30)).exists()


@pytest.mark.parametrize("now", LOADING_DAYS, ids=lambda now: f"{now:%Y-%m-%d}")
def test_every_topic_has_a_free_time_within_a_week_of_loading(team, monkeypatch, now):
    set_clock(monkeypatch, now)
    for year in (now.year, now.year + 1):
        Closure.objects.add_holidays(office_holidays(year + 543))
    calendar_demo.load()
    demo.load()
    assert Topic.objects.count() == 8
    for topic in Topic.objects.all():
        days = {"first": now.date(), "last": now.date() + dt.timedelta(days=7)}
        times = free_times_of(advisers_of(topic), topic.minutes, **days)
        assert times, topic
        assert topic.minutes and topic.bring_th, topic


def test_appointments_and_callbacks_are_in_every_state(team):
    calendar_demo.load()
    assert demo.load() > 20
    states = set(Booking.objects.values_list("state", flat=True))
    assert states == set(Booking.State.values)
    assert set(CallbackRequest.objects.values_list("state", flat=True)) == set(CallbackRequest.State.values)
    moved = Booking.objects.get(source_key="demo:moved")
    assert moved.state_changes.count() == 2 and moved.sequence == 1
    assert Booking.objects.on(dt.date(2026, 11, 28)).exists(), "somebody comes on the day of loading, even a Saturday"
    away = Booking.objects.get(source_key="demo:adviser-away")
    assert Absence.objects.between(away.starts_at.date(), away.starts_at.date()).exists()
    open_rows = Booking.objects.open()
    assert Claim.objects.filter(booking__in=open_rows).values("booking").distinct().count() == open_rows.count()
    assert not Claim.objects.filter(booking__state="cancelled").exists()
    phones = [
        *Booking.objects.values_list("phone", flat=True),
        *CallbackRequest.objects.values_list("phone", flat=True),
    ]
    assert all(phone.startswith("0800000") for phone in phones)


def test_loading_again_adds_nothing_and_weeks_later_new_dates_and_what_found_no_time_before(team, monkeypatch):
    calendar_demo.load()
    demo.load()
    assert calendar_demo.load() == demo.load() == 0
    set_clock(monkeypatch, SATURDAY + dt.timedelta(days=30))
    dates = Availability.objects.exclude(date=None).count()
    before = set(Booking.objects.values_list("source_key", flat=True))
    assert calendar_demo.load() == dates
    demo.load()
    added = set(Booking.objects.values_list("source_key", flat=True)) - before
    assert all(key.startswith("demo:today-") for key in added), added


def test_it_goes_with_what_was_booked_while_trying_it(team):
    calendar_demo.load()
    demo.load()
    topic = Topic.objects.get(source_key="demo:register")
    time = free_times_of(advisers_of(topic), topic.minutes, first=SATURDAY.date(), last=dt.date(2026, 12, 31))[0]
    make_booking(topic, time.starts_at)
    assert Message.objects.exists(), "there are calls to make"
    demo.remove()
    calendar_demo.remove()
    for model in (Message, Booking, CallbackRequest, Claim, Availability, CalendarSettings, Absence, Place):
        assert not model.objects.exists(), model
    assert speakers_demo.remove() == 16
    assert demo.remove() == calendar_demo.remove() == 0


def test_a_topic_that_appointments_need_stays_with_its_adviser(team):
    calendar_demo.load()
    topic = Topic.objects.get(source_key="demo:register")
    adviser = Speaker.objects.get(source_key="demo:eggs")
    adviser.source_key = None
    adviser.save()
    time = free_times_of([adviser], topic.minutes, first=SATURDAY.date(), last=dt.date(2026, 12, 31))[0]
    make_booking(topic, time.starts_at)
    adviser.topics.clear()
    demo.remove()
    calendar_demo.remove()
    speakers_demo.remove()
    assert list(Topic.objects.all()) == [topic] and Booking.objects.count() == 1
