"""What the database refuses of meetings and attendance."""

import datetime as dt

import pytest

from committee.meetings.models import Attendance, CommitteeMeeting
from tests.constraints import Violations, altered, check_refusal, each
from tests.factories import make_governing_term, make_held_meeting, make_meeting, make_seat

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 5)


def meeting(**fields) -> CommitteeMeeting:
    term = fields.pop("term", None) or make_governing_term()
    plan = {"date": DAY, "starts_at": dt.time(9, 30), "place": "ห้องประชุม"}
    return CommitteeMeeting(**{"term": term, "number": 4, "year": DAY.year, **plan, **fields})


def of_a_taken_number() -> CommitteeMeeting:
    first = make_meeting(number=4)
    return meeting(term=first.term, date=dt.date(2026, 12, 3))


def of_a_taken_key() -> CommitteeMeeting:
    first = make_meeting(number=3, source_key="demo:meeting")
    return meeting(term=first.term, source_key="demo:meeting")


def certified_by_itself() -> CommitteeMeeting:
    row = make_held_meeting()
    return altered(row, certified_at=row)


def attendance(**fields) -> Attendance:
    row = make_meeting()
    return Attendance(**{"meeting": row, "seat": make_seat(row.term), **fields})


def attends_again() -> Attendance:
    row = make_meeting()
    first = Attendance.objects.create(meeting=row, seat=make_seat(row.term))
    return Attendance(meeting=row, seat=first.seat)


VIOLATIONS: Violations = {
    "one_meeting_of_a_number_in_a_year": [of_a_taken_number],
    "meeting_ends_after_it_starts": [
        lambda: meeting(ends_at=dt.time(9)),
        lambda: meeting(ends_at=dt.time(9, 30)),
    ],
    "certified_minutes_name_their_meeting": [lambda: meeting(state="certified")],
    "meeting_does_not_certify_itself": [certified_by_itself],
    "committee.CommitteeMeeting.source_key": [of_a_taken_key],
    "a_member_attends_a_meeting_once": [attends_again],
    "who_came_needs_no_reason_and_no_deputy": [
        lambda: attendance(reason="ป่วย"),
        lambda: attendance(deputy="นายวารี มาแทน"),
    ],
}


@pytest.mark.parametrize(("constraint", "violation"), each(VIOLATIONS))
def test_the_database_refuses(constraint, violation):
    check_refusal(constraint, violation)


def test_numbers_restart_each_year():
    first = make_meeting(number=4)
    make_meeting(first.term, number=4, date=dt.date(2027, 1, 7))
    assert list(CommitteeMeeting.objects.values_list("year", flat=True)) == [2027, 2026]
