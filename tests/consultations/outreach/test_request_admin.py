"""Villages' requests on the staff site: read, answered, turned into an event in one step; and the staff's first page."""

import datetime as dt

import pytest
from django.urls import reverse

from consultations.bookings.actors import staff
from consultations.outreach import events, requests
from consultations.outreach.models import OutreachEvent, VillageRequest
from tests.consultations.appointments import NOW, at
from tests.consultations.outings import make_event, plan
from tests.factories import make_place, tambon

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors, pytest.mark.usefixtures("office_hours")]


def url(name: str, *arguments) -> str:
    return reverse(f"admin:consultations_request_{name}", args=arguments)


ADD_EVENT = "admin:consultations_outreachevent_add"


def asked(**fields) -> VillageRequest:
    given = {
        "subject": "ทำไข่เค็ม",
        "name": "บุญเรือน ทดสอบ",
        "phone": "0812345678",
        "form_key": fields.get("subject", "k"),
    }
    return requests.ask(**{**given, **fields})


def page_of(client, row: VillageRequest) -> str:
    return client.get(reverse("admin:consultations_villagerequest_change", args=[row.pk])).content.decode()


def test_an_event_is_planned_from_a_request_in_one_step(client, officer):
    row = asked(tambon=tambon(), moo=6, people=40, on_behalf_of="กลุ่มแม่บ้านหมู่ 6", when="เสาร์เช้า")
    page = client.get(f"{reverse(ADD_EVENT)}?request={row.pk}")
    form, (session,) = page.context["form"], page.context["sessions"]
    assert (form["name_th"].value(), form["for_whom_th"].value()) == ("ทำไข่เค็ม", "กลุ่มแม่บ้านหมู่ 6")
    assert (form["new_tambon"].value(), session["capacity"].value()) == (tambon().pk, 40)
    assert "6" in form["new_place"].value() and "เสาร์เช้า" in page.content.decode()
    data = {"name_th": "ทำไข่เค็ม", "new_place": form["new_place"].value(), "new_tambon": tambon().pk, "where": ""}
    data |= {"travel_minutes": "0", "sessions": "1", "s0-date": "7/12/2569", "s0-starts": "9.00", "s0-ends": "12.00"}
    client.post(f"{reverse(ADD_EVENT)}?request={row.pk}", data | {"s0-kind": "talk"})
    row.refresh_from_db()
    event = OutreachEvent.objects.get()
    assert (row.state, row.event, event.place.tambon) == ("planned", event, tambon())
    assert (
        row.subject in client.get(reverse("admin:consultations_outreachevent_change", args=[event.pk])).content.decode()
    )


@pytest.mark.parametrize(
    ("where", "new_place", "name"),
    [
        ("known", "", "ศาลาเดิม"),
        ("known", "filled in", "ศาลาเดิม"),
        ("", "ศาลาใหม่", "ศาลาใหม่"),
        ("known", "ศาลาใหม่", None),
    ],
)
def test_of_two_places_the_one_that_was_touched_counts(client, officer, where, new_place, name):
    row = asked(tambon=tambon(), moo=6)
    address = f"{reverse(ADD_EVENT)}?request={row.pk}"
    filled_in = client.get(address).context["form"]["new_place"].value()
    data = {"name_th": "ก", "travel_minutes": "0", "sessions": "1", "s0-date": "7/12/2569", "s0-starts": "9.00"}
    data |= {"s0-ends": "12.00", "s0-kind": "talk", "where": make_place(name_th="ศาลาเดิม").pk if where else ""}
    answer = client.post(address, data | {"new_place": filled_in if new_place == "filled in" else new_place})
    if name is None:
        assert [error["id"] for error in answer.context["summary"]] == ["id_new_place"]
    else:
        assert OutreachEvent.objects.get().place.name_th == name


def test_an_event_that_cannot_be_saved_answers_nobody(client, officer):
    row = asked()
    client.post(f"{reverse(ADD_EVENT)}?request={row.pk}", {"name_th": "ก", "sessions": "1"})
    row.refresh_from_db()
    assert row.state == "received" and not OutreachEvent.objects.exists()


def test_declined_with_an_answer_and_taken_back(client, officer):
    row = asked()
    assert client.post(url("decline", row.pk), {"answer": ""}).status_code == 200
    client.post(url("decline", row.pk), {"answer": "เดือนนี้คิวเต็ม"})
    row.refresh_from_db()
    assert (row.state, row.answer) == ("declined", "เดือนนี้คิวเต็ม")
    assert url("reopen", row.pk) in page_of(client, row) and client.get(url("reopen", row.pk)).status_code == 405
    client.post(url("reopen", row.pk))
    row.refresh_from_db()
    assert (row.state, row.answer) == ("received", "")


def test_a_request_on_paper_is_typed_with_the_number_of_its_letter(client, officer):
    add = reverse("admin:consultations_villagerequest_add")
    token = client.get(add).context["form"]["token"].value()
    data = {"token": token, "kind": "visit", "subject": "ทำบัญชี", "name": "ผู้ใหญ่เสริม", "phone": "089-999-9999"}
    data |= {"tambon": tambon().pk, "moo": "๓", "letter_number": "121/2569"}
    assert list(client.post(add, data | {"phone": "1"}).context["form"].errors) == ["phone"]
    client.post(add, data), client.post(add, data)
    row = VillageRequest.objects.get()
    assert (row.letter_number, row.moo, row.phone) == ("121/2569", 3, "0899999999")
    client.post(url("letter", row.pk), {"letter_number": "122/2569"})
    row.refresh_from_db()
    assert row.letter_number == "122/2569" and "122/2569" in page_of(client, row)


def test_the_first_page_tells_what_comes_and_what_waits(client, officer, monkeypatch):
    today = make_event(plan(NOW + dt.timedelta(hours=2), 1), name_th="สาธิตวันนี้")
    tomorrow = make_event(plan(at(9, days=1), 1), name_th="อบรมพรุ่งนี้")
    called_off = make_event(plan(at(9, days=2), 1), name_th="งานยกเลิก")
    events.cancel(called_off, by=staff(officer, "ฝน"))
    far = make_event(plan(at(9, days=8), 1), name_th="งานไกล")
    asked()
    page = client.get(reverse("admin:index")).content.decode()
    assert today.name_th in page and tomorrow.name_th in page
    assert called_off.name_th not in page and far.name_th not in page
    assert "?state__exact=received" in page and "?time=unnoted" not in page
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(12, days=2))
    client.force_login(officer)
    page = client.get(reverse("admin:index")).content.decode()
    assert "?time=unnoted" in page and today.name_th not in page
    listed = client.get(reverse("admin:consultations_outreachevent_changelist"), {"time": "unnoted"})
    assert list(listed.context["cl"].result_list) == [tomorrow, today]


@pytest.mark.parametrize("typed", ["ไข่เค็ม", "บุญเรือน", "081-234-5678"])
def test_requests_are_found(client, officer, typed):
    row = asked()
    asked(subject="ออกร้าน", name="สมชาย", phone="0899999999")
    listed = client.get(reverse("admin:consultations_villagerequest_changelist"), {"q": typed})
    assert list(listed.context["cl"].result_list) == [row]
