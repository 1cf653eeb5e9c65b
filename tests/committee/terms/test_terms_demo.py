"""The demonstration's committees: all origins and eight networks, one that acted before, gone by one call."""

import datetime as dt

import pytest

from center.documents.models import Document
from center.people.models import Consent, Organization, Person, PersonPhoto
from committee.terms import demo
from committee.terms.models import Nomination, Origin, Seat, Term
from tests.factories import make_center, make_person, make_term
from tests.selection import LOADED_WITH_THE_WHOLE

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("pictures_encoded_once"),
    LOADED_WITH_THE_WHOLE,
]


@pytest.fixture(autouse=True)
def center():
    return make_center()


def test_a_committee_over_all_origins_and_eight_networks_with_its_selection():
    assert demo.load() == 2
    term = Term.objects.in_force().get()
    seats = term.seats.on(term.starts_on)
    assert seats.count() >= 12
    assert set(seats.values_list("origin", flat=True)) == set(Origin.values)
    assert seats.exclude(network=None).values("network").distinct().count() >= 8
    assert term.nominations.filter(selected=False).exists() and term.nominations.exclude(decision="").exists()
    assert term.order_document.current_version is not None
    shown = PersonPhoto.objects.shown().filter(person__seats__term=term)
    assert 0 < shown.count() < seats.count()


def test_the_one_before_acted_and_had_a_member_replaced():
    demo.load()
    former = Term.objects.get(state="ended")
    assert former.acted_to_the_end and former.ended_on == Term.objects.in_force().get().starts_on - dt.timedelta(days=1)
    assert former.seats.filter(successor__isnull=False).exists()


def test_it_goes_as_it_came_and_leaves_what_others_need():
    agency = Organization.objects.create(name_th="สำนักงานเกษตรอำเภอบางคล้า")
    demo.load()
    assert demo.load() == 0
    needed = Seat.objects.first().person
    own = make_term(number=99)
    Nomination.objects.create(term=own, person=needed, origin="sage")
    assert demo.remove() == 2
    assert list(Term.objects.all()) == [own] and not Seat.objects.exists()
    assert list(Person.objects.all()) == [needed]
    assert not Document.objects.exists() and not Consent.objects.exclude(person=needed).exists()
    assert list(Organization.objects.all()) == [agency]
    assert demo.remove() == 0


def test_it_adds_nothing_beside_real_committees():
    make_term()
    assert demo.load() == 0
    make_person()
    assert demo.remove() == 0 and Person.objects.count() == 1
