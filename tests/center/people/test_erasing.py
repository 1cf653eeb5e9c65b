"""Erasing one person on request, everywhere; a copy of everything for the person; still erased after a restore."""

import datetime as dt
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.contrib.auth.models import Group as Role
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from center.mail import messages
from center.people import erased_keys, erasing, merging, own_data
from center.people.models import Consent, JoinRequest, Membership, Person, PersonPhoto
from center.people.rows_of_person import ROWS_OF_PERSON
from center.recycle_bin.deletions import delete_with_return
from center.recycle_bin.models import Deletion
from consultations.bookings.models import Booking
from consultations.outreach.models import Registration
from portal.access import roles
from tests.factories import (
    make_consent,
    make_group,
    make_join_request,
    make_person,
    make_photo,
    make_producer,
    make_speaker,
    make_user,
    tambon,
)
from tests.portal.test_purging import MARK, holding, marked_columns
from tests.test_admin_english import one_of_each

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return make_person(first_name=MARK, nickname=MARK, phone="0811111111", line_id=MARK, moo=2, tambon=tambon())


def stored_photo(person: Person) -> PersonPhoto:
    return make_photo(person, original=default_storage.save("originals/somebody.jpg", ContentFile(b"photo")))


@pytest.fixture
def everywhere(officer, person):
    """A row of every kind that points at the person and holds a mark, with messages; something in the recycle bin too."""
    one_of_each(officer)
    for kind in ROWS_OF_PERSON:
        row = kind.model._base_manager.order_by("pk").first()
        if kind.model is not Person and row is not None:
            texts = {} if kind.key == "catalog.producer.contact" else dict.fromkeys(kind.personal_texts, MARK)
            if kind.model is type(officer):
                texts = {}
            kind.model._base_manager.filter(pk=row.pk).update(**{kind.field: person}, **texts)
    JoinRequest.objects.update(state="declined", decided_at=timezone.now())
    booking = Booking.objects.get(person=person)
    content = messages.Content(subject=MARK, body=MARK, line_text=MARK)
    for email in ("", "somebody@example.com"):
        to = messages.Recipient(name=MARK, email=email, phone="0811111111")
        messages.queue(next(iter(messages.KINDS)).key, to=to, content=content, about=booking)
    delete_with_return([make_consent(person, purpose="news")], officer)
    return person


@pytest.fixture
def nothing_pending(monkeypatch):
    """What isn't over is tested apart."""
    monkeypatch.setattr(erasing, "pending", lambda person: [])


def test_whoever_is_erased_stands_nowhere_by_name(everywhere, nothing_pending, officer):
    person, key = everywhere, str(everywhere.key)
    held = holding(MARK)
    assert {"center.person.first_name", "consultations.booking.name", "center.message.body"} <= held
    counts = {model: model._base_manager.count() for model in (Booking, Registration, JoinRequest, Membership)}

    erasing.erase(person, by=officer)

    assert holding(MARK) == set()
    assert holding("0811111111") == set()
    person.refresh_from_db()
    assert (str(person), person.moo, person.tambon) == (erasing.NAMELESS, None, tambon())
    assert person.erased_at and not Person.history.filter(id=person.pk).exclude(moo=None).exists()
    assert {model: model._base_manager.count() for model in counts} == counts, "statistics count on"
    assert not PersonPhoto.objects.exists() and not Consent.objects.in_force().filter(person=person).exists()
    assert not Membership.objects.filter(person=person, left_on=None).exists()
    assert key in Path(erased_keys.path()).read_text()
    assert MARK not in Path(erased_keys.path()).read_text()


@pytest.mark.parametrize("deleted", [True, False])
def test_files_leave_too_from_the_recycle_bin_as_well(officer, person, deleted, django_capture_on_commit_callbacks):
    photo = stored_photo(person)
    name = photo.original.name
    if deleted:
        delete_with_return([photo], officer)
    assert Deletion.objects.exists() is deleted and default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        erasing.erase(person, by=officer)
    assert not Deletion.objects.exists() and not default_storage.exists(name)


def test_records_that_were_merged_are_erased_together(officer, person):
    duplicate = make_person(first_name=f"{MARK} เดิม", phone="0811111111")
    merging.merge(duplicate, into=person, by=officer)
    with pytest.raises(ValidationError):
        erasing.erase(duplicate, by=officer)
    erasing.erase(person, by=officer)
    assert holding(MARK) == set() and Person.objects.exclude(erased_at=None).count() == 2


@pytest.mark.parametrize("what", ["adviser", "contact", "account"])
def test_whoever_is_needed_is_not_erased_and_it_is_said_why(client, officer, person, what):
    if what == "adviser":
        make_speaker(person=person)
    elif what == "contact":
        make_producer(contact=person, name_th="ร้านป้าแดง")
    else:
        make_user(person=person)
    with pytest.raises(ValidationError, match="ยังมีเรื่องที่ไม่จบ"):
        erasing.erase(person, by=officer)
    assert Person.objects.get().first_name == MARK and not Path(erased_keys.path()).exists()
    url = reverse("admin:center_person_erase", args=[person.pk])
    assert "ยังไม่จบ" in client.get(url).content.decode()
    assert "ยังมีเรื่องที่ไม่จบ" in client.post(url, {"sure": "on"}).content.decode()


def test_of_a_list_that_can_not_be_written_nothing_is_erased(client, officer, person, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.ERASED_KEYS = tmp_path / "file" / "keys"
    answer = client.post(reverse("admin:center_person_erase", args=[person.pk]), {"sure": "on"})
    assert "จึงยังไม่ได้ลบ" in answer.content.decode()
    assert Person.objects.get().first_name == MARK


# --- After a restore ---------------------------------------------------------------------------------------------------


def test_whom_a_backup_brings_back_is_erased_again(officer, person, capsys):
    """The record, and a row that hadn't been pointed at it yet when the backup was made."""
    request = make_join_request(name=MARK, person=person, state="accepted", decided_at=timezone.now())
    other = make_person(first_name="คนอื่น")
    before = Person.objects.filter(pk=person.pk).values().get(), JoinRequest.objects.values().get()
    erasing.erase(person, by=officer)
    Person.objects.filter(pk=person.pk).update(**before[0])
    JoinRequest.objects.filter(pk=request.pk).update(**before[1] | {"person_id": other.pk})
    assert holding(MARK)

    call_command("erase_again")

    assert "center.person 1" in capsys.readouterr().out
    assert holding(MARK) == set()
    other.refresh_from_db()
    assert other.first_name == "คนอื่น"
    assert erasing.erase_again() == {}


def test_a_number_that_was_given_again_is_not_erased(officer, person):
    """After a restore the database counts on from the backup: another person gets the number."""
    erasing.erase(person, by=officer)
    pk = person.pk
    Person.objects.all().delete()
    make_person(pk=pk, first_name="คนใหม่")
    erasing.erase_again()
    assert Person.objects.get().first_name == "คนใหม่"


def test_the_list_beside_the_backups_counts_and_a_cut_line_harms_nothing(officer, person, tmp_path):
    erasing.erase(person, by=officer)
    beside = tmp_path / "backups" / erased_keys.NAME
    beside.parent.mkdir()
    beside.write_text(erased_keys.path().read_text() + '{"at": "2026-11-28T09:00:00+07:00", "ke')
    erased_keys.path().unlink()
    Person.objects.filter(pk=person.pk).update(first_name=MARK, erased_at=None)
    call_command("erase_again", beside)
    assert Person.objects.get().first_name == erasing.NAMELESS


def test_every_erasure_is_a_line(officer):
    for _number in range(2):
        erasing.erase(make_person(), by=officer)
    lines = [json.loads(line) for line in erased_keys.path().read_text().splitlines()]
    assert [len(line["keys"]["center.person"]) for line in lines] == [1, 1]
    assert dt.datetime.fromisoformat(lines[0]["at"]).tzinfo is not None


# --- A copy for the person ---------------------------------------------------------------------------------------------


def test_a_copy_holds_everything_and_no_secret(everywhere, django_assert_max_num_queries):
    default_storage.save(everywhere.photo.original.name, ContentFile(b"photo"))
    photo = everywhere.photo.original.name.rpartition("/")[2]
    file = io.BytesIO()
    with django_assert_max_num_queries(150):
        own_data.write(file, everywhere)
    with zipfile.ZipFile(file) as archive:
        assert f"files/{photo}" in archive.namelist()
        sheet = load_workbook(io.BytesIO(archive.read(own_data.SHEET))).active
    rows = [tuple(cell for cell in row) for row in sheet.iter_rows(values_only=True)]
    kinds = {row[0] for row in rows[1:]}
    expected = {str(kind.label) for kind in ROWS_OF_PERSON if kind.model is not Person and kind.of(everywhere).exists()}
    assert expected <= kinds and {"บุคคล", "ข้อความแจ้ง"} <= kinds
    booking = Booking.objects.get(person=everywhere)
    values = {row[3] for row in rows}
    assert {"081-111-1111", MARK, booking.reference} <= values
    assert not {booking.link_key, booking.form_key, str(everywhere.key)} & values


def test_every_value_of_the_person_is_in_the_copy():
    person = make_person(email="somjai@example.com", gender="female", surname="ลานใบไม้")
    file = io.BytesIO()
    own_data.write(file, person)
    with zipfile.ZipFile(file) as archive:
        sheet = load_workbook(io.BytesIO(archive.read(own_data.SHEET))).active
    values = {row[3] for row in sheet.iter_rows(values_only=True)}
    assert {"somjai@example.com", "หญิง", "ลานใบไม้"} <= values
    assert Membership.objects.count() == 0 and marked_columns()


# --- Pages -------------------------------------------------------------------------------------------------------------


def test_an_officer_gives_the_copy_and_it_is_logged(client, officer, person):
    url = reverse("admin:center_person_own_data", args=[person.pk])
    assert url in client.get(reverse("admin:center_person_change", args=[person.pk])).content.decode()
    answer = client.get(url)
    assert answer.status_code == 200 and zipfile.is_zipfile(io.BytesIO(b"".join(answer.streaming_content)))
    entry = officer.logentry_set.get()
    assert "ส่งออกข้อมูลทั้งหมด" in entry.change_message and MARK not in entry.object_repr


def test_a_manager_erases_after_saying_so(client, officer, person):
    url = reverse("admin:center_person_erase", args=[person.pk])
    assert "เรียกคืนไม่ได้" in client.get(url).content.decode()
    assert "กรุณายืนยัน" in client.post(url).content.decode() and Person.objects.get().first_name == MARK
    answer = client.post(url, {"sure": "on"}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200 and erasing.NAMELESS in page
    assert "center_person_erase" not in page and reverse("admin:center_person_merge", args=[person.pk]) not in page
    assert client.get(url).status_code == 404
    assert MARK not in str(list(officer.logentry_set.values()))


def test_an_erased_record_is_offered_nowhere_and_changed_no_more(client, officer, person):
    Membership.objects.create(person=person, group=make_group())
    erasing.erase(person, by=officer)
    field = {"app_label": "center", "model_name": "duty", "field_name": "person", "term": "ลบข้อมูล"}
    assert client.get(reverse("admin:autocomplete"), field).json()["results"] == []
    answer = client.post(reverse("admin:center_person_change", args=[person.pk]), {"first_name": "ใหม่"})
    assert answer.status_code == 403 and Person.objects.get().first_name == erasing.NAMELESS


@pytest.mark.parametrize(("role", "status"), [(roles.OFFICER, 403), (roles.MANAGER, 200), (roles.READER, 403)])
def test_who_may(client, person, role, status):
    roles.sync()
    user = make_user(is_staff=True)
    user.groups.add(Role.objects.get(name=role.name))
    client.force_login(user)
    for page in ("own_data", "erase"):
        answer = client.get(reverse(f"admin:center_person_{page}", args=[person.pk]))
        assert answer.status_code == status
        if answer.streaming:
            assert b"".join(answer.streaming_content)  # read to its end, a file closes itself
