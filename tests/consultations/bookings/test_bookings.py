"""The rules of appointments, on the database: one row for its life, claims that agree with it, refusals that say why."""

import datetime as dt
from uuid import uuid4

import pytest

from committee.speakers.models import Topic
from consultations.bookings.actors import VISITOR, By, staff
from consultations.bookings.bookings import bring_back, cancel, reschedule, swap
from consultations.bookings.models import Booking
from consultations.bookings.offers import free_times_of
from consultations.bookings.outcomes import confirm, mark
from consultations.bookings.refusals import NotNow, ReasonNeeded, Refused, TooManyOpen
from consultations.calendar.claims import TimeTaken
from consultations.calendar.free_times import Reason
from consultations.calendar.models import Absence, Availability, Claim
from consultations.calendar.quarters import quarter_of
from tests.consultations.appointments import at, make_adviser, make_booking, make_office_hours, visitor
from tests.factories import make_place, make_staff, make_topic

pytestmark = pytest.mark.django_db

OFFICER = By(actor="staff")


@pytest.fixture
def topic() -> Topic:
    return Topic.objects.create(name_th="ขึ้นทะเบียน OTOP", minutes=45)


@pytest.fixture(autouse=True)
def office_hours(clock) -> None:
    make_office_hours()


def claimed(booking: Booking) -> dict[str, list[int]]:
    """The quarters a booking holds by kind, counted from its start."""
    start = quarter_of(booking.starts_at)
    held: dict[str, list[int]] = {}
    for claim in Claim.objects.filter(booking=booking).order_by("quarter"):
        held.setdefault(claim.kind, []).append(claim.quarter - start)
    return held


def test_booking_claims_its_quarters_and_the_buffer(topic):
    adviser = make_adviser(topic, buffer=15)
    booking = make_booking(topic, at(9))
    assert (booking.state, booking.speaker, booking.minutes) == ("booked", adviser, 45)
    assert claimed(booking) == {"service": [0, 1, 2], "buffer": [3]}
    assert booking.state_changes.get().after == "booked"
    assert len(booking.reference) == 4 and booking.reference.isascii()


def test_of_two_free_advisers_both_get_one_and_the_third_hears_taken(topic):
    first, second = make_adviser(topic), make_adviser(topic)
    taken = {make_booking(topic, at(9)).speaker, make_booking(topic, at(9)).speaker}
    assert taken == {first, second}
    with pytest.raises(TimeTaken):
        make_booking(topic, at(9))
    assert Booking.objects.count() == 2


def test_an_adviser_that_was_chosen_is_not_replaced(topic):
    first, _second = make_adviser(topic), make_adviser(topic)
    make_booking(topic, at(9), speaker=first)
    with pytest.raises(TimeTaken):
        make_booking(topic, at(9), speaker=first)


def test_an_adviser_of_other_topics_is_refused_to_visitors_and_taken_by_staff(topic):
    make_adviser(topic)
    other = make_adviser(make_topic())
    with pytest.raises(Refused) as refused:
        make_booking(topic, at(9), speaker=other)
    assert refused.value.reason is Reason.NOT_OFFERED
    assert make_booking(topic, at(9), speaker=other, by=staff(make_staff())).speaker == other


def test_nobody_books_an_adviser_or_a_topic_that_was_put_away(topic):
    adviser = make_adviser(topic)
    booking = make_booking(topic, at(9))
    topic.active = False
    topic.save()
    with pytest.raises(Refused):
        make_booking(topic, at(10, 30))
    assert reschedule(booking, starts_at=at(10, 30)).speaker == adviser, "what is booked may still be moved"
    adviser.active = False
    adviser.save()
    for by in ({}, {"by": staff(make_staff())}):
        with pytest.raises(Refused):
            make_booking(topic, at(9), speaker=adviser, **by)
        with pytest.raises(Refused):
            reschedule(booking, starts_at=at(9), **by)


def test_the_same_form_again_is_the_first_booking(topic):
    make_adviser(topic)
    key = uuid4().hex
    first = make_booking(topic, at(9), form_key=key)
    assert make_booking(topic, at(10, 30), form_key=key) == first
    cancel(first)
    assert make_booking(topic, at(10, 30), form_key=key) == first
    assert Booking.objects.count() == 1


def test_three_open_bookings_of_a_phone(topic):
    make_adviser(topic)
    same = {"visitor": visitor()}
    bookings = [make_booking(topic, at(9, days=days), **same) for days in (7, 8, 9)]
    with pytest.raises(TooManyOpen):
        make_booking(topic, at(9, days=10), **same)
    cancel(bookings[0])
    assert make_booking(topic, at(9, days=10), **same)
    assert make_booking(topic, at(9, days=11), by=staff(make_staff()), **same)


@pytest.mark.parametrize(
    ("starts_at", "reason"),
    [(at(9, 15), Reason.NOT_OFFERED), (at(17), Reason.NOT_OFFERED), (at(9, days=-1), Reason.PAST)],
)
def test_refusals_say_why_and_write_nothing(topic, starts_at, reason):
    make_adviser(topic)
    with pytest.raises(Refused) as refused:
        make_booking(topic, starts_at)
    assert refused.value.reason is reason
    assert not Booking.objects.exists() and not Claim.objects.exists()


def test_who_confirms_by_phone_holds_the_time_and_waits(topic):
    make_adviser(topic, confirms="by_phone")
    booking = make_booking(topic, at(9))
    assert booking.state == "waiting" and claimed(booking) == {"service": [0, 1, 2]}
    assert confirm(booking, by=staff(make_staff()))
    assert not confirm(booking, by=staff(make_staff()))
    booking.refresh_from_db()
    assert booking.state == "booked"


def test_moved_into_itself(topic):
    """10.00-10.45 to 10.15: its own claims don't stand in its way."""
    adviser = make_adviser(topic)
    officer = staff(make_staff(), "ขอเลื่อน")
    booking = make_booking(topic, at(10), by=officer)
    moved = reschedule(booking, starts_at=at(10, 15), by=officer)
    assert (moved.pk, moved.reference, moved.speaker) == (booking.pk, booking.reference, adviser)
    assert claimed(moved) == {"service": [0, 1, 2]}
    assert Claim.objects.count() == 3
    assert dt.datetime.fromisoformat(moved.state_changes.first().details["starts_at"]) == at(10)


def test_moved_into_itself_by_the_visitor(topic):
    """The same from the link, where 10.15 is a step of the adviser's half past nine."""
    make_adviser(topic)
    Availability.objects.update(starts=dt.time(9, 30))
    booking = make_booking(topic, at(10), by=OFFICER)
    assert reschedule(booking, starts_at=at(10, 15)).starts_at == at(10, 15)
    assert claimed(booking) == {"service": [1, 2, 3]}


def test_a_longer_topic_leaves_the_length_of_what_is_booked(topic):
    make_adviser(topic)
    booking = make_booking(topic, at(9))
    topic.minutes = 90
    topic.save()
    moved = reschedule(booking, starts_at=at(9, 45))
    assert moved.minutes == 45 and claimed(moved) == {"service": [0, 1, 2]}
    assert make_booking(topic, at(10, 30)).minutes == 90


def test_a_move_that_fails_keeps_the_old_time(topic):
    make_adviser(topic)
    booking = make_booking(topic, at(9))
    make_booking(topic, at(9, 45))
    with pytest.raises(TimeTaken):
        reschedule(booking, starts_at=at(9, 45))
    booking.refresh_from_db()
    assert booking.starts_at == at(9) and claimed(booking) == {"service": [0, 1, 2]}


def test_two_bookings_swap(topic):
    first, second = make_adviser(topic, buffer=15), make_adviser(topic)
    a, b = make_booking(topic, at(9), speaker=first), make_booking(topic, at(9), speaker=second)
    swap(a, b, by=staff(make_staff()))
    a.refresh_from_db(), b.refresh_from_db()
    assert (a.speaker, b.speaker) == (second, first)
    assert claimed(a) == {"service": [0, 1, 2]}
    assert claimed(b) == {"service": [0, 1, 2], "buffer": [3]}


def test_a_swap_that_does_not_fit_changes_nothing(topic):
    """The longer one would run into a third: both keep their time, adviser and claims."""
    first, second = make_adviser(topic), make_adviser(topic)
    long = make_booking(Topic.objects.create(name_th="พัฒนาสินค้า", minutes=90), at(9), speaker=first, by=OFFICER)
    short = make_booking(topic, at(9), speaker=second)
    third = make_booking(topic, at(9, 45), speaker=second)
    with pytest.raises(TimeTaken) as refused:
        swap(long, short, by=OFFICER)
    assert {claim.booking for claim in refused.value.clashes} == {third}
    for booking, adviser, length in ((long, first, 6), (short, second, 3)):
        booking.refresh_from_db()
        assert (booking.speaker, booking.sequence) == (adviser, 0)
        assert claimed(booking) == {"service": list(range(length))}


@pytest.mark.parametrize("by", [VISITOR, OFFICER], ids=["visitor", "staff"])
def test_nothing_is_swapped_into_an_absence_or_to_an_adviser_who_left(topic, by):
    first, second = make_adviser(topic), make_adviser(topic)
    a, b = make_booking(topic, at(9), speaker=first), make_booking(topic, at(9, days=8), speaker=second)
    absence = Absence.objects.create(person=second.person, starts_on=b.starts_at.date(), ends_on=b.starts_at.date())
    with pytest.raises(Refused) as refused:
        swap(a, b, by=by)
    assert refused.value.reason is Reason.AWAY
    absence.delete()
    second.active = False
    second.save()
    with pytest.raises(Refused):
        swap(a, b, by=by)
    for booking, adviser, starts_at in ((a, first, at(9)), (b, second, at(9, days=8))):
        booking.refresh_from_db()
        assert (booking.speaker, booking.starts_at) == (adviser, starts_at)
        assert claimed(booking) == {"service": [0, 1, 2]}
    second.active = True
    second.save()
    swap(a, b, by=by)
    a.refresh_from_db()
    assert a.speaker == second


@pytest.mark.parametrize("by", [VISITOR, OFFICER], ids=["visitor", "staff"])
def test_nothing_comes_back_into_an_absence_or_to_an_adviser_who_left(topic, by):
    adviser = make_adviser(topic)
    booking = make_booking(topic, at(9))
    cancel(booking, by=by)
    absence = Absence.objects.create(person=adviser.person, starts_on=at(9, days=5).date(), ends_on=at(9).date())
    with pytest.raises(Refused) as refused:
        bring_back(booking, by=by)
    assert refused.value.reason is Reason.AWAY
    absence.delete()
    adviser.active = False
    adviser.save()
    with pytest.raises(Refused):
        bring_back(booking, by=by)
    booking.refresh_from_db()
    assert booking.state == "cancelled" and not Claim.objects.exists()
    adviser.active = True
    adviser.save()
    assert bring_back(booking, by=by).state == "booked"


def test_cancelled_frees_and_comes_back_while_free(topic):
    make_adviser(topic)
    officer = staff(make_staff())
    booking = make_booking(topic, at(9))
    assert cancel(booking) and not cancel(booking)
    assert not Claim.objects.exists()
    bring_back(booking, by=officer)
    assert claimed(booking) == {"service": [0, 1, 2]}
    cancel(booking, by=officer)
    other = make_booking(topic, at(9))
    with pytest.raises(TimeTaken) as refused:
        bring_back(booking, by=officer)
    assert {claim.booking for claim in refused.value.clashes} == {other}
    booking.refresh_from_db()
    assert booking.state == "cancelled" and not claimed(booking)


def test_a_number_that_somebody_else_has_now_is_replaced_when_a_booking_comes_back(topic):
    make_adviser(topic)
    booking, other = make_booking(topic, at(9)), make_booking(topic, at(9, 45))
    cancel(booking, by=OFFICER)
    Booking.objects.filter(pk=other.pk).update(reference=booking.reference)
    assert bring_back(booking, by=OFFICER).reference != booking.reference
    assert Booking.objects.open().values("reference").distinct().count() == 2


def test_what_became_of_it(topic):
    make_adviser(topic)
    officer = staff(make_staff())
    booking = make_booking(topic, at(9))
    with pytest.raises(NotNow):
        mark(booking, "served", by=officer)
    with pytest.raises(NotNow):
        mark(booking, "no_show", by=officer)
    today = make_booking(topic, at(23, 30, days=0), by=staff(officer.user, "มาไกล"))
    assert mark(today, "served", by=officer)
    assert mark(today, "booked", by=officer)
    with pytest.raises(NotNow):
        mark(today, "no_show", by=officer)


def test_an_adviser_of_mondays_is_booked_on_mondays_only(topic):
    adviser = make_adviser(topic)
    adviser.availabilities.exclude(weekday=0).delete()
    for days in range(8, 14):
        with pytest.raises(Refused) as refused:
            make_booking(topic, at(9, days=days))
        assert refused.value.reason is Reason.NOT_OFFERED
    assert {make_booking(topic, at(9, days=days)).starts_at.weekday() for days in (7, 14)} == {0}
    times = free_times_of([adviser], 45, first=at(9, days=0).date(), last=at(9, days=60).date())
    assert {time.starts_at.weekday() for time in times} == {0}


def test_three_days_away_have_no_time_on_the_last(topic):
    adviser = make_adviser(topic)
    first, last = at(9, days=7).date(), at(9, days=9).date()
    Absence.objects.create(person=adviser.person, starts_on=first, ends_on=last)
    times = free_times_of([adviser], 45, first=at(9, days=6).date(), last=at(9, days=10).date())
    assert {time.starts_at.date() for time in times} == {at(9, days=6).date(), at(9, days=10).date()}
    for by in (VISITOR, OFFICER):
        with pytest.raises(Refused) as refused:
            make_booking(topic, at(11, 15, days=9), by=by)
        assert refused.value.reason is Reason.AWAY


def test_staff_book_where_the_adviser_is_whatever_notice_or_steps_say(topic):
    """A sage at another place, within the notice: not by mistake at the center."""
    place, far = make_place(), By(actor="staff", reason="มาไกล")
    adviser = make_adviser(topic, place=place, notice_hours=48)
    assert make_booking(topic, at(9, 15, days=1), by=far).place == place
    assert make_booking(topic, at(11, 30, days=1), by=far).place == place
    assert make_booking(topic, at(14, days=1), by=far).place is None
    with pytest.raises(Refused) as refused:
        make_booking(topic, at(9, days=1), speaker=adviser)
    assert refused.value.reason is Reason.NOTICE


def test_staff_obey_absences_and_claims_but_not_hours(topic):
    adviser = make_adviser(topic)
    officer = staff(make_staff(), "มาไกล")
    evening = make_booking(topic, at(18), by=officer)
    assert evening.reason == "มาไกล"
    with pytest.raises(TimeTaken):
        make_booking(topic, at(18, 15), by=officer)
    Absence.objects.create(person=adviser.person, starts_on=at(9).date(), ends_on=at(9).date())
    with pytest.raises(Refused) as refused:
        make_booking(topic, at(10), by=officer)
    assert refused.value.reason is Reason.AWAY


@pytest.mark.parametrize("starts_at", [at(18), at(9, days=90), at(8, 15, days=0)])
def test_outside_what_is_offered_staff_note_why(topic, starts_at):
    make_adviser(topic, notice_hours=1)
    with pytest.raises(ReasonNeeded):
        make_booking(topic, starts_at, by=staff(make_staff()))
    assert not Booking.objects.exists()
    assert make_booking(topic, starts_at, by=staff(make_staff(), "มาไกล")).reason == "มาไกล"


def test_a_reason_is_kept_only_where_staff_overrule(topic):
    make_adviser(topic)
    officer = staff(make_staff(), "ขอเวลานี้")
    booking = make_booking(topic, at(9), by=officer)
    assert booking.reason == ""
    assert reschedule(booking, starts_at=at(18), by=officer).reason == "ขอเวลานี้"
    assert reschedule(booking, starts_at=at(9)).reason == ""


def test_between_the_steps_staff_need_no_reason(topic):
    make_adviser(topic)
    officer = staff(make_staff())
    assert make_booking(topic, at(10), by=officer).reason == ""
    with pytest.raises(TimeTaken):
        make_booking(topic, at(9, 30), by=officer)


def test_staff_asking_for_anybody_get_who_offers_the_time(topic):
    """Not the first in order, who isn't there then."""
    make_adviser(topic)
    afternoon = make_adviser(topic, confirms="by_phone")
    afternoon.availabilities.update(starts=dt.time(13), ends=dt.time(16))
    assert make_booking(topic, at(13), by=staff(make_staff(), "ขอเวลานี้")).speaker == afternoon
