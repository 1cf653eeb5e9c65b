"""The demonstration of cases: one in each state, one overdue, rounds and complaints; gone by one call."""

import datetime as dt

import pytest
from django.utils import timezone

from center.mail.models import Message
from consultations.registers import case_demo
from consultations.registers.models import Case, Complaint, RegistrationRound
from tests.consultations.registers.case_rows import make_case, make_complaint
from tests.selection import LOADED_WITH_THE_WHOLE

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("clock"),
    LOADED_WITH_THE_WHOLE,
]


def test_it_shows_what_cases_can_be():
    assert case_demo.load() == 8 + 8 + 2
    assert set(Case.objects.values_list("state", flat=True)) == set(Case.State.values)
    assert Case.objects.overdue(timezone.localdate()).count() == 1
    assert RegistrationRound.objects.filter(fiscal_year=2570).count() == 4
    assert set(Case.objects.exclude(round=None).values_list("round__closes_on", flat=True)) == {dt.date(2026, 12, 20)}
    assert Message.objects.filter(state="to_call").count() == 1, "one applicant is to be told of a missing paper"
    assert Complaint.objects.filter(state="answered").exclude(answer="").count() == 1
    assert case_demo.load() == 0


def test_it_goes_by_one_call_and_leaves_what_is_real():
    case_demo.load()
    held = RegistrationRound.objects.get(number=2, fiscal_year=2570)
    real, complaint = make_case(round=held), make_complaint()
    assert case_demo.remove() == 8 + 7 + 2
    assert list(Case.objects.all()) == [real] and list(Complaint.objects.all()) == [complaint]
    assert list(RegistrationRound.objects.all()) == [held] and not Message.objects.exists()
