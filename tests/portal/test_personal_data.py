"""Whose contact data leaves the portal: fields say of themselves what they hold, and files and lists go by it.

The sweeps go by what a field looks like (its kind, its name, whom it points at), not by a list of ours: the next model
with a phone, a LINE id or an address is found by them.
"""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db import models
from django.test.utils import isolate_apps
from django.urls import reverse

from catalog.importing.models import ImportRow
from catalog.products.models import Producer
from center.access.models import User
from center.people.models import Person
from center.records.history import history_of
from center.records.personal import Privacy, is_personal, personal, personal_contact, privacy_of, public
from center.recycle_bin.deletions import delete_with_return
from portal.access import roles
from tests import factories
from tests.test_admin_english import one_of_each
from thai.django.fields import PhoneField, PhonesField

pytestmark = [pytest.mark.ignore_template_errors]
SHOWN_BY_PYTHON = pytest.mark.sqlite_only(reason="who is shown what is decided in Python, from the same rows")

OURS = {
    config.label
    for config in apps.get_app_configs()
    if config.name in ("center", "catalog", "committee", "consultations")
}
CONTACT = re.compile(r"(?:^|_)(?:phones?|tel|mobile|fax|line|e?mail|address|house|contact)(?:_|$)")
NAME = re.compile(r"(?:^|_)(?:first_name|last_name|surname|nickname|full_name)(?:_|$)")
PHONE = "0987654321"


def looks_like_contact(field: models.Field) -> bool:
    """Whether somebody could be reached by what a field holds."""
    if isinstance(field, PhoneField | PhonesField | models.EmailField):
        return True
    return isinstance(field, models.CharField | models.TextField) and bool(CONTACT.search(field.name))


def looks_personal(field: models.Field) -> bool:
    """Whether a field holds contact data or the name of a person, or points at one. A name beside a phone is a person's."""
    if field.is_relation:
        return field.related_model is Person
    if looks_like_contact(field):
        return True
    beside = field.name == "name" and any(map(looks_like_contact, field.model._meta.concrete_fields))
    return isinstance(field, models.CharField) and (beside or bool(NAME.search(field.name)))


def our_fields() -> Iterator[tuple[type[models.Model], models.Field]]:
    for model in apps.get_models():
        if model._meta.app_label in OURS and not hasattr(model, "instance_type"):  # the rows of histories
            yield from ((model, field) for field in model._meta.concrete_fields)


# --- What fields say of themselves ---------------------------------------------------------------------------------


def test_every_field_that_looks_personal_says_whether_it_is():
    silent = [f"{model.__name__}.{field.name}" for model, field in our_fields()
              if looks_personal(field) and privacy_of(field) is None]  # fmt: skip
    assert silent == [], "say personal(...), personal_contact(...) or public(...) where the field is declared"


def test_what_reaches_a_person_is_more_than_personal():
    weak = [f"{model.__name__}.{field.name}" for model, field in our_fields()
            if looks_like_contact(field) and not field.is_relation and privacy_of(field) is Privacy.PERSONAL]  # fmt: skip
    assert weak == []


def test_histories_keep_no_contact_data_and_no_names_of_persons():
    """Personal data leaves on time only if no copy of it lingers in a history."""
    kept = []
    for model, field in our_fields():
        history = history_of(model)
        if history is not None and looks_personal(field) and is_personal(field) and not field.is_relation:
            names = {column.name for column in history.model._meta.concrete_fields}
            kept += [f"{model.__name__}.{field.name}"] * (field.name in names)
    assert kept == []


@isolate_apps("center")
def test_the_next_model_that_forgets_to_say_is_found():
    class Booking(models.Model):
        name = models.CharField(max_length=9)
        visitor_surname = models.CharField(max_length=9)
        call_back = PhoneField()
        more = PhonesField(max_length=9)
        reply_to = models.EmailField()
        visitor_line = models.CharField(max_length=9)
        home_address = models.TextField()
        speaker = models.ForeignKey(Person, models.PROTECT, related_name="+")
        topic = models.CharField(max_length=9)
        file_name = models.CharField(max_length=9)
        outline = models.TextField()
        starts_at = models.DateTimeField()

        class Meta:
            app_label = "center"

    found = {
        field.name for field in Booking._meta.concrete_fields if looks_personal(field) and privacy_of(field) is None
    }
    others = {"id", "topic", "file_name", "outline", "starts_at"}
    assert found == {field.name for field in Booking._meta.concrete_fields} - others


@isolate_apps("center")
def test_a_name_alone_is_nobodys():
    class Worker(models.Model):
        name = models.CharField(max_length=9)

        class Meta:
            app_label = "center"

    assert not any(map(looks_personal, Worker._meta.concrete_fields))


def test_a_phone_of_which_nobody_said_anything_counts_as_somebodys():
    assert is_personal(PhoneField()) and is_personal(models.EmailField()) and is_personal(PhonesField(max_length=9))
    assert not is_personal(models.CharField()) and not is_personal(public(PhoneField()))
    assert privacy_of(personal(models.CharField())) is Privacy.PERSONAL
    assert privacy_of(personal_contact(models.CharField())) is Privacy.CONTACT


# --- Files ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def marked(db) -> dict[str, str]:
    """A row of every kind whose personal fields hold marks: what stands in a file for each field that holds them."""
    chief = factories.make_staff(username="chief")
    one_of_each(chief)
    person = factories.make_person()
    Producer.objects.update(contact=person)
    ImportRow.objects.update(person=person)
    User.objects.filter(pk=chief.pk).update(person=person)
    marks = {}
    for number, (model, field) in enumerate(our_fields()):
        if not looks_personal(field) or field.is_relation or privacy_of(field) is Privacy.PUBLIC:
            continue
        if isinstance(field, PhoneField):
            mark, value = "098-765-4321", PHONE
        elif isinstance(field, models.EmailField):
            mark = value = f"mark{number}@example.com"
        else:
            mark = value = f"ลับ{number}x"
        model._base_manager.update(**{field.name: value})
        marks[f"{model.__name__}.{field.name}"] = mark
    delete_with_return([factories.make_person(first_name=marks["Person.first_name"])], chief)
    return marks


def viewer(*further: str) -> User:
    """Somebody who may look at everything and change nothing."""
    user = factories.make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    user.user_permissions.add(*Permission.objects.filter(codename__in=further))
    return user


def files(client) -> dict[str, str]:
    """Every list as a file, by the name of its model; empty where it is refused."""
    found = {}
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_export"
        answer = client.get(reverse(name, args=["csv"]))
        assert answer.status_code in (200, 403), model
        found[model.__name__] = b"".join(answer.streaming_content).decode("utf-8-sig") if answer.streaming else ""
    return found


# Who is on duty hangs on the wall: rows that point at a person publicly may say the name, and nothing else.
SAYING_WHO = {
    model.__name__ for model, field in our_fields() if looks_personal(field) and privacy_of(field) is Privacy.PUBLIC
    if field.is_relation
}  # fmt: skip
NAMES_OF_A_PERSON = {"Person.title", "Person.first_name", "Person.surname"}


@SHOWN_BY_PYTHON
def test_no_file_holds_personal_data_without_the_permission_to_export_it(client, marked):
    client.force_login(viewer())
    sent = files(client)
    assert {
        f"{field} in {model}"
        for model, file in sent.items()
        for field, mark in marked.items()
        if mark in file and not (model in SAYING_WHO and field in NAMES_OF_A_PERSON)
    } == set()
    assert {model for model, file in sent.items() if not file} == {
        "Person",
        "Membership",
        "Message",
        "Question",
        "JoinRequest",
        "Speaker",
        "Booking",
        "CallbackRequest",
        "CalendarSettings",
        "Absence",
        "VillageRequest",
        "Visit",
        "FollowUp",
        "Case",
        "Complaint",
    }, "people alone"
    assert {"Producer", "Product", "Deletion", "User", "ImportRow"} <= {model for model, file in sent.items() if file}


@SHOWN_BY_PYTHON
def test_with_the_permission_files_are_whole(client, marked):
    """Otherwise the sweep before would see nothing."""
    client.force_login(viewer("export_personal_data"))
    sent = files(client)
    of_producers = [mark for field, mark in marked.items() if field.startswith("Producer.")]
    assert len(of_producers) == 4 and all(mark in sent["Producer"] for mark in of_producers)
    assert marked["Person.first_name"] in sent["Person"] and marked["Person.first_name"] in sent["Deletion"]
    assert marked["Person.first_name"] in sent["ImportRow"] and marked["User.email"] in sent["User"]
    assert "098-765-4321" in sent["Product"] and marked["Producer.address"] in sent["Product"]


def test_an_officer_gets_the_list_of_producers_without_contacts_and_the_buttons_say_so(client, db):
    roles.sync()
    factories.make_producer(
        name_th="ร้านป้าแดง", phone=PHONE, line_id="paadaeng", address="99/9", latitude=13.71, longitude=101.23
    )
    headings = {}
    for role in (roles.READER, roles.OFFICER, roles.MANAGER):
        user = factories.make_user(is_staff=True)
        user.groups.add(Group.objects.get(name=role.name))
        client.force_login(user)
        shown = client.get(reverse("admin:catalog_producer_changelist")).content.decode()
        assert ("ส่งออก Excel (ไม่มีข้อมูลติดต่อ)" in shown) == (role is not roles.MANAGER)
        assert "ส่งออก CSV" in shown
        answer = client.get(reverse("admin:catalog_producer_export", args=["csv"]))
        headings[role.code] = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[0].split(",")
        announced = client.get(reverse("admin:center_source_changelist")).content.decode()
        assert "ส่งออก Excel" in announced and "ไม่มีข้อมูลติดต่อ" not in announced, "an office's phone is public"
    assert headings["reader"] == headings["officer"]
    left_out = [heading for heading in headings["manager"] if heading not in headings["officer"]]
    assert left_out == ["ที่อยู่", "เบอร์โทรศัพท์", "เบอร์อื่น", "ไอดีไลน์", "ละติจูด", "ลองจิจูด"]
    assert {"ผู้ผลิต", "หมู่ที่", "ตำบล", "แสดงเบอร์และไลน์บนเว็บ"} <= set(headings["officer"])


# --- Lists ---------------------------------------------------------------------------------------------------------


def lists(client) -> dict[str, str]:
    found = {}
    for model in admin.site._registry:
        answer = client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
        assert answer.status_code == 200, model
        found[model.__name__] = answer.content.decode()
    return found


@SHOWN_BY_PYTHON
def test_lists_show_contact_data_to_those_only_who_work_with_it(client, marked):
    """Two hundred rows of names and phones on a page are as good as a file. A row's own page shows them one by one."""
    contacts = {field: mark for field, mark in marked.items() if looks_like_contact(apps_field(field))}
    client.force_login(viewer())
    shown = lists(client)
    assert {
        f"{field} in {model}" for model, page in shown.items() for field, mark in contacts.items() if mark in page
    } == set()
    client.force_login(viewer("change_producer", "change_person"))
    shown = lists(client)
    assert "098-765-4321" in shown["Producer"] and "098-765-4321" in shown["Person"]
    client.force_login(viewer("export_personal_data"))
    assert "098-765-4321" in lists(client)["Producer"]


def apps_field(name: str) -> models.Field:
    return next(field for model, field in our_fields() if f"{model.__name__}.{field.name}" == name)


def test_a_reader_still_opens_one_producer_and_reads_its_phone(client, marked):
    client.force_login(viewer())
    page = client.get(reverse("admin:catalog_producer_change", args=[Producer.objects.first().pk])).content.decode()
    assert "098-765-4321" in page or PHONE in page
