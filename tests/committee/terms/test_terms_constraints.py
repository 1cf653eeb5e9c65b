"""What the database refuses of terms, proposals and seats."""

import datetime as dt

import pytest

from center.people.models import Person
from committee.terms.models import Nomination, Seat, Term
from tests.constraints import Violations, altered, check_refusal, each
from tests.factories import make_governing_term, make_nomination, make_person, make_seat, make_term

pytestmark = pytest.mark.django_db

FIRST = dt.date(2026, 10, 1)
BEFORE = FIRST - dt.timedelta(days=1)


def term(**fields) -> Term:
    return Term(**{"number": 3, "starts_on": FIRST, **fields})


def governing(**fields) -> Term:
    return term(**{"state": "in_force", "order_number": "57/2569", "ordered_on": FIRST, **fields})


def second_in_force() -> Term:
    make_governing_term(number=2)
    return governing()


def of_a_taken_number() -> Term:
    make_term(number=3)
    return term()


def of_a_taken_key() -> Term:
    make_term(number=2, source_key="demo:term")
    return term(source_key="demo:term")


def nomination(**fields) -> Nomination:
    return Nomination(**{"term": make_term(), "person": make_person(), "origin": "otop", **fields})


def selected_again() -> Nomination:
    first = make_nomination(make_term())
    return nomination(term=first.term, person=first.person)


def seat(**fields) -> Seat:
    term = fields.pop("term", None) or make_governing_term()
    return Seat(**{"term": term, "person": make_person(), "origin": "otop", "from_on": FIRST, **fields})


def seated_again() -> Seat:
    first = make_seat(make_governing_term())
    return seat(term=first.term, person=first.person)


def second_successor() -> Seat:
    first = make_seat(make_governing_term())
    make_seat(first.term, replaces=first)
    return seat(term=first.term, replaces=first)


def own_successor() -> Seat:
    row = make_seat(make_governing_term())
    return altered(row, replaces=row)


VIOLATIONS: Violations = {
    "one_term_in_force": [second_in_force],
    "term_ends_after_it_starts": [lambda: term(ends_on=BEFORE)],
    "term_ended_after_it_started": [lambda: governing(state="ended", ended_on=BEFORE)],
    "term_in_force_has_an_order": [lambda: governing(order_number=""), lambda: governing(ordered_on=None)],
    "term_that_ended_has_its_day": [lambda: governing(state="ended"), lambda: term(ended_on=FIRST)],
    "committee.Term.number": [of_a_taken_number],
    "committee.Term.source_key": [of_a_taken_key],
    "one_selected_nomination_of_a_person": [selected_again],
    "ex_officio_nomination_names_the_office": [lambda: nomination(ex_officio=True)],
    "one_seat_of_a_person_in_a_term": [seated_again],
    "seat_ends_after_it_begins": [lambda: seat(until_on=BEFORE, reason="died")],
    "seat_that_ended_has_a_reason": [lambda: seat(until_on=FIRST), lambda: seat(reason="died")],
    "ex_officio_seat_names_the_office": [lambda: seat(ex_officio=True)],
    "seat_does_not_replace_itself": [own_successor],
    "committee.Seat.replaces": [second_successor],
}


@pytest.mark.parametrize(("constraint", "violation"), each(VIOLATIONS))
def test_the_database_refuses(constraint, violation):
    check_refusal(constraint, violation)


def test_somebody_may_be_proposed_twice_and_selected_once():
    first = make_nomination(make_term(), selected=False)
    nomination(term=first.term, person=first.person).save()
    nomination(term=first.term, person=first.person, selected=False).save()
    assert Person.objects.get(pk=first.person_id).nominations.count() == 3
