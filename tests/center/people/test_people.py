"""People: how they are listed, found and kept out of the history."""

import pytest
from django.core.exceptions import ValidationError

from center.people.models import Person
from tests.factories import make_person, tambon

pytestmark = pytest.mark.django_db


def test_people_are_listed_by_first_name_as_in_a_dictionary():
    names = [("เกษม", "ยาวดี"), ("กานดา", "อยู่ดี"), ("ข้าว", "หอม"), ("ขาว", "ใจดี"), ("แก้ว", ""), ("กานดา", "กล้า")]
    for first_name, surname in names:
        make_person(first_name=first_name, surname=surname, title="นาง")

    assert [person.full_name() for person in Person.objects.all()] == [
        "กานดา กล้า",
        "กานดา อยู่ดี",
        "เกษม ยาวดี",
        "แก้ว",
        "ขาว ใจดี",
        "ข้าว หอม",
    ]


@pytest.mark.parametrize(
    "query",
    [
        "สมใจ",
        "รักดี",
        "รักดี สมใจ",
        "นางสมใจ",
        "นางสมใจ รักดี",
        "หน่อย",
        "หนอย",
        "0812345678",
        "081-234-5678",
        "๐๘๑-๒๓๔-๕๖๗๘",
        "2345678",
        "somjai99",
        "บางกระเจ็ด",
    ],
)
def test_a_person_is_found_by(query):
    wanted = make_person(
        title="นาง",
        first_name="สมใจ",
        surname="รักดี",
        nickname="หน่อย",
        phone="081-234-5678",
        line_id="Somjai99",
        tambon=tambon(),
    )
    make_person(first_name="บุญมี", surname="มาก", nickname="ต้อย", phone="0898765432")

    assert Person.objects.containing(query).get() == wanted


def test_a_person_is_written_with_title_and_name():
    assert str(Person(title="นาง", first_name="สมใจ", surname="รักดี")) == "นางสมใจ รักดี"
    assert str(Person(first_name="สมใจ")) == "สมใจ"


def test_names_and_phones_are_repaired_when_cleaned():
    person = Person(first_name=" เเก้ว ", surname="ใจ  ดี", phone="+66 81 234 5678")
    person.full_clean()
    assert (person.full_name(), person.phone) == ("แก้ว ใจ ดี", "0812345678")
    person.phone = "081-234"
    with pytest.raises(ValidationError, match="เบอร์โทรศัพท์"):
        person.full_clean()


def test_the_history_of_a_person_holds_nothing_personal():
    personal = {
        "title": "นาง",
        "first_name": "สมใจ",
        "surname": "รักดี",
        "nickname": "หน่อย",
        "phone": "0812345678",
        "line_id": "somjai99",
        "email": "somjai@example.org",
        "gender": "female",
    }
    person = make_person(moo=4, tambon=tambon(), **personal)
    person.moo = 5
    person.save()

    rows = list(person.history.values())
    assert [row["moo"] for row in rows] == [5, 4]
    kept = {str(value) for row in rows for value in row.values()}
    assert not any(value in text for value in personal.values() for text in kept)


def test_a_new_personal_field_is_kept_or_left_out_by_decision():
    """A field added to Person has to be named here, so that nobody forgets to keep it out of the history."""
    kept = {field.name for field in Person.history.model._meta.fields if not field.name.startswith("history_")}
    assert kept == {"id", "moo", "tambon", "merged_into", "erased_at"}
