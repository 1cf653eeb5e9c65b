"""Receiving whoever comes to the counter: one page, blank again at once."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from center.people.models import Person
from consultations.registers.models import ClosedMonth, FollowUp, Outcome, Visit
from tests.consultations.appointments import NOW
from tests.consultations.registers.rows import make_visit
from tests.factories import make_document, make_document_version, make_person, make_topic, tambon
from tests.selection import REFUSED_BY_FORM
from thai.dates import numeric_date

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

URL = "/admin/consultations/visit/add/"


@pytest.fixture(autouse=True)
def signed_in(clock, officer) -> None:
    """An officer is signed in."""


@pytest.fixture
def topic():
    return make_topic()


def opened(client, **look: str) -> dict[str, str]:
    """What the page holds when it is opened, or after looking for somebody."""
    page = client.post(URL, {**look, "look": "1"}) if look else client.get(URL)
    form = page.context["form"]
    names = [name for name in form.fields if form[name].value() is not None]
    return {**{name: str(form[name].value()) for name in names}, **{k: page.context[k] for k in ("shown", "asked")}}


def send(client, data: dict[str, str], **fields):
    return client.post(URL, {**data, **{name: str(value) for name, value in fields.items()}}, follow=True)


def errors(answer) -> dict:
    return dict(answer.context["form"].errors)


def test_a_known_person_is_found_by_part_of_the_number_and_received(client, topic):
    person = make_person(
        title="นาง", first_name="แฉล้ม", surname="ลานใบไม้", phone="0812345678", tambon=tambon(), moo=2, gender="female"
    )
    page = client.post(URL, {"q": "5678", "shown": ""})
    assert "นางแฉล้ม ลานใบไม้" in page.content.decode() and not Visit.objects.exists(), "Enter in the search looks only"
    data = opened(client, q="5678")
    answer = send(client, data, who_came=person.pk, topic=topic.pk)
    visit = Visit.objects.get()
    assert (visit.person, visit.name, visit.phone, visit.moo) == (person, "นางแฉล้ม ลานใบไม้", "0812345678", 2)
    assert (visit.channel, visit.people, visit.gender, visit.topic) == ("walk_in", 1, "female", topic)
    assert visit.served_by == visit.recorded_by == answer.wsgi_request.user
    assert visit.outcome.kind == Outcome.Kind.ADVISED and not FollowUp.objects.exists()
    page = answer.content.decode()
    assert "บันทึกแล้ว คนที่ 1 วันนี้" in page and reverse("admin:consultations_visit_edit", args=[visit.pk]) in page
    assert answer.context["form"]["q"].value() is None, "blank again"
    assert [(change.after, change.by) for change in visit.state_changes.all()] == [("counted", visit.served_by)]


def test_a_village_finds_its_people(client, topic):
    neighbor = make_person(first_name="บุญเรือน", tambon=tambon(), moo=2)
    make_person(first_name="คนอื่น", tambon=tambon(), moo=3)
    form = client.post(URL, {"q": f"ม.2 {tambon().name_th}", "look": "1"}).context["form"]
    assert list(form.listed) == [neighbor.pk]


def test_somebody_new_is_known_from_now_on(client, topic):
    data = opened(client, q="นางสาวสมใจ รักดี")
    assert (data["who_came"], data["name"]) == ("new", "นางสาวสมใจ รักดี")
    send(client, data, topic=topic.pk, phone="081-999-9999", tambon=tambon().pk, moo="๖", gender="female")
    visit, person = Visit.objects.get(), Person.objects.get()
    assert visit.person == person and (person.title, person.first_name, person.surname) == ("นางสาว", "สมใจ", "รักดี")
    assert (person.phone, person.tambon, person.moo, visit.moo) == ("0819999999", tambon(), 6, 6)
    assert list(client.post(URL, {"q": "สมใจ", "look": "1"}).context["form"].listed) == [person.pk]


def test_a_number_that_nobody_has_is_that_of_somebody_new(client, topic):
    assert opened(client, q="081 999 9999")["phone"] == "0819999999"


def test_a_new_name_that_the_registers_have_is_asked_about_first(client, topic):
    known = make_person(first_name="แฉล้ม", surname="ลานใบไม้")
    data = opened(client)
    answer = send(client, data, who_came="new", name="นางแฉล้ม ลานใบไม้", topic=topic.pk)
    assert "คนเดิมหรือไม่" in errors(answer)["who_came"][0] and not Visit.objects.exists()
    again = {**data, "asked": answer.context["asked"], "who_came": "new", "name": "นางแฉล้ม ลานใบไม้", "topic": topic.pk}
    send(client, again)
    assert Person.objects.count() == 2 and Visit.objects.get().person != known


def test_who_gives_no_name_is_served_too(client, topic):
    send(client, opened(client), who_came="nobody", topic=topic.pk, name="ค้างจากช่องอื่น", people=3)
    visit = Visit.objects.get()
    assert (visit.name, visit.person, visit.people) == ("", None, 3) and not Person.objects.exists()


def test_a_form_sent_twice_is_one_visit_and_one_person(client, topic):
    data = opened(client, q="สมใจ รักดี")
    send(client, data, topic=topic.pk)
    send(client, data, topic=topic.pk)
    assert (Visit.objects.count(), Person.objects.count(), Outcome.objects.count()) == (1, 1, 1)


def test_the_count_is_of_people_of_today(client, topic):
    make_visit(people=4)
    make_visit(people=2, at=timezone.now() - dt.timedelta(days=1))
    answer = send(client, opened(client), who_came="nobody", topic=topic.pk, people=2)
    assert "คนที่ 6 วันนี้" in answer.content.decode()


def test_the_folded_part(client, topic):
    ago = NOW - dt.timedelta(days=30)
    document = make_document_version(make_document(published_at=ago), published_at=ago).document
    data = opened(client)
    send(
        client,
        data,
        who_came="nobody",
        topic=topic.pk,
        channel="phone",
        document=document.pk,
        follow_up="on",
        satisfaction=5,
    )
    visit = Visit.objects.get()
    assert (visit.channel, visit.satisfaction) == ("phone", 5)
    assert (visit.outcome.kind, visit.outcome.document) == (Outcome.Kind.FORM, document)
    assert visit.follow_up.due_on == visit.day + dt.timedelta(days=90)


def test_yesterday_is_keyed_later(client, topic):
    yesterday = NOW.date() - dt.timedelta(days=1)
    send(client, opened(client), who_came="nobody", topic=topic.pk, day=numeric_date(yesterday), time="14.30")
    assert Visit.objects.get().day == yesterday and (Visit.objects.get().year, Visit.objects.get().month) == (2026, 11)


@REFUSED_BY_FORM
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"day": "1/1/2600"}, "day"),
        ({"day": "1/1/2400"}, "day"),
        ({"day": "32/1/2569"}, "day"),
        ({"time": "25.00"}, "time"),
        ({"people": "0"}, "people"),
        ({"people": "501"}, "people"),
        ({"topic": ""}, "topic"),
        ({"topic": "999999999999999999999"}, "topic"),
        ({"who_came": ""}, "who_came"),
        ({"who_came": "4711"}, "who_came"),
        ({"who_came": "new", "name": ""}, "name"),
        ({"who_came": "new", "name": "😀"}, "name"),
        ({"who_came": "new", "name": "สมใจ 3-2401-00123-45-0"}, "name"),
        ({"who_came": "new", "name": "สมใจ", "phone": "12"}, "phone"),
        ({"moo": "99", "who_came": "new", "name": "สมใจ"}, "moo"),
        ({"satisfaction": "6"}, "satisfaction"),
        ({"channel": "event"}, "channel"),
        ({"kind": "bribed"}, "kind"),
        ({"document": "x"}, "document"),
        ({"tambon": "x"}, "tambon"),
    ],
)
def test_what_is_wrong_stands_at_the_field_and_nothing_typed_is_lost(client, topic, given, field):
    data = {"who_came": "nobody", "topic": topic.pk, "outside": "บ้านโพธิ์ ฉะเชิงเทรา", **given}
    answer = send(client, opened(client), **data)
    assert answer.status_code == 200 and field in errors(answer) and not Visit.objects.exists()
    assert answer.context["form"]["outside"].value() == "บ้านโพธิ์ ฉะเชิงเทรา"


@pytest.mark.parametrize(("typed", "kept"), [("", "นอกอำเภอบางคล้า"), ("บ้านโพธิ์", "บ้านโพธิ์")])
def test_somebody_from_another_district_is_so_without_saying_which(client, topic, typed, kept):
    send(client, opened(client), who_came="new", name="ทองดี มาไกล", topic=topic.pk, tambon="outside", outside=typed)
    visit = Visit.objects.get()
    assert (visit.tambon, visit.outside) == (None, kept)


def test_nul_and_huge_searches_are_no_error(client, topic):
    for query in ("\0", "ก" * 5000, "%", "ม.99", "๐" * 300):
        assert client.post(URL, {"q": query, "look": "1"}).status_code == 200


def test_a_closed_month_takes_a_reason(client, topic):
    ClosedMonth.objects.create(year=2026, month=10)
    data = opened(client) | {"who_came": "nobody", "topic": topic.pk, "day": "15/10/2569"}
    answer = send(client, data)
    assert "ปิดยอดเดือน ตุลาคม 2569" in errors(answer)["reason"][0]
    send(client, data, reason="พบใบที่ตกหล่น")
    visit = Visit.objects.get()
    assert [change.reason for change in visit.state_changes.all()] == ["พบใบที่ตกหล่น"]


def test_who_may_not_see_people_is_proposed_none(client, topic, django_user_model):
    make_person(first_name="แฉล้ม", phone="0812345678")
    user = django_user_model.objects.create_user("clerk", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="add_visit"))
    client.force_login(user)
    assert not client.post(URL, {"q": "5678", "look": "1"}).context["form"].listed
    send(client, opened(client, q="สมใจ"), topic=topic.pk)
    assert Visit.objects.get().person is None and Person.objects.count() == 1, "nor may they add any"
