"""Complaints and suggestions: sent by anybody, found by the number alone, seen and answered by managers only."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from center.mail.models import Message
from consultations.bookings.actors import staff
from consultations.registers import complaints
from consultations.registers.addresses import complaint_page
from consultations.registers.forms import COMPLAINT_FORM
from consultations.registers.models import Complaint
from portal.access import roles
from tests.consultations.appointments import NOW
from tests.consultations.bookings.journeys import main_of, token
from tests.consultations.bookings.test_bad_inputs import ZALGO
from tests.consultations.bookings.test_retention import found
from tests.consultations.registers.case_rows import make_complaint
from tests.factories import make_staff, make_user
from tests.selection import REFUSED_BY_FORM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

URL = "/complaints/"
TEXT = "มาตามนัดแล้วรอเกือบชั่วโมง ไม่มีใครบอก"


def filled(**fields) -> dict:
    given = {"kind": "complaint", "text": TEXT, "name": "", "phone": "", "website": ""}
    return {**given, "token": token(form_name=COMPLAINT_FORM), **fields}


def somebody(role: str):
    roles.sync()
    user = make_user(username=role, is_staff=True)
    user.groups.add(Group.objects.get(name=next(known.name for known in roles.ROLES if known.code == role)))
    return user


# --- Sending -------------------------------------------------------------------------------------------------------


def test_nobody_has_to_say_who_they_are(client):
    answer = client.post(URL, filled())
    sent = Complaint.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, complaint_page(sent))
    assert (sent.name, sent.phone, sent.text, sent.state) == ("", "", TEXT, "received")
    page = main_of(client.get(complaint_page(sent)))
    assert len(sent.reference) == 8 and sent.reference in page and "คำตอบจะขึ้นที่หน้านี้" in page and TEXT not in page


def test_the_same_form_sent_again_is_one_complaint(client):
    form = filled(kind="suggestion", name="แฉล้ม", phone="081-234-5678")
    answers = [client.post(URL, form)["Location"] for _time in range(2)]
    assert answers[0] == answers[1] and Complaint.objects.get().phone == "0812345678"


BAD = {
    "no text": {"text": ""},
    "text of spaces": {"text": "   "},
    "text of zero width": {"text": "\u200b\u200b"},
    "text too long": {"text": "ก" * 2001},
    "text of 1 MB": {"text": "ก" * 350_000},
    "text with NUL": {"text": "รอ\0นาน"},
    "zalgo text": {"text": ZALGO},
    "ID card in the text": {"text": "ผมชื่อสมชาย บัตร 3-2401-00123-45-0"},
    "no kind": {"kind": ""},
    "kind of nothing": {"kind": "' OR 1=1"},
    "emoji for a name": {"name": "😀😀"},
    "name too long": {"name": "ก" * 161},
    "short phone": {"phone": "0812"},
    "phone with NUL": {"phone": "081\0234 5678"},
    "honeypot": {"website": "http://spam.example"},
    "no token": {"token": ""},
    "token of another form": {"token": token(form_name="booking")},
    "too fast": {"token": "fresh"},
}


@REFUSED_BY_FORM
@pytest.mark.parametrize("fields", BAD.values(), ids=BAD)
def test_what_is_no_complaint_is_refused_in_thai(client, fields):
    if fields.get("token") == "fresh":
        fields = {"token": token(form_name=COMPLAINT_FORM, seconds_ago=0)}
    answer = client.post(URL, filled(**fields))
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert not Complaint.objects.exists()
    assert TEXT in answer.content.decode() or "text" in fields


# --- Following it --------------------------------------------------------------------------------------------------


def test_the_number_alone_leads_to_the_answer(client):
    sent = make_complaint()
    complaints.answer(sent, text="ขออภัย ต่อไปจะโทรแจ้งก่อน", by=staff(make_staff()))
    spaced = f" {sent.reference[:4]}-{sent.reference[4:]} "
    answer = client.post(URL, {"number": spaced})
    assert answer["Location"] == complaint_page(sent)
    assert "ต่อไปจะโทรแจ้งก่อน" in main_of(client.get(answer["Location"]))


@pytest.mark.parametrize("number", ["", "1234", "00000000", "ก" * 8, "9" * 200, "1234\x00678", "' OR 1=1"])
def test_a_wrong_number_says_no_more(client, number):
    make_complaint()
    answer = client.post(URL, {"number": number})
    assert answer.status_code == 422 and 'id="id_number"' in answer.content.decode()


def test_numbers_cannot_be_tried_without_end(client):
    make_complaint()
    answers = [client.post(URL, {"number": f"{10_000_000 + number}"}) for number in range(33)]
    assert "กรุณารอ" in answers[-1].content.decode() and "ไม่พบเรื่อง" in answers[0].content.decode()


@pytest.mark.parametrize("link", ["x", "a.b", "12345678"])
def test_a_made_up_link_leads_nowhere(client, link):
    make_complaint()
    assert client.get(f"/complaints/{link}/").status_code == 404


def test_the_page_stands_in_the_site_map(client):
    assert URL in main_of(client.get("/site-map/")) and URL in client.get("/search/?q=ร้องเรียน").content.decode()


def test_a_number_finds_nothing_once_its_page_has_ended():
    sent = make_complaint()
    assert complaints.found(sent.reference) == sent
    Complaint.objects.update(link_expires_at=sent.sent_at)
    assert complaints.found(sent.reference) is None


# --- Managers ------------------------------------------------------------------------------------------------------


@pytest.mark.ignore_template_errors
def test_only_managers_see_it(client):
    sent = make_complaint(name="สมชาย ผู้ร้อง", phone="0899999999")
    page = reverse("admin:consultations_complaint_change", args=[sent.pk])
    for role in ("officer", "secretary", "reader"):
        client.force_login(somebody(role))
        assert client.get(page).status_code == 403
        home = client.get(reverse("admin:index")).content.decode()
        assert "complaint" not in home and sent.reference not in home
        for query in (sent.reference, "สมชาย", "0899999999"):
            assert page not in client.get(reverse("admin:staff_find"), {"q": query}).content.decode()
    client.force_login(somebody("manager"))
    assert sent.text in client.get(page).content.decode()
    assert "consultations/complaint/?state__exact=received" in client.get(reverse("admin:index")).content.decode()


@pytest.mark.ignore_template_errors
def test_a_manager_answers_and_puts_the_answer_right(client):
    sent = make_complaint(phone="0899999999")
    client.force_login(somebody("manager"))
    client.post(reverse("admin:consultations_complaint_examine", args=[sent.pk]))
    answer = reverse("admin:consultations_complaint_answer", args=[sent.pk])
    assert list(client.post(answer, {"answer": " "}).context["form"].errors) == ["answer"]
    client.post(answer, {"answer": "ขออภัย"})
    client.post(answer, {"answer": "ขออภัย แก้ไขแล้ว"})
    sent.refresh_from_db()
    assert (sent.state, sent.answer) == ("answered", "ขออภัย แก้ไขแล้ว")
    assert [change.after for change in sent.state_changes.all()] == ["answered", "answered", "examined", "received"]
    assert not Message.objects.exists(), "the list of calls is read by all staff"


@pytest.mark.ignore_template_errors
def test_a_manager_types_in_what_came_on_paper_once(client):
    page = reverse("admin:consultations_complaint_add")
    client.force_login(somebody("officer"))
    assert client.get(page).status_code == 403 and client.post(page, {"text": "รอนาน"}).status_code == 403
    client.force_login(somebody("manager"))
    token = client.get(page).context["form"]["token"].value()
    typed = {"token": token, "kind": "suggestion", "text": "อยากให้มีเก้าอี้รอ", "phone": "081-234-5678"}
    assert "text" in client.post(page, {**typed, "text": " "}).context["form"].errors
    answer = client.post(page, typed, follow=True)
    sent = Complaint.objects.get()
    assert (sent.kind, sent.phone, sent.state) == ("suggestion", "0812345678", "received")
    assert sent.reference in answer.content.decode() and sent.state_changes.get().actor == "staff"
    client.post(page, typed)
    assert Complaint.objects.count() == 1


# --- Forgetting ----------------------------------------------------------------------------------------------------


def test_what_was_written_is_forgotten_a_year_after_the_last_word(monkeypatch):
    sent = make_complaint(name="สมชาย ผู้ร้อง", phone="0899999999")
    a_year = dt.timedelta(days=365)
    assert complaints.forget_complaints(NOW + a_year - dt.timedelta(seconds=1)) == 0
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + dt.timedelta(days=30))
    complaints.answer(sent, text="ขออภัยคุณสมชาย", by=staff(make_staff()))
    assert complaints.forget_complaints(NOW + a_year) == 0
    assert complaints.forget_complaints(NOW + dt.timedelta(days=395)) == 1
    sent.refresh_from_db()
    assert (sent.kind, sent.state, sent.sent_at) == ("complaint", "answered", NOW)
    assert not any(found(secret) for secret in ("รอนานมาก", "สมชาย", "0899999999"))
    assert complaints.forget_complaints(NOW + dt.timedelta(days=395)) == 0
