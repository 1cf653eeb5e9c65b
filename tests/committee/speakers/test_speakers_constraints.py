"""What the database refuses of topics and speakers."""

import pytest

from committee.speakers.models import Speaker, Topic
from tests.constraints import Violations, altered, check_refusal, each
from tests.factories import make_speaker, make_topic

pytestmark = pytest.mark.django_db


def second_topic_of_a_name() -> Topic:
    return Topic(name_th=make_topic().name_th)


def of_a_taken_key(make):
    make(source_key="demo:one")
    return altered(make(), source_key="demo:one")


def second_speaker_of_a_person() -> Speaker:
    return Speaker(person=make_speaker().person)


VIOLATIONS: Violations = {
    "one_topic_of_a_name": [second_topic_of_a_name],
    "topic_takes_whole_quarters": [
        lambda: Topic(name_th="หัวข้อ", minutes=50),
        lambda: Topic(name_th="หัวข้อ", minutes=0),
        lambda: Topic(name_th="หัวข้อ", minutes=495),
    ],
    "committee.Topic.source_key": [lambda: of_a_taken_key(make_topic)],
    "committee.Speaker.person": [second_speaker_of_a_person],
    "committee.Speaker.source_key": [lambda: of_a_taken_key(make_speaker)],
}


@pytest.mark.parametrize(("constraint", "violation"), each(VIOLATIONS))
def test_the_database_refuses(constraint, violation):
    check_refusal(constraint, violation)


@pytest.mark.parametrize("minutes", [15, 45, 480])
def test_whole_quarters_up_to_a_day_of_work_are_taken(minutes):
    topic = make_topic(minutes=minutes)
    topic.full_clean()
