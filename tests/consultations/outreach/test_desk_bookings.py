"""Desks of events through the booking journey: what they offer, who sits there, and where the time goes afterwards."""

import datetime as dt

import pytest

from center.visitors.secret_links import token_of
from consultations.bookings import ical, texts
from consultations.bookings.actors import staff
from consultations.bookings.bookings import bring_back, cancel, reschedule, swap
from consultations.bookings.models import Booking
from consultations.bookings.offers import free_times_of
from consultations.bookings.refusals import NotNow, Refused
from consultations.calendar.claims import TimeTaken
from consultations.calendar.free_times import FreeTime
from consultations.calendar.models import Absence, Claim
from consultations.calendar.quarters import quarter_of
from consultations.outreach import events, planning
from consultations.outreach.event_refusals import EventRefused
from consultations.outreach.models import OutreachEvent
from tests.consultations.appointments import NOW, at, make_adviser, make_booking, make_office_hours
from tests.consultations.bookings.journeys import confirm, main_of, page_of, typed
from tests.consultations.outings import desk, make_event, officer, plan
from tests.factories import make_place, make_speaker, make_staff, make_topic
from thai.dates import numeric_date

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def topic():
    """Appointments of it take 45 minutes."""
    make_office_hours()
    return make_topic()


@pytest.fixture
def adviser(topic):
    """Somebody without hours of their own, who confirms at once."""
    return make_speaker(topic, confirms="at_once")


@pytest.fixture
def event(adviser) -> OutreachEvent:
    """A desk from 13 to 15.15 in a village, a buffer of its adviser's own notwithstanding."""
    return make_event(desk(13, 2.25, adviser), place=make_place(name_th="ศาลากลางหมู่ 6"), travel_minutes=60)


def offered(*advisers, minutes: int = 45) -> list[FreeTime]:
    day = at(0).date()
    return free_times_of(advisers, minutes, first=day, last=day)


def starts(*advisers) -> list[str]:
    return [f"{time.starts_at:%H.%M}" for time in offered(*advisers)]


def held(booking: Booking) -> list[tuple[int, int | None]]:
    """The quarters an appointment holds, counted from 0 o'clock, and the sessions they are of."""
    claims = Claim.objects.filter(booking=booking).order_by("quarter")
    return [(claim.quarter - quarter_of(at(0)), claim.session_id) for claim in claims]


def test_a_desk_offers_steps_of_the_length_at_the_events_place(event, adviser):
    session = event.sessions.get()

    assert offered(adviser) == [
        FreeTime(at(13), event.place_id, session.pk),
        FreeTime(at(13, 45), event.place_id, session.pk),
        FreeTime(at(14, 30), event.place_id, session.pk),
    ]


def test_an_appointment_takes_quarters_of_the_desk_and_no_buffer(topic):
    adviser = make_adviser(topic, buffer=30)
    event = make_event(desk(13, 2, adviser), place=make_place())
    session = event.sessions.get()
    before = Claim.objects.count()

    booking = make_booking(topic, at(13), speaker=adviser)

    assert (booking.session_id, booking.place_id, booking.state) == (session.pk, event.place_id, "booked")
    assert held(booking) == [(quarter, session.pk) for quarter in (52, 53, 54)]
    assert Claim.objects.count() == before
    assert starts(adviser)[-1] == "13.45"


def test_a_visitor_books_a_desk_on_the_web(client, topic, event):
    page = client.get(f"/consultations/book/{topic.pk}/?from={at(13):%Y-%m-%d}")
    assert "ศาลากลางหมู่ 6" in main_of(page)
    check = main_of(client.post(page_of(topic, at(13)), typed()))
    assert "อบรมทำไข่เค็ม" in check and "ศาลากลางหมู่ 6" in check

    answer = confirm(client, topic, at(13))

    booking = Booking.objects.get()
    assert answer.status_code == 302
    assert booking.session == event.sessions.get()
    shown = main_of(client.get(answer.url))
    assert "อบรมทำไข่เค็ม" in shown and "ศาลากลางหมู่ 6" in shown


def test_anybody_takes_the_time_that_only_the_desk_has(topic, event, adviser):
    make_adviser(topic)

    assert make_booking(topic, at(13)).speaker == adviser
    with pytest.raises(TimeTaken):
        make_booking(topic, at(13))


def test_two_advisers_at_one_desk_have_two_appointments_at_once(topic):
    first, second = make_speaker(topic, confirms="at_once"), make_speaker(topic, confirms="at_once")
    make_event(desk(13, 1, first, second))

    assert {make_booking(topic, at(13)).speaker, make_booking(topic, at(13)).speaker} == {first, second}


@pytest.mark.parametrize(
    "withdraw",
    [
        lambda event: events.hide(event, by=officer()),
        lambda event: events.cancel(event, by=officer()),
        lambda event: events.postpone(event, by=officer()),
    ],
    ids=["hidden", "cancelled", "postponed"],
)
def test_nothing_is_offered_at_an_event_that_isnt_public_and_planned(topic, event, adviser, withdraw):
    withdraw(event)

    assert offered(adviser) == []
    with pytest.raises(Refused):
        make_booking(topic, at(13), speaker=adviser)


def test_paper_numbers_and_talks_offer_nothing(topic, adviser):
    make_event(desk(13, 1, adviser, desk="numbers"), plan(14, 1, adviser))

    assert offered(adviser) == []


def test_staff_book_at_the_desk_of_an_event_that_isnt_published_yet(topic, event, adviser):
    events.hide(event, by=officer())

    booking = make_booking(topic, at(13), speaker=adviser, by=staff(make_staff()))

    assert booking.session == event.sessions.get()


def test_absence_notice_and_horizon_hold_at_a_desk(topic):
    adviser = make_adviser(topic, notice_hours=24 * 8)
    make_event(desk(13, 2, adviser))
    assert offered(adviser) == []
    adviser.calendar_settings.notice_hours, adviser.calendar_settings.furthest_days = 0, 6
    adviser.calendar_settings.save()
    assert offered(adviser) == []
    adviser.calendar_settings.furthest_days = 60
    adviser.calendar_settings.save()
    assert starts(adviser)[-2:] == ["13.00", "13.45"]

    day = at(0).date()
    Absence.objects.create(person=adviser.person, starts_on=day, ends_on=day, part="afternoon")

    assert "13.00" not in starts(adviser)


def test_a_cancelled_appointment_gives_its_quarters_back_to_the_desk(topic, event, adviser):
    booking = make_booking(topic, at(13))
    before = Claim.objects.count()

    cancel(booking)

    assert Claim.objects.count() == before
    assert starts(adviser) == ["13.00", "13.45", "14.30"]
    assert bring_back(booking, by=officer()).session == event.sessions.get()
    assert len(held(booking)) == 3


def test_an_appointment_isnt_brought_back_to_a_desk_that_is_gone(topic, event):
    booking = make_booking(topic, at(13))
    events.cancel(event, by=officer("ฝนตก"))

    booking.refresh_from_db()
    assert booking.state == Booking.State.CANCELLED
    assert booking.messages.filter(kind="booking_cancelled").exists()
    assert not Claim.objects.exists()
    with pytest.raises(TimeTaken):
        bring_back(booking, by=officer())


def test_an_appointment_moves_from_own_hours_to_a_desk_and_back(topic):
    adviser = make_adviser(topic, buffer=15)
    event = make_event(desk(13, 2, adviser), place=make_place())
    session = event.sessions.get()
    booking = make_booking(topic, at(9))

    moved = reschedule(booking, starts_at=at(13, 45))
    assert (moved.session_id, moved.place_id) == (session.pk, event.place_id)
    assert held(booking) == [(quarter, session.pk) for quarter in (55, 56, 57)]

    # The quarters it has at the desk don't stand in its way.
    moved = reschedule(booking, starts_at=at(13))
    assert held(booking) == [(quarter, session.pk) for quarter in (52, 53, 54)]

    back = reschedule(booking, starts_at=at(9))
    assert (back.session, back.place) == (None, None)
    assert held(booking) == [(quarter, None) for quarter in (36, 37, 38, 39)]
    assert Claim.objects.filter(session=session, booking=None).count() == 8


def test_two_appointments_swap_between_a_desk_and_own_hours(topic, event, adviser):
    at_center = make_booking(topic, at(9), speaker=make_adviser(topic, buffer=15))
    at_desk = make_booking(topic, at(13))
    session = event.sessions.get()

    swap(at_center, at_desk, by=officer())

    at_center.refresh_from_db()
    at_desk.refresh_from_db()
    assert (at_center.session, at_center.starts_at, at_center.speaker) == (session, at(13), adviser)
    assert (at_desk.session, at_desk.place, at_desk.starts_at) == (None, None, at(9))
    assert held(at_center) == [(quarter, session.pk) for quarter in (52, 53, 54)]
    assert held(at_desk) == [(quarter, None) for quarter in (36, 37, 38, 39)]


def test_a_longer_one_doesnt_fit_the_desk_of_a_shorter(event, adviser):
    topic, longer = make_topic(minutes=45), make_topic(minutes=60)
    adviser.topics.set([topic])
    at_desk = make_booking(topic, at(14, 30), speaker=adviser)
    at_center = make_booking(longer, at(9), speaker=make_adviser(longer))

    with pytest.raises(TimeTaken):
        swap(at_center, at_desk, by=officer())

    assert len(held(at_desk)) == 3 and len(held(at_center)) == 4


def test_a_time_at_a_desk_says_where_it_is_wherever_it_is_offered(client, topic):
    adviser = make_adviser(topic)
    make_event(desk(13, 0.75, adviser), place=make_place(name_th="ศาลากลางหมู่ 6"))
    booking = make_booking(topic, at(11, 15))
    own_page = f"/bookings/{token_of(booking.link_key)}/reschedule/"

    check = main_of(client.get(own_page, {"to": f"{at(13):%Y-%m-%d-%H%M}"}))
    assert "กิจกรรม “อบรมทำไข่เค็ม” ศาลากลางหมู่ 6" in check
    gone = main_of(confirm(client, topic, at(11, 15)))
    assert "13.00 น. · ศาลากลางหมู่ 6" in gone
    client.force_login(make_staff())
    day = numeric_date(at(0).date())
    phone = client.post("/admin/consultations/booking/add/", {"topic": topic.pk, "day": day, "look": "1"})
    move = client.get(f"/admin/consultations/booking/{booking.pk}/move/", {"day": day})
    for page in (phone, move):
        assert "<b>13.00 น.</b> · ศาลากลางหมู่ 6" in page.content.decode()


def test_an_adviser_who_confirms_by_phone_isnt_called_about_a_desk(topic):
    adviser = make_adviser(topic, confirms="by_phone")
    make_event(desk(13, 2, adviser))
    booking = make_booking(topic, at(13))
    assert booking.state == Booking.State.BOOKED
    kinds = set(booking.messages.values_list("kind", flat=True))
    assert not {kind for kind in kinds if "adviser" in kind}

    reschedule(booking, starts_at=at(9))

    booking.refresh_from_db()
    assert booking.state == Booking.State.WAITING
    assert booking.messages.filter(kind="booking_ask_adviser", state="to_call").exists()
    reschedule(booking, starts_at=at(13))
    assert not booking.messages.filter(kind="booking_ask_adviser", state="to_call").exists()


def test_texts_and_calendars_name_the_desk_and_the_event(topic, event):
    booking = make_booking(topic, at(13))

    where = "โต๊ะให้คำปรึกษา กิจกรรม “อบรมทำไข่เค็ม” ศาลากลางหมู่ 6"
    assert texts.where(booking) == where
    assert f"ที่ {where}" in texts.to_forward(booking)
    assert "ศาลากลางหมู่ 6" in ical.download(booking).decode().replace("\r\n ", "")


def test_an_event_isnt_changed_over_an_appointment_that_comes_at_the_same_moment(topic, event, monkeypatch):
    """On PostgreSQL somebody may sit down after the appointments were locked and before the claims are."""
    monkeypatch.setattr(planning, "lock_of_sessions", lambda sessions: make_booking(topic, at(13)))

    with pytest.raises(EventRefused):
        events.cancel(event, by=officer())

    event.refresh_from_db()
    assert event.is_planned


def test_a_desk_with_an_appointment_today_is_moved_only_while_it_is_open(topic, monkeypatch):
    adviser = make_speaker(topic, confirms="at_once")
    event = make_event(desk(at(13, days=0), 2, adviser))
    booking = make_booking(topic, at(13, days=0), by=staff(make_staff()), speaker=adviser)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + dt.timedelta(hours=6))

    with pytest.raises(NotNow):
        cancel(booking)
    assert events.cancel(event, by=officer())
    booking.refresh_from_db()
    assert booking.state == Booking.State.CANCELLED
