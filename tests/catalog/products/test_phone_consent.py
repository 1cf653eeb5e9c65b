"""A producer's phone is shown with the consent of its contact, and hidden at once when that is withdrawn."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from catalog.products.contacts import contact_of
from catalog.products.phone_consent import consent_of, record, stop
from center.people import consent
from center.people.models import Consent, Person
from tests import factories
from tests.page_forms import posting_forms

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
DAY = dt.date(2026, 10, 1)


@pytest.fixture
def officer(client):
    user = factories.make_staff()
    client.force_login(user)
    return user


@pytest.fixture
def producer():
    return factories.make_producer(name_th="ไข่เค็มป้าแฉล้ม", phone="0812345678", moo=6, tambon=factories.tambon())


def page_of(producer, name="phone_consent") -> str:
    return reverse(f"admin:catalog_producer_{name}", args=[producer.pk])


def shown(producer) -> bool:
    producer.refresh_from_db()
    return contact_of(producer) is not None


def allow(producer, person=None, by=None, **fields):
    person = person or factories.make_person(first_name="แฉล้ม")
    by = by or factories.make_staff()
    return record(producer=producer, person=person, by=by, **{"on": DAY, "channel": "paper", **fields})


def test_an_imported_producer_gets_its_contact_with_the_consent_and_its_phone_is_shown(client, officer, producer):
    form_page = client.get(reverse("admin:catalog_producer_change", args=[producer.pk])).content.decode()
    assert "ผู้ผลิตยินยอมให้แสดงเบอร์" in form_page
    assert 'name="phone_shown"' not in form_page
    assert "แสดงเบอร์โทรศัพท์ของข้าพเจ้าบนเว็บไซต์" in client.get(page_of(producer)).content.decode()
    data = {
        "who": "new",
        "title": "นาง",
        "first_name": "แฉล้ม",
        "surname": "ลานใบไม้",
        "on": "1/10/2569",
        "channel": "phone",
    }
    answer = client.post(page_of(producer), data, follow=True)
    assert "นางแฉล้ม ลานใบไม้ ยินยอมเมื่อ 1 ตุลาคม 2569 (ทางโทรศัพท์)" in answer.content.decode()
    assert shown(producer)
    person = producer.contact
    assert (person.full_name(), person.phone, person.moo, person.tambon) == (
        "แฉล้ม ลานใบไม้",
        "0812345678",
        6,
        producer.tambon,
    )
    given = consent_of(producer)
    assert (given.purpose, given.given_on, given.channel, given.wording) == ("phone", DAY, "phone", 1)
    assert producer.history.first().history_user == officer
    assert Person.objects.get(search_text__contains="แฉลม") == person


def test_people_with_the_phone_are_proposed_and_nobody_is_chosen_for_the_officer(client, officer, producer):
    owner = factories.make_person(first_name="แฉล้ม", phone="0812345678")
    factories.make_person(first_name="สมใจ", phone="0899999999")
    form = client.get(page_of(producer)).context["form"]
    assert [key for key, _label in form.fields["who"].choices] == [str(owner.pk), "new", "other"]
    assert not form.initial["who"]
    client.post(page_of(producer), {"who": owner.pk, "on": "1/10/2569", "channel": "paper"})
    assert shown(producer)
    assert producer.contact == owner
    assert Person.objects.count() == 2


def test_a_producer_without_a_phone_proposes_nobody(client, officer):
    producer = factories.make_producer(line_id="egg")
    factories.make_person(phone="")
    form = client.get(page_of(producer)).context["form"]
    assert [key for key, _label in form.fields["who"].choices] == ["new", "other"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"who": ""}, "กรุณาเลือกว่าใครเป็นผู้ให้ความยินยอม"),
        ({"first_name": ""}, "กรุณากรอกชื่อ"),
        ({"who": "other"}, "กรุณาเลือกบุคคล"),
        ({"on": "1/10/2599"}, "วันที่ต้องไม่เกินวันนี้"),
        ({"on": ""}, "กรุณากรอกวันที่"),
    ],
)
def test_what_is_missing_shows_no_phone(client, officer, producer, changes, sentence):
    data = {"who": "new", "first_name": "แฉล้ม", "on": "1/10/2569", "channel": "paper"} | changes
    assert sentence in client.post(page_of(producer), data).content.decode()
    assert not shown(producer)
    assert not Consent.objects.exists()


def test_without_phone_and_line_there_is_nothing_to_allow(client, officer):
    producer = factories.make_producer()
    assert "ยังไม่มีเบอร์หรือไอดีไลน์ให้แสดง" in client.get(page_of(producer), follow=True).content.decode()


def test_a_withdrawn_consent_hides_every_phone_of_its_person_at_once(producer):
    person = factories.make_person()
    other, foreign = (factories.make_producer(phone="0812345679") for _ in range(2))
    given = allow(producer, person)
    allow(other, person)
    allow(foreign)
    consent.withdraw(given, on=timezone.localdate(), by=factories.make_staff())
    assert [shown(row) for row in (producer, other, foreign)] == [False, False, True]
    assert producer.history.first().phone_shown is False


def test_withdrawing_another_consent_hides_no_phone(producer):
    person = factories.make_person()
    allow(producer, person)
    consent.withdraw(factories.make_consent(person), on=timezone.localdate())
    assert shown(producer)


def test_the_producers_page_stops_showing_and_withdraws(client, officer, producer):
    given = allow(producer)
    assert "ถอนในวันที่นี้" in client.get(page_of(producer, "phone_stop")).content.decode()
    assert (
        "วันถอนความยินยอมต้องไม่ก่อนวันที่ยินยอม"
        in client.post(page_of(producer, "phone_stop"), {"on": "1/9/2569"}).content.decode()
    )
    assert shown(producer)
    client.post(page_of(producer, "phone_stop"), {"on": "2/10/2569"})
    assert not shown(producer)
    given.refresh_from_db()
    assert given.withdrawn_on == dt.date(2026, 10, 2)
    assert not stop(producer=producer, on=DAY, by=officer)


def test_a_phone_shown_without_a_record_says_so_and_can_be_hidden(client, officer, producer):
    producer.phone_shown = True
    producer.save()
    page = client.get(reverse("admin:catalog_producer_change", args=[producer.pk])).content.decode()
    assert "แสดงอยู่ แต่ยังไม่ได้บันทึกว่าใครยินยอม" in page
    client.post(page_of(producer, "phone_stop"), {"on": "2/10/2569"})
    assert not shown(producer)


def edit(client, producer, **changes):
    address = reverse("admin:catalog_producer_change", args=[producer.pk])
    page = client.get(address)
    form = page.context["adminform"].form
    data = {name: form[name].value() for name in form.fields} | {"products-TOTAL_FORMS": 0, "products-INITIAL_FORMS": 0}
    data = {name: value for name, value in data.items() if value not in (None, [])}
    answer = client.post(address, data | changes, follow=True)
    assert answer.redirect_chain, answer.context["errors"]
    return answer.content.decode()


def test_another_contact_has_to_allow_it_too(client, officer, producer):
    allow(producer)
    edit(client, producer, moo=5)
    assert shown(producer)
    said = edit(client, producer, contact=factories.make_person().pk)
    assert "ซ่อนเบอร์แล้ว" in said
    assert not shown(producer)


def test_a_phone_that_is_taken_out_is_shown_no_more(client, officer, producer):
    allow(producer)
    edit(client, producer, phone="")
    producer.refresh_from_db()
    assert not producer.phone_shown


@pytest.mark.parametrize("name", ["phone_consent", "phone_stop"])
@pytest.mark.parametrize("permission", ["change_producer", "add_consent", "change_consent"])
def test_who_may_only_do_half_of_it_does_nothing(client, producer, name, permission):
    if name == "phone_stop":
        allow(producer)
    user = factories.make_user(is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=[permission, "view_producer"]))
    client.force_login(user)
    data = {"who": "new", "first_name": "แฉล้ม", "on": "2/10/2569", "channel": "paper"}
    assert client.post(page_of(producer, name), data).status_code == 403
    assert shown(producer) == (name == "phone_stop")


def test_who_may_add_no_people_is_offered_those_of_the_register(client, producer):
    user = factories.make_user(is_staff=True)
    user.user_permissions.add(
        *Permission.objects.filter(codename__in=["change_producer", "add_consent", "view_producer"])
    )
    client.force_login(user)
    page = client.get(page_of(producer))
    assert [key for key, _label in page.context["form"].fields["who"].choices] == ["other"]
    assert posting_forms(page)
    client.post(page_of(producer), {"who": "new", "first_name": "แฉล้ม", "on": "2/10/2569", "channel": "paper"})
    assert not shown(producer)
