"""What the database refuses of people, groups, networks, consents and requests."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from center.people.models import (
    Consent,
    Group,
    JoinRequest,
    Membership,
    Network,
    Organization,
    Person,
    PersonMerge,
    PersonPhoto,
)
from tests.constraints import Violations, altered, check_refusal, each
from tests.factories import (
    make_consent,
    make_group,
    make_join_request,
    make_network,
    make_organization,
    make_person,
    make_photo,
    tambon,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 10, 1)
NOON = datetime(2026, 10, 1, 12, tzinfo=timezone.get_fixed_timezone(420))


def of_a_taken_name(make, model, **fields):
    make(name_th="ชื่อเดียวกัน", **fields)
    return model(name_th="ชื่อเดียวกัน", **fields)


def of_a_taken_key(make):
    make(source_key="demo:one")
    return altered(make(), source_key="demo:one")


def person_merged_into_itself() -> Person:
    person = make_person()
    return altered(person, merged_into=person)


def merge_of_one_record() -> PersonMerge:
    person = make_person()
    return PersonMerge(duplicate=person, kept=person)


def second_merge_of_a_duplicate() -> PersonMerge:
    first = PersonMerge.objects.create(duplicate=make_person(), kept=make_person())
    return PersonMerge(duplicate=first.duplicate, kept=make_person())


def network_in_itself() -> Network:
    network = make_network()
    return altered(network, parent=network)


def second_membership(**fields) -> Membership:
    first = Membership.objects.create(person=make_person(), **fields)
    return Membership(person=first.person, **fields)


def second_consent(**fields) -> Consent:
    first = make_consent(make_person())
    return Consent(**{"person": first.person, "purpose": "photo", "given_on": DAY, **fields})


def second_photo() -> PersonPhoto:
    first = make_photo(make_person())
    return altered(make_photo(make_person()), person=first.person)


def request(**fields) -> JoinRequest:
    return altered(make_join_request(), **fields)


VIOLATIONS: Violations = {
    "person_not_merged_into_itself": [person_merged_into_itself],
    "merge_is_of_two_records": [merge_of_one_record],
    "center.PersonMerge.duplicate": [second_merge_of_a_duplicate],
    "center.Person.key": [lambda: altered(make_person(), key=make_person().key)],
    "center.Person.source_key": [lambda: of_a_taken_key(make_person)],
    "one_network_of_a_name": [lambda: of_a_taken_name(make_network, Network)],
    "network_not_its_own_parent": [network_in_itself],
    "one_organization_of_a_name": [lambda: of_a_taken_name(make_organization, Organization)],
    "center.Organization.source_key": [lambda: of_a_taken_key(make_organization)],
    "one_group_of_a_name_in_a_tambon": [lambda: of_a_taken_name(make_group, Group, tambon=tambon())],
    "one_group_of_a_name_in_a_tambon_none": [lambda: of_a_taken_name(make_group, Group)],
    "group_fund_not_negative": [lambda: Group(name_th="กลุ่มออมทรัพย์", fund_size=Decimal("-0.01"))],
    "group_leaves_after_it_joined": [
        lambda: Group(name_th="กลุ่ม", left_on=DAY),
        lambda: Group(name_th="กลุ่ม", joined_on=DAY, left_on=date(2026, 9, 30)),
    ],
    "center.Group.source_key": [lambda: of_a_taken_key(make_group)],
    "one_membership_at_a_time": [lambda: second_membership(group=make_group())],
    "one_membership_at_a_time_none": [second_membership],
    "membership_ends_after_it_begins": [
        lambda: Membership(person=make_person(), joined_on=date(2024, 10, 1), left_on=date(2024, 9, 30))
    ],
    "one_consent_at_a_time": [second_consent],
    "consent_withdrawn_after_it_was_given": [
        lambda: Consent(person=make_person(), purpose="photo", given_on=DAY, withdrawn_on=date(2026, 9, 30))
    ],
    "center_personphoto_alt_or_decorative": [
        lambda: PersonPhoto(person=make_person(), original="originals/a.jpg", width=4, height=3)
    ],
    "center.PersonPhoto.person": [second_photo],
    "accepted_request_names_who_joined": [lambda: request(state="accepted", decided_at=NOON)],
    "waiting_request_says_who_asks": [lambda: request(name=""), lambda: request(phone="")],
    "decided_request_has_its_day": [lambda: request(state="declined"), lambda: request(decided_at=NOON)],
    "center.JoinRequest.form_key": [lambda: request(form_key=make_join_request().form_key)],
    "center.JoinRequest.number": [lambda: request(number=make_join_request().number)],
    "center.JoinRequest.link_key": [lambda: request(link_key=make_join_request().link_key)],
}


@pytest.mark.parametrize(("constraint", "violation"), each(VIOLATIONS))
def test_the_database_refuses_and_the_form_says_why(constraint, violation):
    check_refusal(constraint, violation)


# Rows at the very edge of what is allowed.
ALLOWED = {
    "same group name in no tambon": lambda: altered(of_a_taken_name(make_group, Group, tambon=tambon()), tambon=None),
    "person merged into another": lambda: Person(first_name="บุญมี", merged_into=make_person()),
    "group without money": lambda: Group(name_th="กลุ่มใหม่", fund_size=0),
    "group that left the day it joined": lambda: Group(name_th="กลุ่ม", joined_on=DAY, left_on=DAY),
    "member for one day": lambda: Membership(
        person=make_person(), joined_on=date(2024, 10, 1), left_on=date(2024, 10, 1)
    ),
    "left on a day, joined nobody knows when": lambda: Membership(person=make_person(), left_on=date(2024, 10, 1)),
    "member of group and center": lambda: altered(second_membership(group=make_group()), group=None),
    "member again": lambda: altered(second_membership(left_on=date(2024, 10, 1)), left_on=None),
    "another purpose": lambda: second_consent(purpose="phone"),
    "allowed again": lambda: Consent(
        person=make_consent(make_person(), withdrawn_on=DAY).person, purpose="photo", given_on=DAY
    ),
    "withdrawn the same day": lambda: second_consent(withdrawn_on=DAY),
    "forgotten after the answer": lambda: request(state="declined", decided_at=NOON, name="ก", phone="0812345678"),
}


@pytest.mark.parametrize("row", ALLOWED.values(), ids=ALLOWED)
def test_the_edge_is_allowed(row):
    row = row()
    row.full_clean()
    row.save()
    assert type(row).objects.filter(pk=row.pk).exists()


def test_families_share_a_phone():
    make_person(phone="0812345678")
    second = make_person(phone="0812345678")
    second.full_clean()
    assert Person.objects.filter(phone="0812345678").count() == 2
