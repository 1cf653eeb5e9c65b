"""Who can be chosen for the speaker team, from where, and how they join it."""

import datetime as dt

import pytest
from django.utils import timezone

from center.people.models import Membership, Person
from committee.speakers.models import Speaker
from committee.speakers.team import join, origins_of, people_to_choose_from
from committee.terms.models import Term
from tests.factories import (
    make_governing_term,
    make_group,
    make_network,
    make_person,
    make_seat,
    make_speaker,
    make_staff,
    make_term,
    tambon,
)

pytestmark = pytest.mark.django_db

YESTERDAY = dt.timedelta(days=1)


@pytest.fixture
def term() -> Term:
    return make_governing_term(starts_on=dt.date(2020, 10, 1))


def belonging_to(network, person: Person | None = None, **fields) -> Person:
    """Somebody who belongs to a group of a network."""
    person = person or make_person()
    Membership.objects.create(person=person, group=make_group(network=network), **fields)
    return person


def test_members_of_the_committee_and_people_of_networks_are_offered(term):
    seated, networked = make_seat(term).person, belonging_to(make_network())
    make_person()  # of the registers alone
    assert set(people_to_choose_from("")) == {seated, networked}


def test_who_has_no_seat_today_is_not_offered(term):
    today = timezone.localdate()
    make_seat(term, until_on=today - YESTERDAY, reason="resigned")
    make_seat(term, from_on=today + YESTERDAY)
    make_seat(make_term())  # of a committee that no order has put in force
    assert not people_to_choose_from("").exists()
    assert make_seat(term, until_on=today, reason="resigned").person in people_to_choose_from("")


def test_who_left_the_group_or_whose_network_ended_is_not_offered():
    belonging_to(make_network(), left_on=timezone.localdate())
    belonging_to(make_network(active=False))
    belonging_to(None)
    assert not people_to_choose_from("").exists()


def test_who_is_in_the_team_is_not_offered_and_who_left_it_is(term):
    inside, outside = make_seat(term).person, make_seat(term).person
    make_speaker(person=inside)
    make_speaker(person=outside, active=False)
    assert list(people_to_choose_from("")) == [outside]
    assert inside not in people_to_choose_from(inside.surname)


def test_a_search_finds_everybody_in_the_registers_once():
    person = make_person(first_name="บุญมา", moo=2, tambon=tambon("เสม็ดใต้"))
    make_person(first_name="บุญมา", merged_into=person)
    make_person(first_name="บุญมี", moo=3, tambon=tambon("เสม็ดใต้"))
    assert list(people_to_choose_from("บุนมา")) == []
    assert list(people_to_choose_from("บุญมา")) == [person]
    assert list(people_to_choose_from("ม.2 เสม็ดใต้")) == [person]


def test_seat_and_network_come_with_the_person(term, django_assert_num_queries):
    of_both = belonging_to(first := make_network(), joined_on=dt.date(2024, 1, 1))
    belonging_to(make_network(), of_both, joined_on=dt.date(2025, 1, 1))
    seat = make_seat(term, person=of_both)
    sitting_for = make_seat(term, network=make_network(), person=belonging_to(make_network()))
    nobody = make_person()
    with django_assert_num_queries(2):
        origins = origins_of([of_both, sitting_for.person, nobody])
    assert (origins[of_both.pk].seat, origins[of_both.pk].network) == (seat, first)
    assert origins[sitting_for.person_id].network == sitting_for.network
    assert (origins[nobody.pk].seat, origins[nobody.pk].network) == (None, None)


def test_who_joins_is_a_draft_with_the_seat_they_have(term):
    seat, officer = make_seat(term, network=make_network()), make_staff()
    speaker, joined = join(person=seat.person, by=officer)
    assert joined and (speaker.seat, speaker.network, speaker.active) == (seat, seat.network, True)
    assert speaker.published_at is None and speaker not in Speaker.objects.published()
    assert speaker.history.get().history_user == officer


def test_joining_twice_is_joining_once():
    person = make_person()
    speaker, _joined = join(person=person, by=None)
    assert join(person=person, by=None) == (speaker, False)
    assert Speaker.objects.count() == 1 and speaker.history.count() == 1


def test_who_left_comes_back_as_they_were():
    left = make_speaker(active=False, expertise_th="ทำไข่เค็ม")
    speaker, joined = join(person=left.person, by=None)
    assert joined and (speaker.pk, speaker.active, speaker.expertise_th) == (left.pk, True, "ทำไข่เค็ม")
    assert speaker in Speaker.objects.published()


def test_a_seat_that_is_taken_back_leaves_the_speaker(term):
    speaker = make_speaker(seat=make_seat(term))
    speaker.seat.delete()
    speaker.refresh_from_db()
    assert (speaker.seat, speaker.active) == (None, True)
