"""Every time that is offered can be booked, and every other one is refused for a reason: on rows, by the rules."""

import datetime as dt
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from center.office.models import Closure, OpeningHours
from committee.speakers.models import Speaker, Topic
from consultations.bookings.models import Booking
from consultations.bookings.offers import free_times_of
from consultations.bookings.refusals import Refused
from consultations.calendar.claims import TimeTaken
from consultations.calendar.free_times import Calendar, Desk, Reason
from consultations.calendar.models import Absence, Availability, CalendarSettings, Claim
from consultations.calendar.quarters import moment_of, quarter_of
from consultations.outreach.models import OutreachEvent, Session
from tests.consultations.appointments import make_booking
from tests.consultations.bookings.test_booking_constraints import stored_booking
from tests.consultations.weeks import weeks
from tests.factories import make_place, make_speaker
from thai.dates import BANGKOK

pytestmark = pytest.mark.django_db

MINUTES = 45


def rows_of(calendar: Calendar) -> tuple[Topic, Speaker]:
    """An adviser whose rows make just this calendar. Notice of whole hours, one place."""
    topic = Topic.objects.create(name_th="ขึ้นทะเบียน OTOP", minutes=MINUTES)
    adviser, place = make_speaker(topic, confirms="at_once"), make_place()
    CalendarSettings.objects.create(
        speaker=adviser,
        buffer_minutes=calendar.buffer_minutes,
        notice_hours=calendar.notice // dt.timedelta(hours=1),
        furthest_days=calendar.furthest_days,
    )
    for rule in calendar.rules:
        if rule.starts < rule.ends and not (
            rule.valid_from and rule.valid_until and rule.valid_from > rule.valid_until
        ):
            fields = {name: getattr(rule, name) for name in ("weekday", "date", "starts", "ends")}
            valid = {"valid_from": rule.valid_from, "valid_until": rule.valid_until}
            Availability.objects.create(speaker=adviser, place=place if rule.place else None, **fields, **valid)
    for weekday, hours in enumerate(calendar.schedule.week):
        for opens, closes in hours:
            if opens < closes:
                OpeningHours.objects.create(weekday=weekday, opens=opens, closes=closes)
    for off in calendar.schedule.days_off:
        Closure.objects.create(starts_on=off.first, ends_on=off.last, reason_th="ปิด")
    for away in calendar.away:
        Absence.objects.create(person=adviser.person, starts_on=away.first, ends_on=away.last, part=away.part.value)
    other = stored_booking()
    sessions = {quarter: session for desk in calendar.desks for quarter, session in quarters_of(desk).items()}
    free = {quarter for desk in calendar.desks for quarter in desk.free}
    Claim.objects.bulk_create(
        Claim(
            speaker=adviser,
            quarter=quarter,
            session=sessions.get(quarter),
            booking=None if quarter in free else other,
        )
        for quarter in calendar.claimed
    )
    return topic, adviser


def quarters_of(desk: Desk) -> dict[int, Session]:
    """The rows of a desk of a published event, by its quarters."""
    times = {"starts_at": moment_of(desk.start), "ends_at": moment_of(desk.end)}
    published_at = timezone.now() - dt.timedelta(days=1)
    place = make_place() if desk.place else None
    event = OutreachEvent.objects.create(name_th="ออกหน่วย", place=place, published_at=published_at, **times)
    session = Session.objects.create(event=event, kind="desk", desk="appointments", **times)
    return dict.fromkeys(range(desk.start, desk.end), session)


def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.hypothesis
@pytest.mark.parametrize("weeks_booked", [20, pytest.param(150, marks=pytest.mark.long)])
def test_what_is_offered_is_booked_and_what_is_not_is_refused_for_a_reason(weeks_booked):
    booked = []

    @settings(max_examples=weeks_booked, suppress_health_check=list(HealthCheck))
    @given(weeks(), st.randoms(use_true_random=False))
    def agrees(week, chance):
        calendar, first, now = week
        days = {"first": first, "last": first + dt.timedelta(days=6)}
        with patch("django.utils.timezone.now", lambda: now):
            for _ in undone():
                topic, adviser = rows_of(calendar)
                offered = [time.starts_at for time in free_times_of([adviser], MINUTES, **days)]
                for starts_at in chance.sample(offered, min(3, len(offered))):
                    for _ in undone():
                        booking = make_booking(topic, starts_at)
                        assert (booking.starts_at, booking.speaker, booking.minutes) == (starts_at, adviser, MINUTES)
                        booked.append(starts_at)
                midnight = quarter_of(dt.datetime.combine(first, dt.time.min, BANGKOK))
                refused = {moment_of(midnight + step) for step in range(7 * 96)} - set(offered)
                for starts_at in chance.sample(sorted(refused), 3):
                    with pytest.raises((Refused, TimeTaken)) as refusal:
                        make_booking(topic, starts_at)
                    assert isinstance(refusal.value, TimeTaken) or isinstance(refusal.value.reason, Reason)
                assert Booking.objects.count() == 1, "nothing of a refusal is stored"

    agrees()
    assert booked
