"""Publishing, moving, postponing and calling off events: who is told, what becomes free, what stays."""

import datetime as dt

import pytest

from center.records.states import StateChange
from consultations.calendar.models import Claim
from consultations.outreach import events, mail
from consultations.outreach.event_refusals import AdvisersTaken, EventRefused, HasPeople, NotNow
from consultations.outreach.models import OutreachEvent
from consultations.outreach.plans import plan_of
from consultations.outreach.registrations import cancel
from tests.consultations.appointments import NOW, at, make_adviser, make_booking, make_office_hours
from tests.consultations.outings import make_event, officer, plan
from tests.consultations.outreach.seating import come, seated, waiting
from tests.factories import make_place, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

State = OutreachEvent.State
ACTS = ("event_cancelled", "event_moved", "event_postponed", "event_brought_back")


@pytest.fixture
def topic():
    make_office_hours()
    return make_topic()


@pytest.fixture
def told(monkeypatch) -> list[tuple]:
    """What was told, to which registration: (message, registration, what else it was given)."""
    heard: list[tuple] = []
    for name in ACTS:
        monkeypatch.setattr(
            mail, name, lambda registration, *more, name=name: heard.append((name, registration, *more))
        )
    return heard


@pytest.mark.parametrize(
    ("call_off", "state", "message"),
    [(events.cancel, State.CANCELLED, "event_cancelled"), (events.postpone, State.POSTPONED, "event_postponed")],
)
def test_calling_off_frees_advisers_and_tells_those_who_come(topic, told, call_off, state, message):
    event = make_event(plan(9, 2, make_adviser(topic), capacity=30), travel_minutes=30)
    coming, gone = come(event), come(event)
    cancel(gone)

    assert call_off(event, by=officer("น้ำท่วม"))

    stored = OutreachEvent.objects.get()
    assert (stored.state, stored.notice_th, stored.sequence) == (state, "น้ำท่วม", 1)
    assert stored.is_published
    assert not Claim.objects.exists()
    assert told == [(message, coming)]
    coming.refresh_from_db()
    assert coming.is_coming
    assert StateChange.objects.filter(after=state, reason="น้ำท่วม").count() == 1


@pytest.mark.parametrize("call_off", [events.cancel, events.postpone])
def test_calling_off_twice_tells_once(told, call_off):
    event = make_event()
    come(event)

    assert call_off(event, by=officer())
    assert not call_off(event, by=officer())
    assert len(told) == 1


def test_the_links_of_those_who_wait_for_a_new_day_work_on():
    event = make_event()
    registration = come(event)
    before = registration.link_expires_at
    events.postpone(event, by=officer())

    registration.refresh_from_db()
    assert registration.link_expires_at == NOW + dt.timedelta(days=180) > before
    events.save(event=event, sessions=[plan_of(session) for session in event.sessions.all()], by=officer())
    registration.refresh_from_db()
    assert registration.link_expires_at == NOW + dt.timedelta(days=180)
    events.move_to(event, starts_at=at(9, days=30), by=officer())
    registration.refresh_from_db()
    assert registration.link_expires_at == event.ends_at + dt.timedelta(days=14)


def test_a_cancelled_event_isnt_postponed_but_a_postponed_one_is_cancelled():
    event = make_event()
    events.postpone(event, by=officer())
    events.cancel(event, by=officer())

    with pytest.raises(NotNow):
        events.postpone(event, by=officer())


def test_what_is_over_isnt_called_off_and_what_has_begun_isnt_postponed():
    past, running = make_event(plan(at(9, days=-1), 1)), make_event(plan(at(7, days=0), 2))

    for refused in (
        lambda: events.cancel(past, by=officer()),
        lambda: events.postpone(running, by=officer()),
    ):
        with pytest.raises(NotNow) as refusal:
            refused()
        assert refusal.value.sentence
    assert events.cancel(running, by=officer())


def test_an_event_is_brought_back_with_its_advisers_and_the_queue_moves_up(topic, told):
    event = make_event(plan(9, 2, make_adviser(topic), capacity=1))
    first, second = come(event), come(event)
    events.cancel(event, by=officer("ฝนตก"))
    cancel(first, by=officer())
    assert waiting(event.sessions.get()) == [1]

    assert events.bring_back(event, by=officer())
    assert not events.bring_back(event, by=officer())

    event.refresh_from_db()
    assert (event.state, event.notice_th, event.sequence) == (State.PLANNED, "", 2)
    assert Claim.objects.count() == 8
    assert told[-1] == ("event_brought_back", second)
    assert seated(event.sessions.get()) == [1]


def test_an_event_isnt_brought_back_over_what_its_advisers_do_now(topic):
    adviser = make_adviser(topic)
    event = make_event(plan(9, 2, adviser))
    events.cancel(event, by=officer())
    booking = make_booking(topic, at(9))

    with pytest.raises(AdvisersTaken) as refused:
        events.bring_back(event, by=officer())

    assert refused.value.clashes[0].booking == booking
    assert OutreachEvent.objects.get().state == State.CANCELLED


def test_an_event_whose_day_has_passed_isnt_brought_back(monkeypatch):
    event = make_event()
    events.postpone(event, by=officer())
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(14))

    with pytest.raises(NotNow):
        events.bring_back(event, by=officer())


@pytest.mark.parametrize("call_off", [None, events.cancel, events.postpone])
def test_an_event_moves_with_all_its_sessions(topic, told, call_off):
    adviser = make_adviser(topic)
    event = make_event(
        plan(9, 1, adviser), plan(at(13, days=8), 2), registration_closes_at=at(9, days=5), travel_minutes=15
    )
    registration = come(event)
    if call_off:
        call_off(event, by=officer("น้ำท่วม"))
        told.clear()

    assert events.move_to(event, starts_at=at(10, days=14), by=officer())

    stored = OutreachEvent.objects.get()
    assert (stored.state, stored.notice_th) == (State.PLANNED, "")
    assert [session.starts_at for session in stored.sessions.all()] == [at(10, days=14), at(14, days=15)]
    assert (stored.starts_at, stored.ends_at) == (at(10, days=14), at(16, days=15))
    assert stored.rescheduled_from == at(9)
    assert stored.registration_closes_at == at(10, days=12)
    assert stored.sequence == (2 if call_off else 1)
    assert Claim.objects.filter(kind="service").count() == 4
    assert told == [("event_moved", registration, at(9))]
    registration.refresh_from_db()
    assert registration.link_expires_at == stored.ends_at + dt.timedelta(days=14)


def test_an_event_that_moves_back_to_its_first_day_was_never_rescheduled(told):
    event = make_event()
    events.move_to(event, starts_at=at(9, days=14), by=officer())
    events.move_to(event, starts_at=at(9, days=21), by=officer())
    assert event.rescheduled_from == at(13)

    events.move_to(event, starts_at=at(13), by=officer())

    assert event.rescheduled_from is None
    assert not events.move_to(event, starts_at=at(13), by=officer())


def test_an_event_that_nobody_saw_is_moved_without_a_word_of_it(told):
    event = make_event(published=False)

    events.move_to(event, starts_at=at(9, days=14), by=officer())

    assert event.rescheduled_from is None


@pytest.mark.parametrize("moment", [at(9, days=-1), NOW, at(9, 10)], ids=["past", "now", "off the grid"])
def test_an_event_isnt_moved_to_any_moment(moment):
    event = make_event()

    with pytest.raises(EventRefused):
        events.move_to(event, starts_at=moment, by=officer())

    event.refresh_from_db()
    assert event.starts_at == at(13)


@pytest.mark.parametrize(
    ("change", "tells"),
    [
        (lambda event, session: {"session": plan(14, 2, capacity=30, pk=session.pk)}, True),
        (lambda event, session: {"session": plan(13, 3, capacity=30, pk=session.pk)}, True),
        (lambda event, session: {"place": make_place()}, True),
        (lambda event, session: {"name_th": "ชื่อใหม่"}, False),
        (lambda event, session: {"session": plan(13, 2, capacity=40, pk=session.pk)}, False),
    ],
    ids=["later", "longer", "another place", "another name", "more people"],
)
def test_saving_tells_of_another_time_or_place_and_of_nothing_else(told, change, tells):
    event = make_event()
    registration = come(event)
    session = event.sessions.get()
    changes = change(event, session)
    new = changes.pop("session", plan_of(session))
    for name, value in changes.items():
        setattr(event, name, value)

    events.save(event=event, sessions=[new], by=officer())

    assert told == ([("event_moved", registration, at(13))] if tells else [])


def test_nobody_is_told_of_changes_to_what_is_over(told, monkeypatch):
    event = make_event()
    come(event)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(9, days=8))

    events.save(event=event, sessions=[plan(13, 3, capacity=30, pk=event.sessions.get().pk)], by=officer())

    assert told == []


def test_a_larger_capacity_seats_the_queue_and_a_smaller_one_is_refused_with_the_figure():
    event = make_event(plan(capacity=3))
    for people in (2, 1, 3):
        come(event, people)
    session = event.sessions.get()

    with pytest.raises(HasPeople, match="3 คน"):
        events.save(event=event, sessions=[plan(capacity=2, pk=session.pk)], by=officer())
    events.save(event=event, sessions=[plan(capacity=6, pk=session.pk)], by=officer())

    assert (seated(session), waiting(session)) == ([2, 1, 3], [])


@pytest.mark.parametrize(
    "change",
    [
        lambda pk: [plan(15)],
        lambda pk: [plan(13, kind="desk", desk="numbers", pk=pk)],
    ],
    ids=["removed", "made a desk"],
)
def test_a_session_with_registrations_stays(change):
    event = make_event()
    come(event)
    session = event.sessions.get()

    with pytest.raises(HasPeople):
        events.save(event=event, sessions=change(session.pk), by=officer())

    session.refresh_from_db()
    assert (session.kind, session.taken) == ("talk", 1)


def test_everybody_has_a_seat_in_a_session_without_a_limit_that_is_added():
    event = make_event(plan(capacity=30))
    come(event, 2)

    events.save(event=event, sessions=[plan_of(event.sessions.get()), plan(15, 1)], by=officer())

    assert [session.taken for session in event.sessions.all()] == [2, 2]


def test_publishing_lets_the_queue_move_up_and_hiding_keeps_registrations():
    event = make_event(plan(capacity=1))
    first, _second = come(event), come(event)
    assert events.hide(event, by=officer())
    assert not events.hide(event, by=officer())
    cancel(first, by=officer())
    assert waiting(event.sessions.get()) == [1]

    assert events.publish(event, by=officer())
    assert not events.publish(event, by=officer())

    assert seated(event.sessions.get()) == [1]


def test_registration_is_closed_and_opened_again():
    event = make_event(takes_registrations=False)
    assert events.open_registration(event, by=officer())
    assert event.takes_newcomers

    assert events.close_registration(event, by=officer())
    assert not OutreachEvent.objects.get().takes_newcomers
    assert not events.close_registration(event, by=officer())

    assert events.open_registration(event, by=officer())
    assert not events.open_registration(event, by=officer())
    assert OutreachEvent.objects.get().takes_newcomers
