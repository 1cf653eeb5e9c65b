"""What the database refuses of advisers' calendars and claims."""

import datetime as dt

import pytest

from committee.speakers.models import Speaker
from consultations.calendar.models import Absence, Availability, CalendarSettings, Claim
from tests.constraints import Violations, check_refusal, each
from tests.consultations.bookings.test_booking_constraints import stored_booking
from tests.factories import make_person, make_speaker

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 12, 1)


def settings(**fields) -> CalendarSettings:
    return CalendarSettings(speaker=make_speaker(), **fields)


def settings_of(speaker: Speaker, feed_key: str) -> CalendarSettings:
    CalendarSettings.objects.create(speaker=speaker, feed_key="one")
    return CalendarSettings(speaker=speaker, feed_key=feed_key)


def second_settings_of_a_feed() -> CalendarSettings:
    CalendarSettings.objects.create(speaker=make_speaker(), feed_key="one")
    return settings(feed_key="one")


def availability(**fields) -> Availability:
    return Availability(
        **{"speaker": make_speaker(), "weekday": 0, "starts": dt.time(9), "ends": dt.time(12), **fields}
    )


def second_claim_on_a_quarter() -> Claim:
    booking = stored_booking()
    Claim.objects.create(speaker=booking.speaker, quarter=1, booking=booking)
    return Claim(speaker=booking.speaker, quarter=1, kind=Claim.Kind.BUFFER, booking=booking)


VIOLATIONS: Violations = {
    "buffer_is_whole_quarters": [lambda buffer=buffer: settings(buffer_minutes=buffer) for buffer in (10, 255)],
    "booked_ahead_a_day_to_a_year": [
        lambda days=days: settings(furthest_days=days, notice_hours=0) for days in (0, 367)
    ],
    "notice_is_within_the_horizon": [lambda: settings(notice_hours=5 * 24, furthest_days=2)],
    "consultations.CalendarSettings.speaker": [lambda: settings_of(make_speaker(), "two")],
    "consultations.CalendarSettings.feed_key": [second_settings_of_a_feed],
    "available_on_a_weekday_or_a_date": [lambda: availability(date=DAY), lambda: availability(weekday=None)],
    "available_on_a_day_of_the_week": [lambda: availability(weekday=7)],
    "availability_ends_after_it_starts": [lambda: availability(ends=dt.time(9))],
    "availability_valid_until_after_from": [
        lambda: availability(valid_from=DAY, valid_until=DAY - dt.timedelta(days=1)),
    ],
    "absence_ends_after_it_starts": [
        lambda: Absence(person=make_person(), starts_on=DAY, ends_on=DAY - dt.timedelta(days=1)),
    ],
    "one_claim_on_a_quarter": [second_claim_on_a_quarter],
    "claim_is_for_something": [lambda: Claim(speaker=make_speaker(), quarter=1)],
}


@pytest.mark.parametrize(("constraint", "violation"), each(VIOLATIONS))
def test_the_database_refuses_and_the_form_says_why(constraint, violation):
    check_refusal(constraint, violation)
