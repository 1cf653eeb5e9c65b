"""Signing in and out, second factor, remembered devices, reauthentication, password reset by e-mail."""

import re
import time
from datetime import timedelta

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from center.access.models import RememberedDevice, User
from center.access.recency import recently_authenticated
from tests import factories
from tests.page_forms import posting_form
from tests.test_admin_english import english_words
from thai.dates import buddhist_year
from thai.digits import to_thai

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

PASSWORD = "a-long-secret-9"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOGIN = "/account/login/"


@pytest.fixture
def officer() -> User:
    return factories.make_staff(username="officer", email="officer@example.go.th", password=PASSWORD)


@pytest.fixture
def client() -> Client:
    """A client that signs in with the sign-in form."""
    return Client()


def sign_in(client, username="officer", password=PASSWORD, **more):
    return client.post(LOGIN, {"login": username, "password": password, **more})


def give_factor(user: User) -> list[str]:
    """Set up a TOTP app and recovery codes; returns the codes."""
    totp.TOTP.activate(user, SECRET)
    return RecoveryCodes.activate(user).get_unused_codes()


def code(steps: int = 0) -> str:
    """The app's code now, or so many periods of 30 seconds later."""
    return totp.format_hotp_value(totp.hotp_value(SECRET, int(time.time()) // 30 + steps))


def is_in(client) -> bool:
    return client.get("/admin/").status_code == 200


def grow_old(client, minutes: int) -> None:
    """Move the session's last authentication so many minutes back."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record | {"at": record["at"] - 60 * minutes} for record in session[AUTHENTICATION_METHODS_SESSION_KEY]
    ]
    session.save()


# --- Signing in and out --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["officer", "officer@example.go.th", " officer "])
def test_by_user_name_or_by_mail(client, officer, name):
    assert sign_in(client, name)["Location"] == "/admin/"
    assert is_in(client)


def test_the_staff_site_leads_to_the_sign_in_and_back(client, officer):
    wanted = "/admin/catalog/product/?q=%E0%B8%81"
    first = client.get(wanted)
    second = client.get(first["Location"])
    assert second["Location"].startswith(f"{LOGIN}?next=")
    page = client.get(second["Location"])
    hidden = re.search(r'name="next" value="([^"]+)"', page.content.decode())[1]
    assert sign_in(client, next=hidden)["Location"] == wanted
    assert client.get(wanted).status_code == 200


@pytest.mark.parametrize("outside", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_led_outside(client, officer, outside):
    assert sign_in(client, next=outside)["Location"] == "/admin/"
    assert client.get("/admin/login/", {"next": outside})["Location"] == "/admin/"


def test_the_stock_sign_in_of_the_staff_site_is_gone(client, officer):
    answer = client.post("/admin/login/", {"username": "officer", "password": PASSWORD})
    assert answer["Location"].startswith(LOGIN)
    assert not is_in(client)


def test_wrong_password_and_closed_account(client, officer):
    assert "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" in sign_in(client, password="no").content.decode()
    User.objects.update(is_active=False)
    assert sign_in(client)["Location"] == "/account/inactive/"
    assert not is_in(client)


def test_nobody_signs_up(client):
    for path in ("/account/signup/", "/accounts/signup/", "/account/email/", "/account/password/set/"):
        assert client.get(path).status_code == 404


def test_the_session_ends_with_the_browser_unless_asked_otherwise(client, officer):
    sign_in(client)
    assert client.cookies["sessionid"]["max-age"] == ""
    assert client.session.get_expiry_age() == 12 * 60 * 60
    other = Client()
    sign_in(other, remember="on")
    assert other.cookies["sessionid"]["max-age"] == 12 * 60 * 60


def test_leaving_needs_a_post(client, officer):
    sign_in(client)
    assert client.get("/account/logout/").status_code == 200
    assert is_in(client)
    assert client.post("/account/logout/")["Location"] == "/"
    assert not is_in(client)


def test_forms_need_their_token(officer):
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict).status_code == 403


def test_a_changed_password_ends_other_sessions(client, officer):
    other = Client()
    sign_in(client), sign_in(other)
    data = {"old_password": PASSWORD, "new_password1": "another-long-one-1", "new_password2": "another-long-one-1"}
    assert client.post("/admin/password_change/", data).status_code == 302
    assert is_in(client) and not is_in(other)


# --- Password reset by e-mail --------------------------------------------------------------------------------------


def test_a_new_password_by_mail(client, officer, settings):
    settings.SITE_URL = "https://portal.example.go.th"
    busy = Client()
    sign_in(busy)
    answer = client.post("/account/password/reset/", {"email": "officer@example.go.th"}, HTTP_HOST="testserver")
    assert answer["Location"] == "/account/password/reset/done/"
    [letter] = mail.outbox
    assert letter.subject == "ตั้งรหัสผ่านใหม่ ระบบจัดการข้อมูลศูนย์ฯ"
    assert letter.to == ["officer@example.go.th"]
    assert "เรียน คุณ" in letter.body and "ขอแสดงความนับถือ" in letter.body and "&" not in letter.body
    assert not english_words(re.sub(r"https?://\S+|officer", "", letter.body))
    link = re.search(r"https://portal\.example\.go\.th(/account/password/reset/key/\S+)", letter.body)[1]
    form = client.get(link)["Location"]
    assert "set-password" in form  # the key doesn't stay in the URL
    weak = client.post(form, {"password1": "1234567890", "password2": "1234567890"})
    assert "ตัวเลข" in weak.content.decode()
    done = client.post(form, {"password1": "another-long-one-1", "password2": "another-long-one-1"}, follow=True)
    assert "เปลี่ยนรหัสผ่านแล้ว" in done.content.decode()
    assert not is_in(busy)
    assert sign_in(client, password="another-long-one-1").status_code == 302
    assert "ลิงก์นี้ใช้ไม่ได้แล้ว" in Client().get(link).content.decode()


def test_an_address_nobody_has_is_answered_alike_and_gets_no_mail(client, officer):
    known = client.post("/account/password/reset/", {"email": "officer@example.go.th"})
    unknown = client.post("/account/password/reset/", {"email": "nobody@example.go.th"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(mail.outbox) == 1


def test_a_mailbox_is_not_flooded(client, officer):
    statuses = [
        client.post("/account/password/reset/", {"email": "officer@example.go.th"}).status_code for _ in range(4)
    ]
    assert statuses == [302, 302, 302, 429]
    assert len(mail.outbox) == 3


def test_an_address_asks_for_few_mailboxes(client, officer):
    def ask(number: int, address: str) -> int:
        mailbox = {"email": f"mailbox{number}@example.go.th"}
        return client.post("/account/password/reset/", mailbox, REMOTE_ADDR=address).status_code

    assert [ask(number, "203.0.113.9") for number in range(11)] == [302] * 10 + [429]
    assert ask(11, "203.0.113.10") == 302


# --- The second factor ---------------------------------------------------------------------------------------------


def test_setting_it_up_and_signing_in_with_it(client, officer):
    sign_in(client)
    page = client.get("/account/security/app/")
    secret = page.context["form"].secret
    assert f'<code class="secret">{secret}</code>' in page.content.decode()
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    shown = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    assert "รหัสไม่ถูกต้อง" in client.post("/account/security/app/", {"code": "abc"}).content.decode()
    codes = client.post("/account/security/app/", {"code": to_thai(f"{shown[:3]}\u00a0{shown[3:]}")}, follow=True)
    assert len(codes.context["unused_codes"]) == 10
    sheet = codes.content.decode()
    assert "ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก อำเภอบางคล้า" in sheet
    assert re.search(rf"พิมพ์เมื่อ \d+ \S+ {buddhist_year(timezone.localdate().year)}", sheet)

    fresh = Client()
    assert sign_in(fresh)["Location"] == "/account/security/code/"
    assert not is_in(fresh)
    later = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + 1))
    assert fresh.post("/account/security/code/", {"code": later})["Location"] == "/admin/"
    assert is_in(fresh)


def test_a_code_is_taken_once(client, officer):
    give_factor(officer)
    now = code()
    sign_in(client)
    assert client.post("/account/security/code/", {"code": now}).status_code == 302
    cache.clear()
    thief = Client()
    sign_in(thief)
    answer = thief.post("/account/security/code/", {"code": now})
    assert "รหัสไม่ถูกต้อง หรือใช้ไปแล้ว" in answer.content.decode()
    assert not is_in(thief)


def test_a_printed_code_is_good_once(client, officer):
    first = give_factor(officer)[0]
    sign_in(client)
    assert client.post("/account/security/code/", {"code": f"{first[:4]} {first[4:]}"}).status_code == 302
    again = Client()
    sign_in(again)
    assert again.post("/account/security/code/", {"code": first}).status_code == 200


def test_codes_cannot_be_guessed_at_length(client, officer):
    give_factor(officer)
    sign_in(client)
    for _ in range(5):
        client.post("/account/security/code/", {"code": "000000"})
    answer = client.post("/account/security/code/", {"code": code()})
    assert "กรุณารอ 15 นาทีแล้วลองใหม่" in answer.content.decode()
    assert not is_in(client)


def test_who_can_give_power_sets_it_up_before_any_staff_page(client, officer, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client)
    for path in ("/admin/", "/admin/catalog/product/", "/admin/access/", "/en/admin/"):
        assert client.get(path)["Location"].endswith("/account/security/app/")
    page = client.get("/account/security/app/").content.decode()
    assert "ต้องตั้งการยืนยันตัวสองขั้นก่อน" in page
    assert client.get("/").status_code == 200
    give_factor(officer)
    assert is_in(client)
    refused = client.post("/account/security/app/remove/").content.decode()
    assert "ยกเลิกไม่ได้" in refused
    assert Authenticator.objects.filter(user=officer, type="totp").exists()


def test_an_officer_may_do_without(client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    clerk = factories.make_user(username="clerk", is_staff=True, password=PASSWORD)
    sign_in(client, "clerk")
    assert is_in(client)
    give_factor(clerk)
    client.post("/account/security/app/remove/")
    assert not Authenticator.objects.exists()


def test_whoever_is_signed_in_is_not_only_told_to_sign_in(client):
    factories.make_user(username="clerk", is_staff=True, password=PASSWORD)
    sign_in(client, "clerk")
    for path, words in (
        ("/admin/access/", "หากเข้าแล้ว โปรดติดต่อผู้ดูแลระบบ"),
        ("/en/admin/access/", "contact the administrator"),
    ):
        answer = client.get(path)
        assert answer.status_code == 403 and words in answer.content.decode()


def test_lost_phone_and_lost_codes(client, officer):
    give_factor(officer)
    call_command("clear_second_factor", "officer")
    assert sign_in(client)["Location"] == "/admin/"
    with pytest.raises(CommandError, match="nobody"):
        call_command("clear_second_factor", "nobody")


def test_a_manager_clears_it_in_the_staff_site(client, officer):
    clerk = factories.make_user(username="clerk", is_staff=True)
    give_factor(clerk)
    sign_in(client)
    data = {"action": "clear_second_factor", "_selected_action": clerk.pk}
    page = client.post(reverse("admin:center_user_changelist"), data, follow=True).content.decode()
    assert "ล้างการยืนยันตัวสองขั้นแล้ว: clerk" in page
    assert not Authenticator.objects.exists()


# --- Remembered devices --------------------------------------------------------------------------------------------


def remembered(officer: User, agent: str = "Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537") -> Client:
    device = Client(HTTP_USER_AGENT=agent)
    sign_in(device)
    for step in (0, 1, -1):
        answer = device.post("/account/security/code/", {"code": code(step), "remember_device": "on"})
        if answer.status_code == 302:
            break
    assert is_in(device)
    device.cookies.pop("sessionid")
    return device


def test_a_remembered_device_is_not_asked(officer):
    give_factor(officer)
    device = remembered(officer)
    assert sign_in(device)["Location"] == "/admin/"
    assert sign_in(Client())["Location"] == "/account/security/code/"
    cookie = device.cookies["remembered_device"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 30 * 24 * 60 * 60)
    assert RememberedDevice.objects.get().token_hash not in cookie.value


def test_without_the_tick_nothing_is_remembered(client, officer):
    give_factor(officer)
    sign_in(client)
    client.post("/account/security/code/", {"code": code()})
    assert "remembered_device" not in client.cookies and not RememberedDevice.objects.exists()


def test_a_device_is_remembered_for_30_days(officer):
    give_factor(officer)
    device = remembered(officer)
    RememberedDevice.objects.update(created_at=timezone.now() - timedelta(days=30, seconds=1))
    assert sign_in(device)["Location"] == "/account/security/code/"


@pytest.mark.parametrize("change", ["password", "factor", "cleared"])
def test_a_new_password_or_factor_ends_remembering(officer, change):
    give_factor(officer)
    device = remembered(officer)
    if change == "password":
        officer.set_password("another-long-one-1")
        officer.save()
    elif change == "factor":
        Authenticator.objects.all().delete()
        give_factor(officer)
    else:
        call_command("clear_second_factor", "officer")
        give_factor(officer)
    password = "another-long-one-1" if change == "password" else PASSWORD
    assert sign_in(device, password=password)["Location"] == "/account/security/code/"


def test_devices_are_listed_and_forgotten_one_by_one(officer):
    give_factor(officer)
    device = remembered(officer)
    sign_in(device)
    page = device.get("/account/security/devices/").content.decode()
    assert "Chrome บน Windows" in page and "เครื่องนี้</span>" in page
    row = RememberedDevice.objects.get()
    stranger = Client()
    factories.make_staff(username="stranger", password=PASSWORD)
    sign_in(stranger, "stranger")
    assert stranger.post(f"/account/security/devices/{row.pk}/forget/").status_code == 404
    assert device.get(f"/account/security/devices/{row.pk}/forget/").status_code == 405
    assert device.post(f"/account/security/devices/{row.pk}/forget/").status_code == 302
    device.cookies.pop("sessionid")
    assert sign_in(device)["Location"] == "/account/security/code/"


def test_an_office_computer_remembers_two_people_but_neither_for_the_other(officer):
    give_factor(officer)
    device = remembered(officer)
    second = factories.make_staff(username="second", password=PASSWORD)
    give_factor(second)
    assert sign_in(device, "second")["Location"] == "/account/security/code/"
    device.post("/account/security/code/", {"code": code(), "remember_device": "on"})
    assert RememberedDevice.objects.values("token_hash").distinct().count() == 1
    for name in ("officer", "second"):
        device.cookies.pop("sessionid")
        assert sign_in(device, name)["Location"] == "/admin/"


# --- Reauthentication ----------------------------------------------------------------------------------------------


def test_users_and_roles_ask_again_after_ten_minutes(client, officer):
    clerk = factories.make_user(username="clerk")
    sign_in(client)
    pages = [
        reverse("admin:center_user_add"),
        reverse("admin:center_user_change", args=[clerk.pk]),
        reverse("admin:center_user_delete", args=[clerk.pk]),
        reverse("admin:auth_user_password_change", args=[clerk.pk]),
        reverse("admin:auth_group_add"),
    ]
    assert {client.get(page).status_code for page in pages} == {200}
    grow_old(client, minutes=10)
    for page in pages:
        assert client.get(page)["Location"].startswith("/account/confirm/?next="), page
    assert client.get(reverse("admin:center_user_changelist")).status_code == 200  # viewing needs no reauthentication
    assert client.get("/admin/catalog/product/").status_code == 200


def test_back_to_what_was_asked_for(client, officer):
    sign_in(client)
    grow_old(client, minutes=11)
    wanted = reverse("admin:center_user_add") + "?username=x"
    asked = client.get(wanted)["Location"]
    assert "รหัสผ่านไม่ถูกต้อง" in client.post(asked, {"password": "no"}).content.decode()
    assert client.post(asked, {"password": PASSWORD})["Location"] == wanted
    assert client.get(wanted).status_code == 200


def test_what_was_posted_is_done_after_confirming(client, officer):
    clerk = factories.make_user(username="clerk")
    sign_in(client)
    grow_old(client, minutes=11)
    url = reverse("admin:center_user_change", args=[clerk.pk]) + "?_changelist_filters=q%3Dcl"
    asked = client.post(url, {"username": "clerk", "first_name": "สมชาย", "is_active": "on"})["Location"]
    way_back = client.post(asked, {"password": PASSWORD})["Location"]
    form = posting_form(client.get(way_back))
    assert form.action == url
    assert not User.objects.filter(first_name="สมชาย").exists()  # not before it is sent again
    answer = form.send(client)
    assert answer.status_code == 302 and answer["Location"].startswith(reverse("admin:center_user_changelist"))
    assert User.objects.get(pk=clerk.pk).first_name == "สมชาย"
    User.objects.filter(pk=clerk.pk).update(first_name="")
    assert client.get(way_back)["Location"] == "/admin/"
    assert form.send(client).status_code == 409  # once only
    assert User.objects.get(pk=clerk.pk).first_name == ""


def test_what_was_posted_too_long_ago_is_not_done(client, officer):
    clerk = factories.make_user(username="clerk")
    sign_in(client)
    grow_old(client, minutes=11)
    url = reverse("admin:center_user_change", args=[clerk.pk])
    asked = client.post(url, {"username": "clerk", "first_name": "สมชาย", "is_active": "on"})["Location"]
    session = client.session
    [waiting] = session["suspended_posts"].values()
    waiting["at"] -= 3600
    session.save()
    way_back = client.post(asked, {"password": PASSWORD})["Location"]
    answer = client.get(way_back, follow=True)
    assert answer.redirect_chain == [(url, 302)]
    assert "เกิน 10 นาทีแล้ว" in answer.content.decode()
    assert not client.session["suspended_posts"]
    assert not User.objects.filter(first_name="สมชาย").exists()


def test_by_code_instead_of_the_password(client, officer):
    give_factor(officer)
    sign_in(client)
    client.post("/account/security/code/", {"code": code()})
    grow_old(client, minutes=11)
    page = client.get(client.get(reverse("admin:center_user_add"))["Location"]).content.decode()
    other = re.search(r'href="(/account/confirm/code/[^"]*)"', page)[1]
    assert client.post(other, {"code": code(1)})["Location"] == reverse("admin:center_user_add")


def test_an_abandoned_request_is_never_run_by_a_later_confirmation(client, officer):
    clerk = factories.make_user(username="clerk")
    sign_in(client)
    grow_old(client, minutes=11)
    client.post(reverse("admin:center_user_delete", args=[clerk.pk]), {"post": "yes"})
    elsewhere = client.get(reverse("admin:center_user_add"))["Location"]
    client.post(elsewhere, {"password": PASSWORD})
    client.get(reverse("admin:center_user_delete", args=[clerk.pk]))
    assert User.objects.filter(pk=clerk.pk).exists()
    assert client.get("/account/confirm/guessed/")["Location"] == "/admin/"
    [key] = client.session["suspended_posts"]
    client.get(f"/account/confirm/{key}/")  # opening its page runs nothing either
    assert User.objects.filter(pk=clerk.pk).exists()


def test_passwords_are_not_kept_while_confirming(client, officer):
    sign_in(client)
    grow_old(client, minutes=11)
    data = {"username": "new", "password1": "very-secret-words-1", "password2": "very-secret-words-1"}
    client.post(reverse("admin:center_user_add"), data)
    assert "very-secret" not in str(dict(client.session))
    [waiting] = client.session["suspended_posts"].values()
    assert "username=new" in waiting["posted"] and "csrf" not in waiting["posted"]


def test_who_may_not_is_refused_without_being_asked(client):
    factories.make_user(username="clerk", is_staff=True, password=PASSWORD)
    sign_in(client, "clerk")
    grow_old(client, minutes=11)
    assert client.get(reverse("admin:center_user_add")).status_code == 403


def test_the_decorator_serves_views_methods_and_actions(rf, officer):
    class Page:
        @recently_authenticated
        def export(self, request, queryset=None):
            return "exported"

    @recently_authenticated
    def view(request, number):
        return number

    request = rf.get("/admin/x/?q=1")
    request.user, request.session = officer, {}
    for call in (lambda: Page().export(request), lambda: Page().export(request, [1]), lambda: view(request, number=3)):
        assert call()["Location"] == "/account/confirm/?next=%2Fadmin%2Fx%2F%3Fq%3D1"
    request.session = {
        "account_authentication_methods": [{"method": "password", "at": time.time()}],
        "account_authentication_methods_user": str(officer.pk),
    }
    assert Page().export(request) == "exported" and view(request, number=3) == 3
    request.session["account_authentication_methods_user"] = "0"  # another user's authentication doesn't count
    assert view(request, number=3).status_code == 302
    officer.set_unusable_password()
    with pytest.raises(PermissionDenied):
        view(request, number=3)


# --- Thai ----------------------------------------------------------------------------------------------------------


def test_no_english_on_any_page(client, officer):
    give_factor(officer)
    device = remembered(officer)
    sign_in(device)
    security = ["", "codes/", "codes/new/", "devices/", "app/remove/"]
    found = {path: device.get(f"/account/security/{path}") for path in security}
    for path in ("/account/logout/", "/account/confirm/", "/account/confirm/code/", "/admin/access/"):
        found[path] = device.get(path)
    for path in (LOGIN, "/account/password/reset/", "/account/password/reset/done/", "/account/inactive/"):
        found[path] = client.get(path)
    found["key"] = client.get("/account/password/reset/key/a-b/")
    found["key done"] = client.get("/account/password/reset/key/done/")
    found["empty"] = client.post(LOGIN, {})
    found["wrong"] = sign_in(client, password="x")
    sign_in(client)
    found["code"] = client.get("/account/security/code/")
    found["wrong code"] = client.post("/account/security/code/", {"code": ""})
    found["again"] = device.post("/account/confirm/", {"password": "x"})
    assert {name: answer.status_code for name, answer in found.items() if answer.status_code != 200} == {}
    allowed = {"Chrome", "Windows"}
    words = {name: english_words(answer.content.decode()) - allowed for name, answer in found.items()}
    assert {name: found for name, found in words.items() if found} == {}


def test_english_pages_open_too(client, officer):
    assert 'lang="en"' in client.get("/en/account/login/").content.decode()
    answer = client.post("/en/account/login/", {"login": "officer", "password": PASSWORD})
    assert answer["Location"] == "/en/admin/"
