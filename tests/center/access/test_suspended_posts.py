"""POST data suspended for reauthentication: sent again from signed fields, once, by the same user and session."""

import os
import re
import shutil
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from center.access import suspended
from center.access.models import User
from center.access.recency import recently_authenticated
from center.staff.user import StaffUserAdmin
from tests import factories, migrated_database
from tests.center.access.test_access import PASSWORD, grow_old, sign_in
from tests.page_forms import PageForm, posting_form
from tests.test_admin_english import english_words

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

USERS = "/admin/center/user/"
ROLES = "/admin/auth/group/"
ROLE = {"name": "ผู้ช่วย", "_save": "บันทึก"}


@pytest.fixture
def officer() -> User:
    return factories.make_staff(username="officer", password=PASSWORD)


@pytest.fixture
def client(officer) -> Client:
    """A client with CSRF checks that signed in eleven minutes ago."""
    browser = Client()
    sign_in(browser)
    grow_old(browser, minutes=11)
    return browser


def confirm(client: Client, address: str, data: dict) -> PageForm:
    """Post, give the password, and return the form that sends the post again."""
    asked = client.post(address, data)["Location"]
    assert asked.startswith("/account/confirm/?next=")
    return posting_form(client.get(client.post(asked, {"password": PASSWORD})["Location"]))


# --- What is sent again --------------------------------------------------------------------------------------------


def test_the_fields_stand_in_the_page_escaped_and_whole(client):
    name = "ผู้ช่วย \"<script>alert('x')</script>\" &amp;"
    asked = client.post(ROLES + "add/?_popup=1&x=%E0%B8%81", {"name": name, "note": "หนึ่ง\r\nสอง", "_save": ""})
    page = client.get(client.post(asked["Location"], {"password": PASSWORD})["Location"])
    assert "<script>alert" not in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    form = posting_form(page)
    assert form.action == ROLES + "add/?_popup=1&x=%E0%B8%81"
    assert form.values["name"] == [name]
    assert form.values["note"] == ["หนึ่ง\r\nสอง"]
    assert form.values["_save"] == [""]


def test_line_ends_that_a_browser_writes_anew_count_as_the_same(client):
    form = confirm(client, ROLES + "add/", ROLE | {"note": "หนึ่ง\r\nสอง\rสาม"})
    form.values["note"] = ["หนึ่ง\nสอง\nสาม"]
    assert form.send(client).status_code == 302
    assert Group.objects.filter(name="ผู้ช่วย").exists()


def test_the_original_page_validates_as_ever(client):
    """Passwords aren't stored, so the page asks for them; other fields keep what was typed."""
    data = {"username": "new", "password1": "very-secret-words-1", "password2": "very-secret-words-1"}
    asked = client.post(USERS + "add/", data)["Location"]
    page = client.get(client.post(asked, {"password": PASSWORD})["Location"])
    assert "รหัสผ่านที่กรอกไว้ไม่ได้เก็บไว้" in page.content.decode()
    assert "very-secret" not in page.content.decode()
    answer = posting_form(page).send(client)
    assert answer.status_code == 200
    assert 'value="new"' in answer.content.decode()
    assert set(answer.context["adminform"].form.errors) == {"password1", "password2"}
    assert not User.objects.filter(username="new").exists()


def test_files_are_not_kept_and_the_page_says_so(client):
    form = ROLE | {"paper": SimpleUploadedFile("order.pdf", b"%PDF-")}
    asked = client.post(ROLES + "add/", form)["Location"]
    page = client.get(client.post(asked, {"password": PASSWORD})["Location"])
    assert "ไฟล์ที่เลือกไว้ไม่ได้เก็บไว้" in page.content.decode()
    assert "paper" not in posting_form(page).values


def test_two_hundred_selected_rows_come_back_whole(client):
    User.objects.bulk_create(User(username=f"clerk{number}") for number in range(200))
    clerks = list(User.objects.filter(username__startswith="clerk").values_list("pk", flat=True))
    data = {"action": "delete_selected", "_selected_action": [str(clerk) for clerk in clerks]}
    form = confirm(client, USERS + "?is_staff__exact=0", data)
    assert form.values["_selected_action"] == data["_selected_action"]
    page = form.send(client)
    assert page.status_code == 200  # the confirmation page
    assert page.content.decode().count('name="_selected_action"') == 200


def test_both_steps_of_deleting_selected_rows_may_wait(client, officer):
    clerks = [factories.make_user() for _ in range(2)]
    data = {"action": "delete_selected", "_selected_action": [str(clerk.pk) for clerk in clerks]}
    assert confirm(client, USERS, data).send(client).status_code == 200
    grow_old(client, minutes=11)
    assert confirm(client, USERS, data | {"post": "yes"}).send(client)["Location"].startswith(USERS)
    assert list(User.objects.all()) == [officer]


def test_what_is_too_long_is_not_kept_and_nothing_is_lost_silently(client):
    asked = client.post(ROLES + "add/", ROLE | {"note": "x" * suspended.LONGEST_POST})["Location"]
    assert "suspended_posts" not in client.session
    answer = client.post(asked, {"password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == ROLES + "add/"
    assert "ยาวเกินกว่าจะเก็บไว้" in answer.content.decode()
    assert not Group.objects.filter(name="ผู้ช่วย").exists()


def test_each_tab_finds_its_own_and_the_oldest_makes_room(client):
    asked = [client.post(ROLES + "add/", ROLE | {"name": f"บทบาท {number}"})["Location"] for number in range(4)]
    way_back = [client.post(url, {"password": PASSWORD})["Location"] for url in asked]
    assert client.get(way_back[0])["Location"] == "/admin/"
    for url in (way_back[3], way_back[1], way_back[2]):
        assert posting_form(client.get(url)).send(client).status_code == 302
    assert Group.objects.filter(name__startswith="บทบาท").count() == 3


# --- Who may send it, and when -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"name": ["ผู้ดูแล"]},
        {"permissions": ["1"]},
        {"_save": []},
        {"name": ["ผู้ช่วย", "ผู้ดูแล"]},
        {"_resumed": ["x"]},
        {"_resumed": [""]},
    ],
)
def test_changed_fields_are_refused(client, change):
    form = confirm(client, ROLES + "add/", ROLE)
    form.values |= change
    answer = form.send(client)
    assert answer.status_code == 409
    assert "ยังไม่ได้ทำตามที่สั่ง" in answer.content.decode()
    assert not Group.objects.filter(name__in=["ผู้ช่วย", "ผู้ดูแล"]).exists()


def test_another_address_is_refused(client):
    role = Group.objects.create(name="อื่น")
    form = confirm(client, ROLES + "add/", ROLE)
    assert client.post(f"{ROLES}{role.pk}/change/", form.values).status_code == 409
    assert client.post(ROLES + "add/?_popup=1", form.values).status_code == 409
    assert not Group.objects.filter(name="ผู้ช่วย").exists()


def test_a_file_that_was_not_there_is_refused(client):
    form = confirm(client, ROLES + "add/", ROLE)
    paper = {"paper": SimpleUploadedFile("order.pdf", b"%PDF-")}
    assert client.post(form.action, form.values | paper).status_code == 409


def test_nobody_else_reads_or_sends_it(client):
    asked = client.post(ROLES + "add/", ROLE)["Location"]
    way_back = client.post(asked, {"password": PASSWORD})["Location"]
    form = posting_form(client.get(way_back))
    stranger = Client()
    assert stranger.get(way_back)["Location"].startswith("/account/login/")
    factories.make_staff(username="stranger", password=PASSWORD)
    sign_in(stranger, "stranger")
    assert stranger.get(way_back)["Location"] == "/admin/"
    assert form.send(stranger).status_code == 409
    same_user = Client()
    sign_in(same_user)
    assert same_user.get(way_back)["Location"] == "/admin/"
    assert form.send(same_user).status_code == 409
    assert not Group.objects.filter(name="ผู้ช่วย").exists()


@pytest.mark.parametrize("username", ["officer", "stranger"])
def test_a_signature_holds_in_its_own_session_alone(client, username):
    """Even if another session contains the same post."""
    form = confirm(client, ROLES + "add/", ROLE)
    factories.make_staff(username="stranger", password=PASSWORD)
    other = Client()
    sign_in(other, username)
    session = other.session
    session["suspended_posts"] = dict(client.session["suspended_posts"])
    session.save()
    assert form.send(other).status_code == 409
    assert form.send(client).status_code == 302


def test_a_signature_holds_for_its_own_user_alone(client, officer):
    form = confirm(client, ROLES + "add/", ROLE)
    stranger, session = factories.make_staff(), client.session
    session.update({"_auth_user_id": str(stranger.pk), "_auth_user_hash": stranger.get_session_auth_hash()})
    session["account_authentication_methods_user"] = str(stranger.pk)
    session.save()
    assert form.send(client).status_code == 409


def test_a_signature_ends_after_ten_minutes(client, monkeypatch):
    form = confirm(client, ROLES + "add/", ROLE)
    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 601)
    grow_old(client, minutes=-11)  # another tab has given the password meanwhile
    assert form.send(client).status_code == 409
    assert not Group.objects.filter(name="ผู้ช่วย").exists()


def test_sent_without_a_recent_password_it_waits_again(client):
    form = confirm(client, ROLES + "add/", ROLE)
    grow_old(client, minutes=11)
    again = confirm(client, form.action, form.values)
    assert not Group.objects.filter(name="ผู้ช่วย").exists()
    assert again.send(client).status_code == 302
    assert Group.objects.filter(name="ผู้ช่วย").exists()


def test_a_page_that_is_asked_for_without_a_recent_password_asks_for_it(client):
    client.post(ROLES + "add/", ROLE)
    [key] = client.session["suspended_posts"]
    assert (
        client.get(f"/account/confirm/{key}/")["Location"] == f"/account/confirm/?next=%2Faccount%2Fconfirm%2F{key}%2F"
    )
    assert client.post(f"/account/confirm/{key}/").status_code == 405


def test_it_needs_the_token_against_foreign_forms(client):
    form = confirm(client, ROLES + "add/", ROLE)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    form.values["csrfmiddlewaretoken"] = posting_form(strict.get(f"/account/confirm/{first_key(client)}/")).values[
        "csrfmiddlewaretoken"
    ]
    assert strict.post(form.action, {**form.values, "csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert form.send(strict).status_code == 302
    assert Group.objects.filter(name="ผู้ช่วย").exists()


def first_key(client: Client) -> str:
    return next(iter(client.session["suspended_posts"]))


def test_who_lost_the_right_meanwhile_is_refused(client, officer):
    form = confirm(client, ROLES + "add/", ROLE)
    User.objects.filter(pk=officer.pk).update(is_superuser=False)
    assert form.send(client).status_code == 403


def test_it_is_released_once_for_all_that_ask_in_one_request(client, monkeypatch):
    """The changelist checks, and the action that it runs may check too."""
    asking = recently_authenticated(StaffUserAdmin.clear_second_factor)
    monkeypatch.setattr(StaffUserAdmin, "clear_second_factor", asking)
    clerk = factories.make_user(username="clerk")
    form = confirm(client, USERS, {"action": "clear_second_factor", "_selected_action": clerk.pk})
    assert form.send(client)["Location"].startswith(USERS)
    assert "ล้างการยืนยันตัวสองขั้นแล้ว: clerk" in client.get(USERS).content.decode()


# --- The pages -----------------------------------------------------------------------------------------------------


def test_both_pages_speak_thai_and_english(client):
    form = confirm(client, ROLES + "add/", ROLE)
    thai = client.get(f"/account/confirm/{first_key(client)}/").content.decode()
    assert not english_words(re.sub(r"(?s)<form.*?<p>", "", thai))
    english = client.get(f"/en/account/confirm/{first_key(client)}/").content.decode()
    assert "Press Continue" in english
    form.values["name"] = ["อื่น"]
    assert not english_words(form.send(client).content.decode())
    form.action = "/en" + form.action
    assert "Not done" in form.send(client).content.decode()


# --- Without asserts -----------------------------------------------------------------------------------------------


SCRIPT = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.testing"
import django
django.setup()
from django.contrib.auth.models import Group
from django.test import Client
from center.access.models import User
from tests.page_forms import posting_form
User.objects.create_user("officer", password="a-long-secret-9", is_staff=True, is_superuser=True)
client = Client()
client.post("/account/login/", {"login": "officer", "password": "a-long-secret-9"})
session = client.session
for record in session["account_authentication_methods"]:
    record["at"] -= 700
session.save()
asked = client.post("/admin/auth/group/add/", {"name": "helper", "_save": ""})["Location"]
back = client.post(asked, {"password": "a-long-secret-9"})["Location"]
answer = posting_form(client.get(back)).send(client)
print(__debug__, answer.status_code, list(Group.objects.values_list("name", flat=True)))
"""


@pytest.mark.sqlite_only(reason="what it asks is whether Python runs statements")
def test_it_works_where_python_leaves_asserts_out(django_db_setup, tmp_path):
    database = shutil.copy(migrated_database.kept_file(), tmp_path / "portal.sqlite3")
    command = [sys.executable, "-O", "-c", SCRIPT]
    env = os.environ | {"DATABASE_URL": f"sqlite:///{database}"}
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()[-1] == "False 302 ['helper']"
