"""Database constraints of the lower packages of center, tested without forms."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from center.access.models import RememberedDevice, User
from center.jobs.models import Job
from center.lessons.models import LessonPicture
from center.people.models import Group, Membership, Network, Organization, Person
from center.places.models import Place, Tambon
from center.records.search import Synonym
from center.records.states import StateChange
from center.recycle_bin.models import Deletion
from center.sources.models import Source
from tests.constraints import Violations, altered, check_refusal, each
from tests.factories import (
    make_group,
    make_lesson,
    make_network,
    make_person,
    make_place,
    make_question,
    make_source,
    make_user,
    tambon,
)

pytestmark = pytest.mark.django_db


def new_tambon(**fields) -> Tambon:
    return Tambon(**{"code": "240299", "name_th": "บางทดสอบ", "postcode": "24110", "villages": 3, **fields})


def person_merged_into_itself() -> Person:
    person = make_person()
    return altered(person, merged_into=person)


def network_in_itself() -> Network:
    network = make_network()
    return altered(network, parent=network)


def second_user_of_a_person() -> User:
    person = make_person()
    make_user(person=person)
    return altered(make_user(), person=person)


def second_membership(**fields) -> Membership:
    first = Membership.objects.create(person=make_person(), **fields)
    return Membership(person=first.person, **fields)


def deletion(**fields) -> Deletion:
    return Deletion(
        **{"model": "center.group", "key": "1", "label": "กลุ่ม", "rows": [{"pk": 1}], "links": [{"pk": 2}], **fields}
    )


def second_job() -> Job:
    Job.objects.create(kind="import", unique_key="sheet 1")
    return Job(kind="import", unique_key="sheet 1", state="running")


def device_remembered_twice() -> RememberedDevice:
    first = RememberedDevice.objects.create(user=make_user(), token_hash="0" * 64, fingerprint="1" * 64, label="Chrome")
    return RememberedDevice(user=first.user, token_hash="0" * 64, fingerprint="2" * 64, label="Edge")


def source(**fields) -> Source:
    """A source that violates no other constraint."""
    texts = {"offers_th": "ทุน", "eligible_th": "ทุกคน", "how_to_apply_th": "ถาม"}
    return Source(**{"name_th": "กองทุนทดสอบ", "kind": "capital", "sector": "public", **texts, **fields})


def second_source() -> Source:
    make_source(name_th="ชื่อเดียวกัน")
    return source(name_th="ชื่อเดียวกัน")


def second_with_key(make, model_of):
    make(source_key="demo:one")
    return model_of(source_key="demo:one")


def of_a_taken_name(make, model, **fields):
    make(name_th="ชื่อเดียวกัน", **fields)
    return model(name_th="ชื่อเดียวกัน", **fields)


# Latitude and longitude in degrees: outside Thailand on each side, or only one of the two.
NOWHERE = [(4.9, 101), (21.1, 101), (13, 96.9), (13, 106.1), (13, None), (None, 101)]


def lies_nowhere(make) -> list:
    return [
        lambda latitude=latitude, longitude=longitude: make(latitude=latitude, longitude=longitude)
        for latitude, longitude in NOWHERE
    ]


VIOLATIONS: Violations = {
    "state_change_has_a_new_state": [lambda: StateChange(row=make_group(), after="")],
    "one_source_of_a_name": [second_source],
    "source_is_for_somebody": [lambda: source(for_person=False, for_group=False, for_business=False)],
    "center.Source.source_key": [lambda: second_with_key(make_source, source)],
    "center.Lesson.source_key": [
        lambda: altered(make_lesson(), source_key=make_lesson(source_key="demo:one").source_key)
    ],
    "answered_question_has_an_answer": [
        lambda: altered(make_question(), state="answered"),
        lambda: altered(make_question(), state="answered", answer="ได้"),
        lambda: altered(make_question(), state="answered", answered_at=timezone.now()),
    ],
    "question_asks_something": [lambda: altered(make_question(), text="")],
    "center.Question.form_key": [lambda: altered(make_question(), form_key=make_question().form_key)],
    "center_lessonpicture_alt_or_decorative": [
        lambda: LessonPicture(lesson=make_lesson(), original="originals/a.jpg", width=4, height=3)
    ],
    "a_device_is_remembered_once": [device_remembered_twice],
    "tambon_lies_in_thailand": lies_nowhere(new_tambon),
    "tambon_code_is_six_digits": [
        lambda: new_tambon(code="24029"),
        lambda: new_tambon(code="2402x1"),
        lambda: new_tambon(code="๒๔๐๒๙๙"),
        lambda: new_tambon(code=""),
    ],
    "place_lies_in_thailand": lies_nowhere(lambda **fields: Place(name_th="ศาลากลางน้ำ", **fields)),
    "one_place_of_a_name_in_a_tambon": [lambda: of_a_taken_name(make_place, Place, tambon=tambon())],
    "one_place_of_a_name_in_a_tambon_none": [lambda: of_a_taken_name(make_place, Place)],
    "person_not_merged_into_itself": [person_merged_into_itself],
    "one_network_of_a_name": [lambda: of_a_taken_name(make_network, Network)],
    "network_not_its_own_parent": [network_in_itself],
    "one_organization_of_a_name": [lambda: of_a_taken_name(Organization.objects.create, Organization)],
    "one_group_of_a_name_in_a_tambon": [lambda: of_a_taken_name(make_group, Group, tambon=tambon())],
    "one_group_of_a_name_in_a_tambon_none": [lambda: of_a_taken_name(make_group, Group)],
    "group_fund_not_negative": [lambda: Group(name_th="กลุ่มออมทรัพย์", fund_size=Decimal("-0.01"))],
    "one_membership_at_a_time": [lambda: second_membership(group=make_group())],
    "one_membership_at_a_time_none": [second_membership],
    "membership_ends_after_it_begins": [
        lambda: Membership(person=make_person(), joined_on=date(2024, 10, 1), left_on=date(2024, 9, 30))
    ],
    "deletion_names_its_object": [lambda: deletion(model=""), lambda: deletion(key="")],
    "one_unfinished_job_of_a_key": [second_job],
    "job_is_due_until_it_ends": [
        lambda: Job(kind="import", due_at=None),
        lambda: Job(kind="import", state="done"),
        lambda: Job(kind="import", state="asleep"),
    ],
    "center.Synonym.words": [lambda: Synonym(words=Synonym.objects.first().words)],
    "center.User.username": [lambda: User(username=make_user().username)],
    "center.User.person": [second_user_of_a_person],
}


@pytest.mark.parametrize(("constraint", "violation"), each(VIOLATIONS))
def test_the_database_refuses_and_the_form_says_why(constraint, violation):
    check_refusal(constraint, violation)


# Boundary values that are allowed.
ALLOWED = {
    "southern tip": lambda: Place(name_th="ใต้สุด", latitude=5, longitude=97),
    "northern tip": lambda: Place(name_th="เหนือสุด", latitude=21, longitude=106),
    "no position": lambda: new_tambon(),
    "same place name in another tambon": lambda: altered(
        of_a_taken_name(make_place, Place, tambon=tambon()), tambon=tambon("ปากน้ำ")
    ),
    "same group name in no tambon": lambda: altered(of_a_taken_name(make_group, Group, tambon=tambon()), tambon=None),
    "person merged into another": lambda: Person(first_name="บุญมี", merged_into=make_person()),
    "group without money": lambda: Group(name_th="กลุ่มใหม่", fund_size=0),
    "member for one day": lambda: Membership(
        person=make_person(), joined_on=date(2024, 10, 1), left_on=date(2024, 10, 1)
    ),
    "left on a day, joined nobody knows when": lambda: Membership(person=make_person(), left_on=date(2024, 10, 1)),
    "member of group and center": lambda: altered(second_membership(group=make_group()), group=None),
    "member again": lambda: altered(second_membership(left_on=date(2024, 10, 1)), left_on=None),
    "the same job again, when the first has ended": lambda: altered(second_job(), state="done", due_at=None),
    "two jobs without a key": lambda: altered(second_job(), unique_key=""),
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
