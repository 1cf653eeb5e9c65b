"""What the database refuses of visits, their outcomes and their follow-ups."""

from functools import partial

import pytest
from django.db import models
from django.utils import timezone

from consultations.outreach.models import Registration
from consultations.registers.models import FollowUp, Outcome, Visit
from tests.constraints import Violations, check_refusal, each
from tests.consultations.appointments import at, make_adviser, make_booking, make_office_hours
from tests.consultations.outreach.rows import make_event, make_registration
from tests.factories import make_topic

pytestmark = pytest.mark.django_db


def visit(**fields) -> Visit:
    """A visit that isn't stored yet."""
    return Visit(**fields)


def stored(**fields) -> Visit:
    row = visit(**fields)
    row.save()
    return row


def second(**same) -> Visit:
    stored(**same)
    return visit(**same)


def second_of_a_booking() -> Visit:
    make_office_hours()
    topic = make_topic()
    make_adviser(topic)
    return second(booking=make_booking(topic, at(9)))


def second_of_a_registration() -> Visit:
    registration: Registration = make_registration(make_event())
    return second(registration=registration)


def of_month(month: int) -> Visit:
    """A visit whose save() is Django's, since its own writes the month of served_at."""
    row = visit(day=at(9).date(), year=2026, month=month)
    row.save = partial(models.Model.save, row)  # type: ignore[method-assign]
    return row


def second_outcome() -> Outcome:
    of = stored()
    Outcome.objects.create(visit=of)
    return Outcome(visit=of)


def second_follow_up() -> FollowUp:
    of = stored()
    FollowUp.objects.create(visit=of, due_on=timezone.localdate())
    return FollowUp(visit=of, due_on=timezone.localdate())


VIOLATIONS: Violations = {
    "visit_of_somebody": [lambda: visit(people=0), lambda: visit(people=501)],
    "visit_satisfaction_is_1_to_5": [lambda: visit(satisfaction=0), lambda: visit(satisfaction=6)],
    "visit_has_a_month": [lambda: of_month(0), lambda: of_month(13)],
    "consultations.Visit.booking": [second_of_a_booking],
    "consultations.Visit.registration": [second_of_a_registration],
    "consultations.Visit.form_key": [lambda: second(form_key="one")],
    "consultations.Visit.source_key": [lambda: second(source_key="demo:one")],
    "consultations.Outcome.visit": [second_outcome],
    "consultations.FollowUp.visit": [second_follow_up],
}


@pytest.mark.parametrize(("constraint", "violation"), each(VIOLATIONS))
def test_the_database_refuses_and_the_form_says_why(constraint, violation):
    check_refusal(constraint, violation)
