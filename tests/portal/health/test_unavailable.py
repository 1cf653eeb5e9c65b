"""A database that is really locked, or gone: 503 in the reader's language, and what was typed stays in the page."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import path, reverse
from django.utils.html import escape

import portal.urls
from center.lessons.forms import QuestionForm
from center.lessons.models import Question
from tests import factories
from tests.page_forms import posting_form
from tests.test_admin_english import english_words
from tests.with_postgres import free_port
from tests.worker_process import shared_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]

WAIT = 0.3  # seconds the tests wait for a lock
TYPED = "ขวด \"<script>alert('x')</script>\" &amp; ฝา\r\nซื้อที่ไหน"


@pytest.fixture(autouse=True)
def database(tmp_path, monkeypatch) -> Iterator[None]:
    """A database that another connection can lock. Its locks are waited for shortly."""
    with shared_database(tmp_path):
        options = connection.settings_dict["OPTIONS"]
        short = {"timeout": WAIT} if connection.vendor == "sqlite" else {"options": f"-c lock_timeout={WAIT}s"}
        monkeypatch.setitem(connection.settings_dict, "OPTIONS", options | short)
        connection.close()
        yield
        connection.close()


@contextmanager
def locked(*tables: str) -> Iterator[None]:
    """Another connection holds the lock: of all writing on SQLite, of these tables on PostgreSQL."""
    of = connection.settings_dict
    if connection.vendor == "sqlite":
        other = sqlite3.connect(of["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        other = psycopg.connect(host=of["HOST"], port=of["PORT"], user=of["USER"], dbname=of["NAME"])
        other.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
    try:
        yield
    finally:
        other.close()


def nobody_answers(folder: Path) -> dict[str, str]:
    """Settings of a connection: no folder to put a file into, no server that listens."""
    if connection.vendor == "sqlite":
        return {"NAME": str(folder / "no-folder" / "portal.sqlite3")}
    return {"HOST": "127.0.0.1", "PORT": str(free_port())}


def dropped(folder: Path) -> dict[str, str]:
    """Settings of a connection: the server listens, the folder is there, but not the database."""
    return {"NAME": str(folder / "removed.sqlite3") if connection.vendor == "sqlite" else "removed"}


@contextmanager
def gone(connect: dict[str, str]) -> Iterator[None]:
    """The database isn't where it was."""
    settings = connection.settings_dict
    before = {name: settings[name] for name in connect}
    connection.close()
    settings.update(connect)
    try:
        yield
    finally:
        connection.close()
        settings.update(before)


@pytest.fixture
def lesson(monkeypatch):
    monkeypatch.setattr(QuestionForm, "fastest", -1)
    return factories.make_lesson()


@pytest.fixture
def visitor() -> Client:
    """A browser with the real guard against foreign forms. What isn't answered by a view or for one fails the test."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def officer(visitor, client) -> Client:
    """The same, signed in just now. Its errors may come where Django answers for itself (handler500)."""
    client.force_login(factories.make_staff())
    visitor.cookies, visitor.raise_request_exception = client.cookies, False
    return visitor


def check(page, *, thai: bool = True) -> None:
    """What every such page is."""
    assert page.status_code == 503
    assert int(page["Retry-After"]) > 0
    assert "no-store" in page["Cache-Control"]
    assert "sessionid" not in page.cookies
    assert "style-src 'self' 'sha256-" in page["Content-Security-Policy"]
    text = page.content.decode()
    if thai:
        assert not english_words(text.partition("<ul")[0])  # what was typed stands below
    else:
        assert "The system is busy" in text


def ask(client: Client, lesson, prefix: str = "", **more):
    form = posting_form(client.get(f"{prefix}/lessons/{lesson.pk}/ask/"))
    form.values |= {"text": TYPED, "name": "ป้าแดง", "phone": "081-234 5678", **more}
    return lambda: form.send(client)


# --- Locked --------------------------------------------------------------------------------------------------------


def test_a_visitors_question_is_kept_and_sent_again(visitor, lesson):
    send = ask(visitor, lesson)
    with locked("center_question"):
        began = time.monotonic()
        page = send()
        assert time.monotonic() - began < 10
        check(page)
        assert page.content.decode().count("<script") == 0
        form = posting_form(page)
        assert form.values["text"] == [TYPED] and form.values["name"] == ["ป้าแดง"]
        check(form.send(visitor))  # still locked: nothing is lost on the way
    answer = form.send(visitor)
    assert answer.status_code == 302
    [question] = Question.objects.all()
    assert question.text == TYPED.replace("\r\n", "\n") or question.text == TYPED
    assert (question.name, question.phone) == ("ป้าแดง", "0812345678")


def test_in_english_on_english_pages(visitor, lesson):
    send = ask(visitor, lesson, "/en")
    with locked("center_question"):
        page = send()
    check(page, thai=False)
    assert '<html lang="en">' in page.content.decode()
    assert posting_form(page).send(visitor).status_code == 302


def test_what_staff_typed_is_kept_and_saved_once_the_lock_is_gone(officer):
    lesson = factories.make_lesson()
    address = reverse("admin:center_lesson_change", args=[lesson.pk]) + "?_changelist_filters=q%3Dx"
    shown = officer.get(address)
    form = shown.context["adminform"].form
    typed = {name: form[name].value() or "" for name in form.fields if name.endswith("_th")}
    typed |= {"learned_th": "บรรทัดแรก\r\nบรรทัดที่สอง", "csrfmiddlewaretoken": str(shown.context["csrf_token"])}
    for formset in shown.context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        typed |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    with locked("center_lesson"):
        page = officer.post(address, typed)
    check(page)
    again = posting_form(page)
    assert again.action == address and again.values["learned_th"] == ["บรรทัดแรก\r\nบรรทัดที่สอง"]
    answer = again.send(officer)
    assert answer.status_code == 302, answer.context["errors"]
    lesson.refresh_from_db()
    assert "บรรทัดที่สอง" in lesson.learned_th


def test_signing_in_keeps_the_name_and_no_password(visitor):
    factories.make_staff(username="officer", password="a-long-secret-9")
    form = posting_form(visitor.get("/account/login/"))
    form.values |= {"login": "officer", "password": "a-long-secret-9"}
    with locked("center_tally", "center_user"):
        page = form.send(visitor)
    check(page)
    assert "a-long-secret-9" not in page.content.decode()
    assert "รหัสผ่านที่กรอกไว้ไม่ได้เก็บไว้" in page.content.decode()
    again = posting_form(page)
    assert again.values["login"] == ["officer"] and "password" not in again.values
    assert "officer" in again.send(visitor).content.decode()  # asks for the password alone


def test_files_are_not_kept_and_the_page_says_so(officer):
    document = factories.make_document()
    address = reverse("admin:center_document_change", args=[document.pk])
    token = officer.get(address).context["csrf_token"]
    paper = SimpleUploadedFile("form.pdf", b"%PDF-")
    with locked("center_document"):
        page = officer.post(address, {"name_th": "แบบคำขอ", "paper": paper, "csrfmiddlewaretoken": str(token)})
    check(page)
    assert "ไฟล์ที่เลือกไว้ไม่ได้เก็บไว้" in page.content.decode()
    assert posting_form(page).values.keys() == {"name_th", "csrfmiddlewaretoken"}


def remember(request):
    request.session["seen"] = request.POST.get("seen", "")
    return HttpResponse("<form method=post></form>")


def test_a_session_that_cannot_be_saved(visitor, settings):
    """The error comes after the view."""
    visitor.raise_request_exception = False
    urlpatterns = [path("remember/", remember), *portal.urls.urlpatterns]
    settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": urlpatterns, "handler500": portal.urls.handler500})
    token = str(visitor.get("/account/login/").context["csrf_token"])
    with locked("django_session"):
        check(visitor.get("/remember/"))
        page = visitor.post("/remember/", {"seen": "ไข่เค็ม", "csrfmiddlewaretoken": token})
        check(page)
    assert posting_form(page).send(visitor).status_code == 200
    assert visitor.session["seen"] == "ไข่เค็ม"


# --- Gone ----------------------------------------------------------------------------------------------------------


def test_public_pages_without_a_database(visitor, tmp_path):
    with gone(nobody_answers(tmp_path)):
        for address in ("/", "/products/?q=%E0%B8%81&page=2", "/search/?q=%E0%B8%81", "/news/"):
            page = visitor.get(address)
            check(page)
            assert "เปิดหน้านี้ไม่ได้ชั่วคราว" in page.content.decode()
            assert f'class="btn btn-primary" href="{escape(address)}"' in page.content.decode()
        check(visitor.get("/en/products/"), thai=False)


def test_staff_pages_without_a_database(officer, tmp_path):
    """The session can't be read: the error comes before any view."""
    with gone(nobody_answers(tmp_path)):
        for address in ("/admin/", "/admin/catalog/product/?q=x", "/account/security/"):
            check(officer.get(address))
    assert officer.get("/admin/").status_code == 200  # still signed in


def test_a_question_without_a_database(visitor, lesson, tmp_path):
    send = ask(visitor, lesson)
    with gone(nobody_answers(tmp_path)):
        page = send()
        check(page)
    assert posting_form(page).send(visitor).status_code == 302
    assert Question.objects.count() == 1


def test_staffs_post_without_a_database_though_nothing_was_checked_yet(officer, tmp_path):
    address = reverse("admin:center_synonym_add")
    token = str(officer.get(address).context["csrf_token"])
    with gone(nobody_answers(tmp_path)):
        page = officer.post(address, {"words": "ไข่, ฟอง", "csrfmiddlewaretoken": token})
        check(page)
    assert posting_form(page).values["words"] == ["ไข่, ฟอง"]


def test_what_a_foreign_page_sent_is_never_put_into_a_form_of_ours(officer, tmp_path):
    address = reverse("admin:center_synonym_add")
    with gone(nobody_answers(tmp_path)):
        for token in ({}, {"csrfmiddlewaretoken": ""}, {"csrfmiddlewaretoken": "x" * 64}):
            page = officer.post(address, {"words": "แปลก ปลอม"} | token)
            check(page)
            assert "แปลก" not in page.content.decode() and "<form" not in page.content.decode()


def test_a_post_that_cannot_be_read(officer, tmp_path, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1
    with gone(nobody_answers(tmp_path)):
        page = officer.post("/admin/", {"a": "1", "b": "2"})
        check(page)
    assert "<form" not in page.content.decode()


def test_a_form_that_needs_no_token_is_kept_too(visitor, tmp_path):
    """What one fills for the printer changes nothing, so it is taken from anywhere."""
    address = reverse("pages:fill_form", args=["consultation"])
    with gone(nobody_answers(tmp_path)):
        page = visitor.post(address, {"applicant": "สมใจ ใจดี"})
        check(page)
    assert posting_form(page).values["applicant"] == ["สมใจ ใจดี"]


def test_a_database_that_was_removed(visitor, tmp_path):
    with gone(dropped(tmp_path)):
        check(visitor.get("/"))


# --- What it is not ------------------------------------------------------------------------------------------------


def test_a_wrong_statement_is_a_fault_of_ours(visitor, monkeypatch):
    def wrong(*_arguments, **_named):
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing_of_this_name FROM center_tambon")

    monkeypatch.setattr("portal.pages.render", wrong)
    visitor.raise_request_exception = False
    page = visitor.get("/site-map/")
    assert page.status_code == 500
    assert "เว็บไซต์ขัดข้องชั่วคราว" in page.content.decode()
