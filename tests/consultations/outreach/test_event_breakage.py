"""What a closure, opening hours, an absence or a deactivation breaks of events is named before it is saved."""

import datetime as dt

import pytest

from center.office.models import Closure, OpeningHours
from center.records.breakage import broken_by
from consultations.calendar.models import Absence
from consultations.outreach import events
from tests.consultations.appointments import at, make_adviser, make_booking, make_office_hours
from tests.consultations.outings import desk, make_event, officer, plan
from tests.factories import make_place, make_topic

pytestmark = pytest.mark.django_db

DAY = at(9).date()


@pytest.fixture
def adviser(clock):
    make_office_hours()
    return make_adviser(make_topic())


def broken(row, *, removed: bool = False) -> list[str]:
    """The events with sessions that saving or removing the row would break, by their names."""
    return [str(found.label).partition("“")[2].partition("”")[0] for found in broken_by(row, removed=removed)]


def closure() -> Closure:
    return Closure(starts_on=DAY, ends_on=DAY, reason_th="ปิดปรับปรุง")


def test_a_closure_breaks_what_is_at_the_center_then(adviser):
    make_event(plan(9, 2), plan(10, 1), name_th="ที่ศูนย์")
    make_event(plan(9, 2), name_th="ที่หมู่บ้าน", place=make_place())
    make_event(plan(at(9, days=8), 2), name_th="วันอื่น")
    make_event(plan(17, 2), name_th="หลังเวลา")
    events.cancel(make_event(plan(9, 2), name_th="ยกเลิก"), by=officer())

    assert broken(closure()) == ["ที่ศูนย์", "ที่ศูนย์"]


def test_shorter_hours_break_what_fitted_before(adviser):
    event = make_event(plan(15, 1), name_th="ที่ศูนย์")
    hours = OpeningHours.objects.get(weekday=DAY.weekday())
    hours.closes = dt.time(15, 30)

    (found,) = broken_by(hours)

    assert (found.url, found.at) == (f"/admin/consultations/outreachevent/{event.pk}/change/", at(15))
    assert broken(OpeningHours.objects.get(pk=hours.pk), removed=True) == ["ที่ศูนย์"]


def test_an_absence_breaks_the_sessions_of_the_one_who_is_away(adviser):
    make_event(plan(9, 2, adviser), plan(13, 1, adviser), plan(14, 1), name_th="กับวิทยากร")
    away = Absence(person=adviser.person, starts_on=DAY, ends_on=DAY, part="morning")

    assert [found.at for found in broken_by(away)] == [at(9)]
    away.save()
    away.part = "whole"
    assert [found.at for found in broken_by(away)] == [at(13)], "what is broken already isn't named again"
    assert broken(away, removed=True) == []


def test_an_adviser_who_leaves_breaks_all_that_is_to_come(adviser):
    make_event(plan(9, 2, adviser), name_th="กับวิทยากร")
    adviser.active = False

    assert broken(adviser) == ["กับวิทยากร"]
    adviser.save()
    assert broken(adviser) == []


def test_appointments_at_a_desk_break_with_their_adviser_and_not_with_the_centers_hours(adviser):
    make_event(desk(13, 2, adviser), name_th="ที่ศูนย์")
    booking = make_booking(adviser.topics.get(), at(13))

    assert broken(closure()) == ["ที่ศูนย์"]
    away = Absence(person=adviser.person, starts_on=DAY, ends_on=DAY)
    assert str(booking.reference) in " ".join(str(found.label) for found in broken_by(away))
