"""The demonstration's meetings: one certified, one resolution late, one to come; gone by one call."""

import pytest
from django.utils import timezone

from center.people.models import Person
from committee.meetings import demo
from committee.meetings.models import CommitteeMeeting, Resolution
from committee.terms import demo as terms_demo
from committee.terms.models import Term
from tests.factories import make_center, make_meeting
from tests.selection import LOADED_WITH_THE_WHOLE

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("pictures_encoded_once"),
    LOADED_WITH_THE_WHOLE,
]


@pytest.fixture(autouse=True)
def committees():
    make_center()
    terms_demo.load()


def test_three_meetings_one_certified_and_a_resolution_late():
    assert demo.load() == 3
    assert list(CommitteeMeeting.objects.values_list("state", flat=True)) == ["planned", "held", "certified"]
    assert Resolution.objects.late(timezone.localdate()).count() == 1
    assert demo.load() == 0


def test_they_go_as_they_came():
    demo.load()
    assert demo.remove() == 3
    assert not CommitteeMeeting.objects.exists() and not Resolution.objects.exists()
    assert demo.remove() == 0
    assert terms_demo.remove() == 2 and not Person.objects.exists()


def test_nothing_is_added_beside_real_meetings_or_without_the_demonstrations_committees():
    make_meeting(Term.objects.in_force().get())
    assert demo.load() == 0
    CommitteeMeeting.objects.all().delete()
    terms_demo.remove()
    assert demo.load() == 0
