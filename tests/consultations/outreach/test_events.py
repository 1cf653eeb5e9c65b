"""Planning events: their sessions, and the time of their advisers."""

import datetime as dt

import pytest

from consultations.bookings.models import Booking
from consultations.calendar.models import Absence, Claim
from consultations.calendar.quarters import quarter_of
from consultations.outreach import events
from consultations.outreach.event_refusals import AdvisersTaken, EventRefused, HasPeople
from consultations.outreach.models import OutreachEvent, Session
from consultations.outreach.plans import plan_of
from tests.consultations.appointments import at, make_adviser, make_booking, make_office_hours
from tests.consultations.outings import desk, make_event, officer, plan
from tests.factories import make_place, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def topic():
    make_office_hours()
    return make_topic()


def quarters(kind: str = Claim.Kind.SERVICE, **where) -> list[int]:
    """The claimed quarters, counted from 0 o'clock of the day a week ahead."""
    claimed = Claim.objects.filter(kind=kind, **where).order_by("quarter").values_list("quarter", flat=True)
    return [quarter - quarter_of(at(0)) for quarter in claimed]


def hours(first: float, last: float) -> list[int]:
    return list(range(int(first * 4), int(last * 4)))


def test_an_event_spans_its_sessions_and_holds_its_advisers_with_travel(topic):
    first, second = make_adviser(topic), make_adviser(topic)

    event = make_event(plan(9, 1, first), plan(13, 2, first, second), travel_minutes=40)

    assert (event.starts_at, event.ends_at) == (at(9), at(15))
    assert quarters(speaker=first) == [*hours(9, 10), *hours(13, 15)]
    # 40 minutes are three whole quarters, before the first session and after the last alone.
    assert quarters(Claim.Kind.TRAVEL, speaker=first) == [*hours(8.25, 9), *hours(15, 15.75)]
    assert quarters(Claim.Kind.TRAVEL, speaker=second) == [*hours(12.25, 13), *hours(15, 15.75)]


def test_travel_is_kept_on_each_day(topic):
    adviser = make_adviser(topic)

    make_event(plan(at(9), 1, adviser), plan(at(9, days=8), 1, adviser), travel_minutes=15)

    day = 96
    assert quarters(Claim.Kind.TRAVEL) == [35, 40, day + 35, day + 40]


def test_ends_and_travel_are_rounded_outward(topic):
    adviser = make_adviser(topic)

    make_event(plan(9, 10 / 60, adviser), plan(at(9, 15), 1, adviser), travel_minutes=1)

    assert quarters() == hours(9, 10.25)
    assert quarters(Claim.Kind.TRAVEL) == [35, 41]


def test_an_event_that_isnt_on_the_web_holds_its_advisers_too(topic):
    make_event(plan(9, 1, make_adviser(topic)), published=False)

    assert quarters() == hours(9, 10)


def test_a_clash_names_the_appointment(topic):
    adviser = make_adviser(topic)
    booking = make_booking(topic, at(9))

    with pytest.raises(AdvisersTaken) as refused:
        make_event(plan(9, 1, adviser))

    (clash,) = refused.value.clashes
    assert (clash.adviser, clash.booking, clash.event) == (adviser, booking, None)
    assert clash.sentence == f"{adviser} มีนัดเลขที่ {booking.reference} วันจันทร์ที่ 7 ธันวาคม 2569 เวลา 09.00 น."
    assert not OutreachEvent.objects.exists()


def test_a_clash_names_the_other_event_and_says_that_it_is_travel(topic):
    adviser = make_adviser(topic)
    other = make_event(plan(9, 1, adviser), name_th="ออกร้าน")

    with pytest.raises(AdvisersTaken) as refused:
        make_event(plan(10, 1, adviser), travel_minutes=30)

    (clash,) = refused.value.clashes
    assert (clash.event, clash.booking) == (other, None)
    assert clash.sentence == (f"{adviser} มีกิจกรรม “ออกร้าน” วันจันทร์ที่ 7 ธันวาคม 2569 เวลา 09.30 น. (ตรงกับเวลาเดินทาง)")


def test_one_adviser_isnt_in_two_sessions_at_once(topic):
    adviser = make_adviser(topic)

    with pytest.raises(AdvisersTaken) as refused:
        make_event(plan(9, 2, adviser), plan(10, 2, adviser))

    assert [clash.at for clash in refused.value.clashes] == [at(10)]


def test_an_absent_adviser_is_refused_where_the_time_is_new_and_named(topic):
    adviser = make_adviser(topic)
    event = make_event(plan(9, 1, adviser))
    Absence.objects.create(person=adviser.person, starts_on=at(9).date(), ends_on=at(9).date(), part="morning")
    (session,) = event.sessions.all()

    event.name_th = "ชื่อใหม่"
    events.save(event=event, sessions=[plan_of(session)], by=officer())
    with pytest.raises(AdvisersTaken) as refused:
        events.save(event=event, sessions=[plan(10, 1, adviser, pk=session.pk)], by=officer())

    assert str(refused.value) == f"{adviser} ไม่อยู่ วันจันทร์ที่ 7 ธันวาคม 2569"
    assert OutreachEvent.objects.get().name == "ชื่อใหม่"


@pytest.mark.parametrize(
    "plans",
    [
        [],
        [plan(at(9, 10))],
        [plan(9, 0)],
        [plan(23, 2)],
        [plan(capacity=0)],
        [plan(desk="numbers")],
        [plan(kind="desk")],
        [desk(9, 1)],
        [plan(pk=4711)],
    ],
    ids=[
        "none",
        "off the grid",
        "no length",
        "two days",
        "no room",
        "no desk",
        "desk of no kind",
        "nobody",
        "stranger",
    ],
)
def test_an_impossible_plan_is_refused_in_words_and_nothing_is_written(topic, plans):
    event = make_event()

    with pytest.raises(EventRefused) as refused:
        events.save(event=event, sessions=plans, by=officer())

    assert refused.value.sentence
    assert list(Session.objects.values_list("starts_at", flat=True)) == [at(13)]


def test_an_adviser_who_left_is_planned_for_nothing_new_and_stays_where_they_are(topic):
    gone = make_adviser(topic)
    event = make_event(plan(9, 1, gone))
    session = event.sessions.get()
    gone.active = False
    gone.save()

    events.save(event=event, sessions=[plan(10, 1, gone, pk=session.pk)], by=officer())
    for plans in ([plan_of(session), plan(13, 1, gone)], [plan(13, 1, gone)]):
        with pytest.raises(EventRefused, match="ออกจากทีมวิทยากรแล้ว"):
            events.save(event=event, sessions=plans, by=officer())
    with pytest.raises(EventRefused, match="ออกจากทีมวิทยากรแล้ว"):
        make_event(plan(13, 1, gone))

    assert quarters() == hours(10, 11)


def test_a_changed_event_keeps_its_sessions_adds_and_removes_others(topic):
    first, second = make_adviser(topic), make_adviser(topic)
    event = make_event(plan(9, 1, first), plan(13, 1, first))
    kept, _removed = event.sessions.all()

    events.save(event=event, sessions=[plan(10, 1, second, pk=kept.pk), plan(14, 1, first)], by=officer())

    assert [(row.pk == kept.pk, row.starts_at) for row in event.sessions.all()] == [(True, at(10)), (False, at(14))]
    assert quarters(speaker=first) == hours(14, 15)
    assert quarters(speaker=second) == hours(10, 11)


def test_a_refused_change_changes_nothing(topic):
    adviser = make_adviser(topic)
    make_event(plan(14, 1, adviser), name_th="ออกร้าน")
    event = make_event(plan(9, 1, adviser))

    with pytest.raises(AdvisersTaken):
        events.save(event=event, sessions=[plan(13, 2, adviser, pk=event.sessions.get().pk)], by=officer())

    assert event.sessions.get().starts_at == at(9)
    assert quarters() == [*hours(9, 10), *hours(14, 15)]


def test_a_stale_form_doesnt_publish_or_hide(topic):
    event = make_event()
    stale = OutreachEvent.objects.get(pk=event.pk)
    OutreachEvent.objects.filter(pk=event.pk).update(published_at=None, sequence=7)

    events.save(event=stale, sessions=[plan_of(event.sessions.get())], by=officer())

    event.refresh_from_db()
    assert (event.published_at, event.sequence) == (None, 7)


# --- Desks with appointments -----------------------------------------------------------------------------------------


def seat(event: OutreachEvent, booking: Booking) -> Booking:
    """Put an appointment at the event's one desk, on the quarters it has."""
    session = event.sessions.get(kind="desk")
    claimed = Claim.objects.filter(session=session, speaker=booking.speaker)
    claimed = claimed.filter(quarter__gte=quarter_of(booking.starts_at), quarter__lt=quarter_of(booking.ends_at))
    Claim.objects.filter(booking=booking).delete()
    assert claimed.update(booking=booking) == booking.minutes // 15
    Booking.objects.filter(pk=booking.pk).update(session=session)
    return booking


@pytest.fixture
def appointment(topic):
    """An appointment at 9.45, for 45 minutes, at a desk from 9 to 12."""
    adviser = make_adviser(topic)
    booking = make_booking(topic, at(9, 45))
    Claim.objects.filter(booking=booking).delete()
    return seat(make_event(desk(9, 3, adviser)), booking)


def the_event() -> OutreachEvent:
    return OutreachEvent.objects.get()


def test_a_moved_desk_takes_its_appointments_along(topic, appointment):
    event = the_event()
    place = event.place = make_place()

    moved = plan_of(event.sessions.get()).shifted(dt.timedelta(days=1, hours=1))
    events.save(event=event, sessions=[moved], by=officer())

    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.minutes, appointment.place) == (at(10, 45, days=8), 45, place)
    assert appointment.sequence == 1
    assert quarters(booking=appointment) == [96 + quarter for quarter in hours(10.75, 11.5)]
    assert quarters() == [96 + quarter for quarter in hours(10, 13)]
    assert appointment.messages.filter(kind="booking_moved").count() == 1


def test_appointments_keep_their_time_where_the_desk_is_made_longer(topic, appointment):
    event = the_event()

    events.save(event=event, sessions=[desk(8, 5, appointment.speaker, pk=event.sessions.get().pk)], by=officer())

    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.sequence) == (at(9, 45), 0)
    assert not appointment.messages.filter(kind="booking_moved").exists()


def test_another_adviser_takes_over_the_appointments_of_a_desk(topic, appointment):
    event, other = the_event(), make_adviser(topic)

    events.save(event=event, sessions=[desk(9, 3, other, pk=event.sessions.get().pk)], by=officer())

    appointment.refresh_from_db()
    assert appointment.speaker == other
    assert quarters(booking=appointment, speaker=other) == hours(9.75, 10.5)
    assert set(Claim.objects.values_list("speaker", flat=True)) == {other.pk}


@pytest.mark.parametrize(
    "change",
    [
        lambda pk, adviser, topic: [plan(13)],
        lambda pk, adviser, topic: [desk(9, 1, adviser, pk=pk)],
        lambda pk, adviser, topic: [desk(9, 3, adviser, pk=pk, desk="numbers")],
        lambda pk, adviser, topic: [plan(9, 3, adviser, pk=pk)],
        lambda pk, adviser, topic: [desk(9, 3, make_adviser(topic), make_adviser(topic), pk=pk)],
    ],
    ids=["removed", "too short", "paper numbers", "a talk", "two others"],
)
def test_a_desk_with_appointments_isnt_taken_from_them(topic, appointment, change):
    event = the_event()
    held = quarters()

    with pytest.raises(HasPeople) as refused:
        events.save(event=event, sessions=change(event.sessions.get().pk, appointment.speaker, topic), by=officer())

    assert "นัด" in refused.value.sentence
    assert quarters() == held


def test_a_desk_whose_appointments_were_cancelled_may_be_removed(topic, appointment):
    Claim.objects.filter(booking=appointment).update(booking=None)
    Booking.objects.filter(pk=appointment.pk).update(state="cancelled")

    events.save(event=the_event(), sessions=[plan(13)], by=officer())

    appointment.refresh_from_db()
    assert appointment.session is None
    assert not Claim.objects.exists()
