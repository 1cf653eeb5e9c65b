"""Forms filled in on the website: a page for printing comes back, and nothing typed is stored."""

import logging
import re
from unittest import mock

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from center.documents.forms_to_print import FORMS
from center.documents.models import Document
from center.visitors import form_guard
from tests.factories import make_document, make_person, make_producer, make_product, make_staff, tambon

pytestmark = pytest.mark.django_db

SECRET = "นางทดสอบ ลับมาก"
PRODUCER = {
    "producer_name": "กลุ่มขนมบ้านท่า",
    "kind": "group",
    "members": "๑๒",
    "applicant": SECRET,
    "phone": "081-234-5678",
    "house": "99/1",
    "tambon": "ปากน้ำ",
    "district": "บางคล้า",
    "province": "ฉะเชิงเทรา",
    "products": "ขนมเปี๊ยะ\nหมี่กรอบ",
}
CONSULTATION = {
    "applicant": SECRET,
    "phone": "0812345678",
    "matters": ["capital", "market"],
    "question": "อยากขายออนไลน์",
}
SENT = {"otop-producer": PRODUCER, "consultation": CONSULTATION}
AGAIN = "ยังไม่ได้สร้างหน้าสำหรับพิมพ์ เพราะหน้านี้เปิดไว้นานเกินไปหรือส่งมาจากเว็บอื่น"


def address(name: str) -> str:
    return f"/documents/fill/{name}/"


def token(name: str, *, seconds_ago: float = 0) -> str:
    """The token of a form whose page was made some seconds ago."""
    with mock.patch("django.core.signing.time.time", return_value=timezone.now().timestamp() - seconds_ago):
        return form_guard.new_token(f"fill {name}")


def send(client, name: str, **typed):
    """Fill in a form on its page and send it."""
    return client.post(address(name), {"token": token(name), **SENT[name], **typed})


@pytest.mark.parametrize("name", SENT)
def test_the_print_holds_what_was_typed(client, name):
    page = send(client, name)
    html = page.content.decode()
    assert page.status_code == 200
    assert page.templates[0].name == "center/documents/form_print.html"
    assert SECRET in html and "081-234-5678" in html
    assert "no-store" in page["Cache-Control"]
    assert ("เขียนเองบนกระดาษ" in html) == FORMS[name].id_card
    assert "ลงชื่อ" in html


def test_what_is_invisible_is_not_filled_in_and_thai_is_repaired(client):
    refused = send(client, "consultation", applicant="\u200b", question="\u200b\n")
    assert set(refused.context["form"].errors) == {"applicant", "question"}
    printed = send(client, "consultation", question="ขายนำ้ตาล").content.decode()
    assert "ขายน้ำตาล" in printed


def test_answers_in_words(client):
    html = send(client, "otop-producer").content.decode()
    assert "<dd>กลุ่มผู้ผลิตชุมชน</dd>" in html and "<dd>12</dd>" in html and "ขนมเปี๊ยะ<br>หมี่กรอบ" in html
    html = send(client, "consultation").content.decode()
    assert "<dd>แหล่งทุน, ตลาดและการขาย</dd>" in html


@pytest.mark.parametrize("name", SENT)
def test_nothing_is_kept(client, name, caplog, tmp_path, settings, django_assert_num_queries):
    settings.MEDIA_ROOT = tmp_path
    caplog.set_level(logging.DEBUG)
    with CaptureQueriesContext(connection) as queries:
        page = send(client, name)
    assert all(query["sql"].startswith("SELECT") for query in queries)
    assert not any(SECRET in query["sql"] for query in queries)
    assert not page.cookies
    assert not [
        record for record in caplog.records if record.name != "django.db.backends" and SECRET in record.getMessage()
    ]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("origin", [None, "http://testserver"])
def test_the_form_works_as_the_page_gives_it_without_a_cookie(origin):
    """With Django's CSRF checks on: read the page, fill in, send; go back to the form and send again."""
    strict = Client(enforce_csrf_checks=True, headers={"origin": origin} if origin else {})
    page = strict.get(address("consultation"))
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', page.content.decode()))
    assert set(hidden) == {"token"}
    for change, template in [({}, "form_print"), ({"change": "1"}, "form_fill"), ({}, "form_print")]:
        page = strict.post(address("consultation"), CONSULTATION | hidden | change)
        assert page.templates[0].name == f"center/documents/{template}.html"
        hidden = dict(re.findall(r'<input type="hidden" name="(token)" value="([^"]+)"', page.content.decode()))
        assert not page.cookies


def gives_the_form_again(page) -> str:
    """Check that a page is the form with the typed values and one error message; return its token."""
    html = page.content.decode()
    assert page.status_code == 200
    assert page.templates[0].name == "center/documents/form_fill.html"
    assert "no-store" in page["Cache-Control"]
    assert SECRET in html and html.count(AGAIN) == 1 and "มีข้อความสีแดง" not in html
    return page.context["form"]["token"].value()


@pytest.mark.parametrize(
    "foreign",
    [None, "", "made-up:1:2", token("otop-producer"), token("consultation", seconds_ago=86_460)],
    ids=["missing", "empty", "made up", "of another form", "old"],
)
def test_what_was_not_filled_in_on_our_page_comes_back_as_the_form_with_what_was_typed(client, foreign):
    typed = CONSULTATION if foreign is None else CONSULTATION | {"token": foreign}
    fresh = gives_the_form_again(client.post(address("consultation"), typed))
    assert send(client, "consultation", token=fresh).templates[0].name == "center/documents/form_print.html"


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_a_page_of_another_site_puts_nothing_on_our_sheet_even_with_a_token_it_fetched(client, origin):
    typed = CONSULTATION | {"token": token("consultation")}
    page = client.post(address("consultation"), typed, headers={"origin": origin})
    kept = gives_the_form_again(page)
    page = client.post(address("consultation"), typed | {"token": kept}, headers={"origin": "http://testserver"})
    assert page.templates[0].name == "center/documents/form_print.html"


def test_every_page_has_a_token_of_its_own(client):
    pages = [client.get(address("consultation")).context["form"]["token"].value() for _ in range(2)]
    assert len(set(pages)) == 2


def test_what_is_typed_never_stands_in_an_address(client):
    html = client.get(address("consultation"), CONSULTATION).content.decode()
    assert f'value="{SECRET}"' not in html
    assert '<form method="post"' in html


@pytest.mark.parametrize("name", SENT)
def test_mistakes_are_shown_and_what_was_typed_stays(client, name):
    page = send(client, name, phone="12")
    html = page.content.decode()
    assert "กรุณากรอกเบอร์โทรศัพท์" in html
    assert SECRET in html
    assert "no-store" in page["Cache-Control"]
    assert client.post(address(name), {}).status_code == 200


def test_back_to_the_form_with_everything_in_it(client):
    html = send(client, "otop-producer", change="1").content.decode()
    assert f'value="{SECRET}"' in html and "<textarea" in html


def test_markup_is_shown_as_typed(client):
    html = send(client, "consultation", question="<script>alert(1)</script>").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_no_id_card_number_is_asked_for(client):
    for name in FORMS:
        html = client.get(address(name)).content.decode()
        assert "ไม่ต้องกรอกเลขประจำตัวประชาชน" in html
    assert not [field for form in FORMS.values() for field in form.base_fields if "card" in field]


def test_sample_across_only_on_a_demonstration_site(client):
    assert "data-sample" not in send(client, "consultation").content.decode()
    with override_settings(DEMO=True):
        assert 'data-sample="ตัวอย่าง"' in send(client, "consultation").content.decode()


@pytest.mark.ignore_template_errors
def test_other_forms_and_methods(client):
    assert client.get(address("invoice")).status_code == 404
    assert client.put(address("consultation")).status_code == 405


def test_the_document_of_the_form_leads_there(client):
    document = make_document(on_the_web="otop-producer", code="OTOP-01")
    assert address("otop-producer") in client.get(document.get_absolute_url()).content.decode()
    assert "OTOP-01" in send(client, "otop-producer").content.decode()
    assert set(FORMS) == set(Document.OnTheWeb.values)


def test_in_english(client):
    typed = CONSULTATION | {"token": token("consultation")}
    html = client.post("/en" + address("consultation"), typed).content.decode()
    assert '<html lang="en">' in html and SECRET in html


@pytest.mark.ignore_template_errors
def test_staff_begin_with_the_producers_record(client):
    person = make_person(first_name="สมใจ", surname="ใจดี")
    producer = make_producer(name_th="กลุ่มขนม", contact=person, moo=6, tambon=tambon("ปากน้ำ"), phone="0812345678")
    make_product(producer=producer, name_th="ขนมเปี๊ยะ")
    url = reverse("admin:catalog_producer_form", args=[producer.pk])
    assert client.get(url).status_code == 302
    client.force_login(make_staff())
    page = client.get(url)
    html = page.content.decode()
    assert "no-store" in page["Cache-Control"]
    for known in ("กลุ่มขนม", "สมใจ ใจดี", "081-234-5678", "ขนมเปี๊ยะ", 'value="ปากน้ำ" selected'):
        assert known in html
    assert f'action="{address("otop-producer")}"' in html
    assert send(client, "otop-producer", token=page.context["form"]["token"].value()).context["form"].is_valid()
    assert url in client.get(reverse("admin:catalog_producer_change", args=[producer.pk])).content.decode()
