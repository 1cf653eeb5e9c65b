"""The rules of registrations: who gets a seat, who waits, who moves up, and what is refused."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import transaction

from center.records.states import StateChange
from consultations.bookings.actors import VISITOR, staff
from consultations.outreach.models import OutreachEvent, Registration, RegistrationSession, Session
from consultations.outreach.refusals import (
    AlreadyRegistered,
    CapacityTooLow,
    NoFreeSeats,
    NothingChosen,
    NotNow,
    NotOpen,
    PartyTooLarge,
    ReasonNeeded,
    sentence_of,
)
from consultations.outreach.registrations import (
    add,
    bring_back,
    cancel,
    follow_event,
    leave,
    seat_now,
    set_capacity,
    shrink,
)
from consultations.outreach.seats import lock, place_in_words, position_of, positions_of
from tests.consultations.appointments import NOW, at
from tests.consultations.outreach.seating import come, make_event, registrant, seated, waiting
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def officer():
    return staff(make_user(is_staff=True))


def only_session(event: OutreachEvent) -> Session:
    return event.sessions.get()


# --- The worked examples ---------------------------------------------------------------------------------------------


def test_the_queue_is_strict():
    """Queue [4, 1]: one seat freed seats nobody and queues a newcomer; three more seat the four."""
    event = make_event(5)
    leaving = [come(event) for _ in range(5)]
    come(event, 4)
    come(event, 1)
    session = only_session(event)

    cancel(leaving[0])
    assert (seated(session), waiting(session)) == ([1] * 4, [4, 1])
    newcomer = come(event)
    assert waiting(session) == [4, 1, 1]
    assert position_of(newcomer.places.get()) == 3

    for registration in leaving[1:4]:
        cancel(registration)
    assert (seated(session), waiting(session)) == ([1, 4], [1, 1])


def test_a_capacity_below_the_seated_is_refused_with_the_figure(officer):
    event = make_event(30)
    for size in (10, 10, 7):
        come(event, size)
    with pytest.raises(CapacityTooLow) as refused:
        set_capacity(only_session(event), capacity=25, by=officer)
    assert refused.value.figure == 27
    assert "27" in sentence_of(refused.value)
    assert only_session(event).capacity == 30
    assert set_capacity(only_session(event), capacity=27, by=officer)


def test_a_raised_capacity_seats_the_queue_in_its_order(officer):
    """Full at 30, queue [2, 2], raised to 33: the first two are seated, one seat is free."""
    event = make_event(30)
    for _ in range(5):
        come(event, 6)
    come(event, 2)
    come(event, 2)
    set_capacity(only_session(event), capacity=33, by=officer)
    session = only_session(event)
    assert (seated(session), waiting(session)) == ([6] * 5 + [2], [2])
    assert (session.taken, session.seats_left) == (32, 1)
    assert Session.objects.with_queue().get().seats_for_newcomers == 0


# --- Registering -----------------------------------------------------------------------------------------------------


def test_a_party_has_its_seats_in_every_session_it_chose():
    event = make_event(10, 10, None)
    first, _second, unlimited = event.sessions.all()
    registration = come(event, 4, sessions=[first])
    assert [place.session for place in registration.places.all()] == [first, unlimited]
    assert [session.taken for session in event.sessions.all()] == [4, 0, 4]
    assert registration.state_changes.get().actor == StateChange.Actor.VISITOR


def test_a_party_may_have_seats_in_one_session_and_wait_for_another():
    event = make_event(10, 2)
    come(event, 2)
    registration = come(event, 2)
    assert [place.place_in_queue for place in registration.places.all()] == [None, 1]


def test_a_form_sent_twice_registers_once_whatever_has_happened_meanwhile():
    event, sent = make_event(10), {"form_key": uuid4().hex, "registrant": registrant()}
    first = come(event, 4, **sent)
    assert come(event, 2, **sent) == first
    OutreachEvent.objects.update(registration_closes_at=NOW)
    assert come(event, 4, **sent) == first
    assert only_session(event).taken == 4


def test_of_several_in_one_transaction_the_later_pass_nobody(officer):
    event = make_event(3)
    given = {"registrant": registrant(phone=""), "channel": "paper", "by": officer}
    with transaction.atomic():
        locked_event, sessions = lock(event.pk)
        for size in (2, 2, 1):
            add(locked_event, sessions, chosen=sessions, party_size=size, form_key=uuid4().hex, **given)
    assert (seated(only_session(event)), waiting(only_session(event))) == ([2], [2, 1])


def test_numbers_are_of_one_event():
    event = make_event(None)
    numbers = {come(event).reference for _ in range(20)}
    assert len(numbers) == 20 and all(len(number) == 4 for number in numbers)


def test_a_party_larger_than_the_smallest_chosen_session_is_refused():
    event = make_event(30, 4)
    with pytest.raises(PartyTooLarge) as refused:
        come(event, 5)
    assert refused.value.capacity == 4 and "4" in sentence_of(refused.value)
    assert not Registration.objects.exists()
    assert come(event, 5, sessions=list(event.sessions.filter(capacity=30)))


def test_a_session_is_chosen_unless_all_are_without_a_limit(officer):
    with pytest.raises(NothingChosen):
        come(make_event(5, 5), sessions=[])
    assert come(make_event(None), sessions=[])


def test_a_desk_takes_no_registrations():
    event = make_event(5)
    only_desk = make_event()
    for row in (event, only_desk):
        Session.objects.create(event=row, kind="desk", desk="numbers", starts_at=at(9), ends_at=at(10))
    assert [place.session.kind for place in come(event).places.all()] == ["talk"]
    with pytest.raises(NotOpen):
        come(only_desk)


def test_who_is_registered_is_refused_a_second_time():
    event = make_event(10)
    first = come(event, registrant=registrant(name="นางแฉล้ม ลานใบไม้", phone="0812345678"))
    with pytest.raises(AlreadyRegistered) as refused:
        come(event, registrant=registrant(name="แฉล้ม  ลานใบไม้", phone="0812345678"))
    assert refused.value.registration == first
    assert first.reference not in sentence_of(refused.value)
    assert come(event, registrant=registrant(name="บุญเรือน ลานใบไม้", phone="0812345678"))
    assert come(make_event(10), registrant=registrant(name="แฉล้ม ลานใบไม้", phone="0812345678"))
    cancel(first)
    assert come(event, registrant=registrant(name="แฉล้ม ลานใบไม้", phone="0812345678"))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"published_at": None}, "ปิดรับลงทะเบียน"),
        ({"takes_registrations": False}, "ปิดรับลงทะเบียน"),
        ({"registration_closes_at": NOW}, "ปิดรับลงทะเบียน"),
        ({"starts_at": NOW}, "เริ่มแล้ว"),
        ({"starts_at": NOW - dt.timedelta(hours=1)}, "จบแล้ว"),
        ({"state": "cancelled"}, "ศูนย์ฯ ยกเลิกกิจกรรมนี้แล้ว"),
        ({"state": "postponed"}, "เลื่อน"),
    ],
)
def test_visitors_register_only_while_the_event_takes_newcomers(fields, says):
    event = make_event(10, **fields)
    with pytest.raises(NotOpen) as refused:
        come(event)
    assert says in sentence_of(refused.value)
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [{"published_at": None}, {"takes_registrations": False}, {"registration_closes_at": NOW}, {"starts_at": NOW}],
)
def test_staff_register_until_the_end_of_the_day_but_never_above_the_capacity(officer, fields):
    event = make_event(2, **fields)
    come(event, 2, by=officer)
    come(event, 1, by=officer)
    assert (seated(only_session(event)), waiting(only_session(event))) == ([2], [1])


@pytest.mark.parametrize("fields", [{"state": "cancelled"}, {"starts_at": NOW - dt.timedelta(days=1)}])
def test_staff_register_nobody_for_an_event_that_is_over_or_cancelled(officer, fields):
    with pytest.raises(NotOpen):
        come(make_event(2, **fields), by=officer)


# --- Giving back -----------------------------------------------------------------------------------------------------


def test_cancelled_by_the_visitor_its_seats_are_free_and_its_row_stays():
    event = make_event(5)
    registration = come(event, 5)
    come(event, 3)
    assert cancel(registration)
    registration.refresh_from_db()
    assert registration.state == "cancelled" and not registration.places.exists()
    assert (seated(only_session(event)), only_session(event).taken) == ([3], 3)
    assert not cancel(registration)


def test_a_waiting_party_that_leaves_lets_those_behind_it_move_up():
    event = make_event(5)
    come(event, 3)
    four = come(event, 4)
    come(event, 2)
    cancel(four)
    assert (seated(only_session(event)), waiting(only_session(event))) == ([3, 2], [])


def test_one_session_is_given_back_the_others_stay():
    event = make_event(4, 4)
    first, second = event.sessions.all()
    registration = come(event, 4)
    come(event, 1, sessions=[first])
    assert leave(registration, session=first)
    assert (seated(first), seated(second)) == ([1], [4])
    assert not leave(registration, session=first)
    assert leave(registration, session=second)
    registration.refresh_from_db()
    assert registration.state == "cancelled"


def test_a_smaller_party_keeps_its_place_and_the_queue_moves_up():
    event = make_event(5)
    four = come(event, 4)
    three = come(event, 3)
    come(event, 2)
    session = only_session(event)
    assert shrink(four, party_size=3)
    assert (seated(session), waiting(session)) == ([3], [3, 2])
    assert shrink(three, party_size=2)
    assert (seated(session), waiting(session)) == ([3, 2], [2])
    assert only_session(event).taken == 5
    assert four.state_changes.first().details == {"party_size": 4}
    assert not shrink(three, party_size=2)
    for size in (0, 3):
        with pytest.raises(NotNow):
            shrink(three, party_size=size)


def test_a_visitor_gives_back_only_what_is_still_to_come(officer):
    event = make_event(4, 4)
    first, second = event.sessions.all()
    registration = come(event, 4)
    OutreachEvent.objects.filter(pk=event.pk).update(starts_at=NOW)
    Session.objects.filter(pk=first.pk).update(starts_at=NOW)
    for act in (
        lambda: cancel(registration),
        lambda: leave(registration, session=first),
        lambda: shrink(registration, party_size=3),
    ):
        with pytest.raises(NotNow):
            act()
    assert leave(registration, session=second)
    assert cancel(registration, by=officer)


def test_a_visitor_gives_back_nothing_of_an_event_that_the_center_cancelled(officer):
    event = make_event(4)
    registration = come(event, 4)
    OutreachEvent.objects.update(state="cancelled")
    with pytest.raises(NotNow):
        cancel(registration)
    assert cancel(registration, by=officer)


def test_a_registration_for_an_event_that_was_put_off_can_be_cancelled_after_its_old_day():
    event = make_event(4)
    registration = come(event, 4)
    OutreachEvent.objects.filter(pk=event.pk).update(starts_at=NOW, state="postponed")
    assert cancel(registration)


# --- Moving up -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields", [{"published_at": None}, {"state": "cancelled"}, {"state": "postponed"}, {"starts_at": NOW}]
)
def test_nobody_is_seated_once_it_has_begun_or_while_it_is_hidden_or_cancelled(officer, fields):
    event = make_event(5)
    registration = come(event, 5)
    come(event, 3)
    OutreachEvent.objects.filter(pk=event.pk).update(**fields)
    if "starts_at" in fields:
        Session.objects.update(starts_at=NOW)
    cancel(registration, by=officer)
    session = only_session(event)
    assert (seated(session), waiting(session), session.taken) == ([], [3], 0)

    OutreachEvent.objects.filter(pk=event.pk).update(published_at=NOW, state="planned", starts_at=at(9))
    Session.objects.update(starts_at=at(9))
    follow_event(event)
    assert (seated(session), waiting(session)) == ([3], [])


def test_a_session_added_later_without_a_limit_takes_everybody(officer):
    event = make_event(5)
    registration = come(event, 4)
    cancel(come(event, 1))
    added = Session.objects.create(event=event, starts_at=at(10), ends_at=at(11))
    follow_event(event)
    added.refresh_from_db()
    assert added.taken == 4 and registration.places.count() == 2


def test_the_newcomer_of_an_event_that_became_public_by_itself_does_not_pass_the_queue(officer):
    event = make_event(2, published_at=None)
    leaving = come(event, 2, by=officer)
    come(event, 1, by=officer)
    cancel(leaving, by=officer)
    OutreachEvent.objects.update(published_at=NOW)
    come(event, 1)
    assert (seated(only_session(event)), waiting(only_session(event))) == ([1, 1], [])


def test_staff_pass_the_order_with_a_reason_but_never_the_capacity(officer):
    event = make_event(5)
    come(event, 4)
    come(event, 3)
    one, two = come(event, 1), come(event, 2)
    session = only_session(event)
    with_reason = staff(officer.user, "พาแม่มาด้วย")
    with pytest.raises(ReasonNeeded):
        seat_now(one, session=session, by=officer)
    with pytest.raises(NoFreeSeats) as refused:
        seat_now(two, session=session, by=with_reason)
    assert "1" in sentence_of(refused.value)
    assert seat_now(one, session=session, by=with_reason)
    assert (seated(session), waiting(session)) == ([4, 1], [3, 2])
    assert one.state_changes.first().reason == "พาแม่มาด้วย"
    assert not seat_now(one, session=session, by=with_reason)
    cancel(two)
    with pytest.raises(NotNow):
        seat_now(two, session=session, by=with_reason)


def test_nobody_but_staff_passes_the_order_and_nobody_after_the_last_day(officer):
    event = make_event(2)
    come(event, 1)
    come(event, 2)
    one = come(event, 1)
    with pytest.raises(NotNow):
        seat_now(one, session=only_session(event), by=VISITOR)
    OutreachEvent.objects.update(starts_at=NOW - dt.timedelta(days=2), ends_at=NOW - dt.timedelta(days=1))
    with pytest.raises(NotNow):
        seat_now(one, session=only_session(event), by=officer)
    assert waiting(only_session(event)) == [2, 1]


def test_an_undone_cancellation_comes_as_a_newcomer(officer):
    event = make_event(5, 5)
    first, second = event.sessions.all()
    registration = come(event, 3, sessions=[first])
    come(event, 3, sessions=[first])
    cancel(registration)
    bring_back(registration, by=officer)
    assert (seated(first), waiting(first), waiting(second)) == ([3], [3], [])
    with pytest.raises(NotNow):
        bring_back(registration, by=officer)


def test_who_registered_again_is_not_brought_back(officer):
    event, person = make_event(5), registrant()
    registration = come(event, registrant=person)
    cancel(registration)
    come(event, registrant=person)
    with pytest.raises(AlreadyRegistered):
        bring_back(registration, by=officer)


def test_the_capacity_stays_as_large_as_each_waiting_party(officer):
    event = make_event(6)
    come(event, 4)
    come(event, 5)
    last = come(event, 6)
    with pytest.raises(CapacityTooLow) as refused:
        set_capacity(only_session(event), capacity=5, by=officer)
    assert refused.value.figure == 6
    cancel(last)
    assert set_capacity(only_session(event), capacity=5, by=officer)
    assert not set_capacity(only_session(event), capacity=5, by=officer)


def test_without_a_limit_everybody_who_waits_is_seated(officer):
    event = make_event(2)
    come(event, 2)
    come(event, 2)
    set_capacity(only_session(event), capacity=None, by=officer)
    assert (seated(only_session(event)), waiting(only_session(event))) == ([2, 2], [])
    assert come(event, 9)
    with pytest.raises(CapacityTooLow) as refused:
        set_capacity(only_session(event), capacity=12, by=officer)
    assert refused.value.figure == 13


# --- Positions -------------------------------------------------------------------------------------------------------


def test_positions_count_the_parties_ahead_whatever_gaps_there_are(django_assert_num_queries):
    event = make_event(1)
    come(event)
    parties = [come(event) for _ in range(4)]
    cancel(parties[1])
    places = RegistrationSession.objects.all()
    with django_assert_num_queries(2):
        positions = positions_of(list(places))
    assert sorted(positions.values()) == [1, 2, 3]
    assert position_of(parties[3].places.get()) == 3
    assert place_in_words(3) == "สำรองลำดับที่ 3"
    assert place_in_words(0) == "มีที่นั่งแล้ว"
