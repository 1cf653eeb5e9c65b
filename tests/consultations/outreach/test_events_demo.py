"""The demonstration of events: past and coming ones, one nearly full, one with desks, a queue, requests; gone by one call."""

import datetime as dt

import pytest

from center.mail.models import Message
from center.office import demo as office_demo
from center.people import demo as people_demo
from center.places.models import Place
from committee.speakers import demo as speakers_demo
from committee.speakers.models import Speaker
from consultations.bookings import demo as bookings_demo
from consultations.bookings.models import Booking
from consultations.calendar import demo as calendar_demo
from consultations.calendar.models import Claim
from consultations.outreach import demo
from consultations.outreach.models import EventPicture, OutreachEvent, Registration, Session, VillageRequest
from tests.consultations.appointments import at
from tests.consultations.outings import make_event, plan
from tests.consultations.outreach.seating import come
from tests.selection import LOADED_WITH_THE_WHOLE
from thai.dates import BANGKOK

pytestmark = [
    pytest.mark.django_db,
    LOADED_WITH_THE_WHOLE,
]

SATURDAY = dt.datetime(2026, 11, 28, 14, tzinfo=BANGKOK)


@pytest.fixture
def loaded(pictures_encoded_once, monkeypatch) -> None:
    """The whole demonstration that events need, on a Saturday."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: SATURDAY)
    for demonstration in (people_demo, office_demo, speakers_demo, calendar_demo, bookings_demo):
        demonstration.load()
    assert demo.load() == 5 + 4


def test_it_shows_what_events_can_be(loaded):
    past, upcoming = OutreachEvent.objects.past(), OutreachEvent.objects.upcoming()
    assert (past.count(), upcoming.count()) == (2, 3)
    assert all(event.is_published and event.name_en and event.about_en for event in OutreachEvent.objects.all())
    for event in past:
        assert event.attended and event.result_th and event.result_en
        assert event.pictures.get().alt_en
        assert event.registrations.exists()
    sessions = Session.objects.filter(event__in=upcoming)
    assert [session.seats_left for session in sessions.exclude(capacity=None) if session.taken] == [6, 0]
    assert sorted(sessions.filter(kind="desk").values_list("desk", flat=True)) == [
        "appointments",
        "appointments",
        "numbers",
    ]
    assert sorted(Booking.objects.exclude(session=None).values_list("session__title_en", flat=True)) == [
        "Desk for money and accounts",
        "Desk for selling and better products",
        "Desk for selling and better products",
    ]
    full = sessions.get(capacity=12)
    assert list(full.places.waiting().values_list("registration__party_size", flat=True)) == [4, 1, 2]
    assert Registration.objects.filter(state="cancelled").count() == 1
    assert all(phone.startswith("0800000") for phone in Registration.objects.values_list("phone", flat=True))
    assert set(VillageRequest.objects.values_list("state", flat=True)) == set(VillageRequest.State.values)
    assert VillageRequest.objects.get(state="planned").event in upcoming


def test_its_advisers_have_time_and_it_is_on_working_days(loaded):
    assert all(event.starts_at.astimezone(BANGKOK).weekday() < 5 for event in OutreachEvent.objects.all())
    for session in Session.objects.exclude(speakers=None):
        assert Claim.objects.filter(session=session, kind="service").exists()


def test_loading_again_adds_nothing(loaded):
    assert demo.load() == 0


def test_it_goes_with_what_was_done_while_trying_it(loaded):
    event = OutreachEvent.objects.upcoming().filter(place=None).get()
    come(event, by=demo.STAFF)
    mine = make_event(plan(at(9, days=30), 2, Speaker.objects.get(source_key="demo:eggs")))

    assert demo.remove() == 5 + 4
    for demonstration in (bookings_demo, calendar_demo):
        demonstration.remove()

    assert list(OutreachEvent.objects.all()) == [mine]
    for model in (Message, Registration, VillageRequest, EventPicture, Claim, Place):
        assert not model.objects.exists(), model
    assert speakers_demo.remove() == 16
    assert demo.remove() == 0
