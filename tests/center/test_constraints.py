"""Database constraints of the lower packages of center, tested without forms."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from center.access.models import PersonalDataAccess, RememberedDevice, User
from center.jobs.models import Job
from center.lessons.models import LessonPicture
from center.places.models import Place, Tambon
from center.records.search import Synonym
from center.records.states import StateChange
from center.recycle_bin.models import Deletion
from center.sources.models import Source
from tests.constraints import Violations, altered, check_refusal, each
from tests.factories import (
    make_group,
    make_lesson,
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


def second_user_of_a_person() -> User:
    person = make_person()
    make_user(person=person)
    return altered(make_user(), person=person)


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


def access_to_people(**fields) -> PersonalDataAccess:
    kind = ContentType.objects.get_for_model(User)
    return PersonalDataAccess(**{"act": "list", "content_type": kind, "day": timezone.localdate(), **fields})


def list_logged_twice() -> PersonalDataAccess:
    user = make_user()
    access_to_people(user=user).save()
    return access_to_people(user=user)


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
    "deletion_names_its_object": [lambda: deletion(model=""), lambda: deletion(key="")],
    "one_unfinished_job_of_a_key": [second_job],
    "job_is_due_until_it_ends": [
        lambda: Job(kind="import", due_at=None),
        lambda: Job(kind="import", state="done"),
        lambda: Job(kind="import", state="asleep"),
    ],
    "center.Synonym.words": [lambda: Synonym(words=Synonym.objects.first().words)],
    "a_list_is_logged_once_a_day": [list_logged_twice],
    "access_to_a_row_names_it": [lambda: access_to_people(user=make_user(), act="row")],
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
    "the same job again, when the first has ended": lambda: altered(second_job(), state="done", due_at=None),
    "two jobs without a key": lambda: altered(second_job(), unique_key=""),
}


@pytest.mark.parametrize("row", ALLOWED.values(), ids=ALLOWED)
def test_the_edge_is_allowed(row):
    row = row()
    row.full_clean()
    row.save()
    assert type(row).objects.filter(pk=row.pk).exists()
