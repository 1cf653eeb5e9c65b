"""What the database refuses of meetings and of who came."""

import datetime as dt

import pytest

from committee.meetings.models import Attendance, CommitteeMeeting
from committee.terms.models import Seat, Term
from tests.constraints import Violations, altered, check_refusal, each
from tests.factories import make_person

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 10, 8)


def term() -> Term:
    return Term.objects.get_or_create(number=1, defaults={"starts_on": DAY})[0]


def meeting(**fields) -> CommitteeMeeting:
    """A meeting of its own number, not saved."""
    number = CommitteeMeeting.objects.count() + 1
    given = {"term": term(), "number": number, "date": DAY, "starts_at": dt.time(9), "place": "ห้องประชุม", **fields}
    return CommitteeMeeting(**given, year=DAY.year)  # as save() computes it


def stored(**fields) -> CommitteeMeeting:
    row = meeting(**fields)
    row.save()
    return row


def certified_by_itself() -> CommitteeMeeting:
    row = stored()
    return altered(row, certified_at=row)


def attendance(**fields) -> Attendance:
    seat = Seat.objects.create(term=term(), person=make_person(), origin="sage", from_on=DAY)
    return Attendance(**{"meeting": stored(), "seat": seat, **fields})


def second_attendance() -> Attendance:
    first = attendance()
    first.save()
    return Attendance(meeting=first.meeting, seat=first.seat)


VIOLATIONS: Violations = {
    "one_meeting_of_a_number_in_a_year": [lambda: meeting(number=stored().number)],
    "meeting_ends_after_it_starts": [lambda: meeting(ends_at=dt.time(9)), lambda: meeting(ends_at=dt.time(8, 59))],
    "certified_minutes_name_their_meeting": [lambda: meeting(state="certified")],
    "meeting_does_not_certify_itself": [certified_by_itself],
    "committee.CommitteeMeeting.source_key": [lambda: meeting(source_key=stored(source_key="demo:one").source_key)],
    "a_member_attends_a_meeting_once": [second_attendance],
    "who_came_needs_no_reason_and_no_deputy": [
        lambda: attendance(reason="ป่วย"),
        lambda: attendance(deputy="นายแทน รักงาน"),
    ],
}


@pytest.mark.parametrize(("constraint", "violation"), each(VIOLATIONS))
def test_the_database_refuses_and_the_form_says_why(constraint, violation):
    check_refusal(constraint, violation)


# Rows at the very edge of what is allowed.
ALLOWED = {
    "the same number next year": lambda: altered(meeting(number=stored().number), date=dt.date(2027, 1, 7), year=2027),
    "a meeting of a minute": lambda: meeting(ends_at=dt.time(9, 1)),
    "certified at another": lambda: meeting(state="certified", certified_at=stored()),
    "absent with a deputy": lambda: attendance(present=False, reason="ป่วย", deputy="นายแทน รักงาน"),
}


@pytest.mark.parametrize("row", ALLOWED.values(), ids=ALLOWED)
def test_the_edge_is_allowed(row):
    row = row()
    row.full_clean()
    row.save()
    assert type(row).objects.filter(pk=row.pk).exists()
