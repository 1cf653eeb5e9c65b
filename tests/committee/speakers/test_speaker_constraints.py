"""What the database refuses of topics and speakers."""

import pytest

from committee.speakers.models import Speaker, Topic
from tests.constraints import Violations, altered, check_refusal, each
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def stored_topic(**fields) -> Topic:
    return Topic.objects.create(**{"name_th": "ทำฉลาก", **fields})


def second_topic_of_a_key() -> Topic:
    stored_topic(source_key="demo:one")
    return Topic(name_th="หาตลาด", source_key="demo:one")


def second_speaker(**fields) -> Speaker:
    first = Speaker.objects.create(person=make_person(), source_key="demo:one")
    return altered(Speaker(person=make_person()), **{name: getattr(first, name) for name in fields})


VIOLATIONS: Violations = {
    "one_topic_of_a_name": [lambda: Topic(name_th=stored_topic().name_th)],
    "topic_takes_whole_quarters": [
        lambda minutes=minutes: Topic(name_th="ทำฉลาก", minutes=minutes) for minutes in (0, 20, 495)
    ],
    "committee.Topic.source_key": [second_topic_of_a_key],
    "committee.Speaker.person": [lambda: second_speaker(person=True)],
    "committee.Speaker.source_key": [lambda: second_speaker(source_key=True)],
}


@pytest.mark.parametrize(("constraint", "violation"), each(VIOLATIONS))
def test_the_database_refuses_and_the_form_says_why(constraint, violation):
    check_refusal(constraint, violation)


@pytest.mark.parametrize("minutes", [15, 45, 480])
def test_whole_quarters_up_to_eight_hours_are_allowed(minutes):
    topic = Topic(name_th="ทำฉลาก", minutes=minutes)
    topic.full_clean()
    topic.save()
    assert Topic.objects.get().minutes == minutes
