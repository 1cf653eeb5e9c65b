"""What people allow: giving and withdrawing, what is shown of whom, and what staff see and do."""

import datetime as dt
import io

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image

from center.people import consent
from center.people.models import Consent, Person, PersonPhoto
from center.pictures.taking import file_names, replace_file
from tests.factories import make_consent, make_person, make_photo, make_staff, make_user

pytestmark = pytest.mark.django_db

PHOTO, PHONE = Consent.Purpose.PHOTO, Consent.Purpose.PHONE
DAY = dt.date(2026, 10, 6)


def real_photo(person: Person) -> PersonPhoto:
    """A photo with its files."""
    file = io.BytesIO()
    Image.effect_noise((480, 480), 50).save(file, "PNG")
    file.seek(0)
    photo = PersonPhoto(person=person, decorative=True)
    replace_file(picture=photo, file=File(file, name="portrait.png"))
    photo.save()
    return photo


# --- The rules -------------------------------------------------------------------------------------------------------


def test_without_a_consent_nothing_is_shown():
    person = make_person()
    make_photo(person)
    assert not consent.may_show(person, PHOTO) and consent.shown_photo(person) is None
    assert consent.shown_photos([person]) == {} and not PersonPhoto.objects.shown().exists()


def test_each_purpose_is_allowed_on_its_own():
    person, other = make_person(), make_person()
    photo = make_photo(person)
    make_photo(other)
    given = consent.give(person=person, purpose=PHOTO, on=DAY, by=make_user())
    assert (given.given_on, given.channel, given.wording) == (DAY, "paper", consent.newest_wording(PHOTO))
    assert consent.shown_photo(person) == photo and consent.shown_photos([person, other]) == {person.pk: photo}
    assert not consent.may_show(person, PHONE)
    assert list(Person.objects.allowing(PHOTO)) == [person] and not Person.objects.allowing(PHONE).exists()


def test_giving_twice_is_one_consent_with_its_first_day():
    person = make_person()
    first = consent.give(person=person, purpose=PHOTO, on=DAY)
    assert consent.give(person=person, purpose=PHOTO, on=DAY + dt.timedelta(days=3)) == first
    assert Consent.objects.get().given_on == DAY


def test_an_unknown_wording_is_refused_and_each_purpose_has_one_in_both_languages():
    with pytest.raises(KeyError):
        consent.give(person=make_person(), purpose=PHOTO, on=DAY, version=99)
    assert set(consent.WORDINGS) == set(Consent.Purpose)
    for purpose in Consent.Purpose:
        sentence = consent.wording(purpose, consent.newest_wording(purpose))
        assert "ถอนความยินยอมได้ทุกเมื่อ" in str(sentence)
        with translation.override("en"):
            assert "withdraw" in str(sentence)


def test_withdrawing_keeps_both_days_and_who_recorded_it():
    officer, person = make_user(), make_person()
    given = consent.give(person=person, purpose=PHONE, on=DAY)
    assert consent.withdraw(given, on=DAY, by=officer)
    row = Consent.objects.get()
    assert (row.given_on, row.withdrawn_on) == (DAY, DAY)
    assert row.history.first().history_user == officer
    assert not consent.withdraw(row, on=DAY + dt.timedelta(days=9)), "it was withdrawn already"
    assert Consent.objects.get().withdrawn_on == DAY


def test_nothing_is_withdrawn_before_it_was_given():
    given = make_consent(make_person(), given_on=DAY)
    with pytest.raises(ValidationError, match="วันถอนความยินยอมต้องไม่ก่อนวันที่ยินยอม"):
        consent.withdraw(given, on=DAY - dt.timedelta(days=1))
    assert Consent.objects.in_force().exists()


def test_a_consent_can_be_given_again():
    person = make_person()
    consent.withdraw(consent.give(person=person, purpose=PHOTO, on=DAY), on=DAY)
    consent.give(person=person, purpose=PHOTO, on=DAY + dt.timedelta(days=1))
    assert consent.may_show(person, PHOTO) and Consent.objects.count() == 2


def test_a_withdrawn_photo_is_on_no_page_and_its_old_addresses_open_nothing(django_capture_on_commit_callbacks):
    person = make_person()
    photo = real_photo(person)
    given = consent.give(person=person, purpose=PHOTO, on=DAY)
    before = set(file_names(photo))
    assert before and all(default_storage.exists(name) for name in before)
    with django_capture_on_commit_callbacks(execute=True):
        consent.withdraw(given, on=DAY)
    after = set(file_names(PersonPhoto.objects.get()))
    assert after and not before & after
    assert not any(default_storage.exists(name) for name in before)
    assert consent.shown_photo(person) is None, "staff still have it, in case it is allowed again"


def test_a_photo_whose_file_is_gone_is_withdrawn_too(django_capture_on_commit_callbacks):
    person = make_person()
    make_photo(person)
    given = consent.give(person=person, purpose=PHOTO, on=DAY)
    with django_capture_on_commit_callbacks(execute=True):
        assert consent.withdraw(given, on=DAY)
    assert PersonPhoto.objects.get().renditions == []


def test_withdrawing_the_phone_leaves_the_photo_alone():
    person = make_person()
    photo = make_photo(person)
    consent.give(person=person, purpose=PHOTO, on=DAY)
    consent.withdraw(consent.give(person=person, purpose=PHONE, on=DAY), on=DAY)
    assert PersonPhoto.objects.get().renditions == photo.renditions and consent.shown_photo(person)


# --- Staff's page ----------------------------------------------------------------------------------------------------


@pytest.fixture
def officer(client):
    user = make_staff(username="officer")
    client.force_login(user)
    return user


def send_person(client, person: Person, **changes):
    """The person's page as it stands, with these values."""
    given = list(person.consents.all())
    values = {"first_name": person.first_name}
    for prefix, there in (("memberships", 0), ("consents", len(given)), ("photo", 0)):
        values |= {f"{prefix}-TOTAL_FORMS": there + 1, f"{prefix}-INITIAL_FORMS": there}
    for number, row in enumerate(given):
        values |= {f"consents-{number}-id": row.pk, f"consents-{number}-person": person.pk}
    return client.post(reverse("admin:center_person_change", args=[person.pk]), values | changes)


def test_staff_record_a_consent_with_its_day_and_channel(client, officer):
    person = make_person()
    answer = send_person(
        client, person,
        **{"consents-0-purpose": "photo", "consents-0-given_on": "6/10/2569", "consents-0-channel": "counter"},
    )  # fmt: skip
    assert answer.status_code == 302
    given = Consent.objects.get()
    assert (given.person, given.purpose, given.given_on, given.channel) == (person, "photo", DAY, "counter")
    assert given.wording == consent.newest_wording("photo")
    page = client.get(reverse("admin:center_person_change", args=[person.pk])).content.decode()
    assert "ยินยอมให้ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก เก็บรวบรวมภาพ" in page and "ถอนความยินยอม" in page


@pytest.mark.parametrize(
    ("day", "purpose", "sentence"),
    [("1/1/2600", "phone", "วันที่ยินยอมต้องไม่เกินวันนี้"), ("6/10/2569", "photo", "บันทึกความยินยอมเรื่องนี้ไว้แล้ว")],
)
def test_a_consent_of_tomorrow_and_a_second_one_are_refused_at_the_field(client, officer, day, purpose, sentence):
    person = make_person()
    make_consent(person, given_on=DAY)
    sent = {"consents-1-purpose": purpose, "consents-1-given_on": day, "consents-1-channel": "paper"}
    answer = send_person(client, person, **sent)
    assert answer.status_code == 200 and sentence in answer.content.decode()
    assert Consent.objects.count() == 1


def test_staff_withdraw_by_a_page_of_its_own_and_delete_nothing(client, officer):
    person = make_person()
    given = make_consent(person, given_on=DAY)
    url = reverse("admin:center_consent_withdraw", args=[given.pk])
    assert client.get(url).status_code == 200
    for day, sentence in [
        ("", "กรุณากรอกวันที่"),
        ("5/10/2569", "วันถอนความยินยอมต้องไม่ก่อนวันที่ยินยอม"),
        ("1/1/2600", "วันที่ถอนความยินยอมต้องไม่เกินวันนี้"),
    ]:
        assert sentence in client.post(url, {"on": day}).content.decode()
    assert Consent.objects.in_force().exists()
    assert client.post(url, {"on": "7/10/2569"}).status_code == 302
    row = Consent.objects.get()
    assert (row.withdrawn_on, row.history.first().history_user) == (dt.date(2026, 10, 7), officer)
    page = client.get(reverse("admin:center_person_change", args=[person.pk])).content.decode()
    assert "ถอนแล้วเมื่อ 7 ตุลาคม 2569" in page and "consents-0-DELETE" not in page


def test_who_may_only_look_withdraws_nothing(client):
    given = make_consent(make_person())
    clerk = make_user(is_staff=True)
    clerk.user_permissions.add(*Permission.objects.filter(codename__in=["view_person", "view_consent"]))
    client.force_login(clerk)
    url = reverse("admin:center_consent_withdraw", args=[given.pk])
    assert client.get(url).status_code == client.post(url, {"on": "7/10/2569"}).status_code == 403
    assert Consent.objects.in_force().exists()


def test_the_page_says_whether_the_photo_is_shown(client, officer):
    person = make_person()
    make_photo(person)
    url = reverse("admin:center_person_change", args=[person.pk])
    assert "ไม่แสดง จนกว่าจะบันทึกความยินยอมให้เผยแพร่ภาพ" in client.get(url).content.decode()
    make_consent(person, given_on=timezone.localdate())
    assert "แสดงได้ เพราะเจ้าตัวยินยอมอยู่" in client.get(url).content.decode()
