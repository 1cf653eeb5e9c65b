"""Signing in as a person does it: with the app's code, the printed codes, the office's computer; nothing refused anywhere."""

import time

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal import auth as totp
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.rig import (
    DESKTOP,
    PASSWORD,
    PHONE,
    assert_axe_clean,
    assert_no_csp_violations,
    assert_no_sideways_scroll,
    keep_picture,
)
from tests.browser.test_public_pages import addresses as public_addresses

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]


def look_at(page: Page, name: str) -> None:
    """A picture, then the rules of accessibility."""
    assert_no_sideways_scroll(page)
    keep_picture(page, name)
    assert_axe_clean(page)


def code(secret: str, steps: int = 0) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + steps))


def type_password(page: Page) -> None:
    page.get_by_label("ชื่อผู้ใช้หรืออีเมล").fill("officer")
    page.get_by_label("รหัสผ่าน").fill(PASSWORD)
    page.get_by_role("button", name="เข้าสู่ระบบ").click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="ออกจากระบบ").click()
    page.wait_for_url(lambda url: not url.endswith("/logout/"))


def let_the_sign_in_grow_old() -> None:
    for row in Session.objects.all():
        session = row.get_decoded()
        for record in session.get(AUTHENTICATION_METHODS_SESSION_KEY, []):
            record["at"] -= 3600
        row.session_data = Session.objects.encode(session)
        row.save()


@pytest.mark.parametrize(
    ("device", "dark", "javascript"),
    # Every pair of the three meets; two of the five in `make test`.
    [
        (PHONE, True, False),
        (DESKTOP, False, True),
        pytest.param(PHONE, False, True, marks=pytest.mark.long),
        pytest.param(DESKTOP, True, True, marks=pytest.mark.long),
        pytest.param(DESKTOP, False, False, marks=pytest.mark.long),
    ],
    ids=["360-dark-no-js", "1280-light-js", "360-light-js", "1280-dark-js", "1280-light-no-js"],
)
def test_from_the_first_sign_in_to_the_remembered_computer(new_page, live_server, settings, device, dark, javascript):
    settings.SECOND_FACTOR_REQUIRED = True
    user = factories.make_staff(username="officer", password=PASSWORD)
    suffix = f"{device.width}-{'dark' if dark else 'light'}{'' if javascript else '-no-js'}"
    page = new_page(device, dark=dark, javascript=javascript)
    page.goto("/admin/center/user/")
    look_at(page, f"sign-in-{suffix}")
    page.get_by_label("ชื่อผู้ใช้หรืออีเมล").fill("officer")
    page.get_by_label("รหัสผ่าน").fill("wrong")
    page.get_by_role("button", name="เข้าสู่ระบบ").click()
    expect(page.locator("main")).to_contain_text("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง")
    look_at(page, f"sign-in-wrong-{suffix}")

    type_password(page)
    page.wait_for_url("**/account/security/app/")
    expect(page.locator("main")).to_contain_text("ต้องตั้งการยืนยันตัวสองขั้นก่อน")
    assert page.locator("img.code").evaluate("image => image.complete && image.naturalWidth > 0")
    look_at(page, f"second-factor-{suffix}")
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("รหัส 6 หลักที่แอปแสดง").fill(code(secret))
    page.get_by_role("button", name="เปิดใช้").click()
    page.wait_for_url("**/account/security/codes/")
    expect(page.locator(".codes li")).to_have_count(10)
    look_at(page, f"recovery-codes-{suffix}")
    page.emulate_media(media="print", color_scheme="light")
    assert page.get_by_role("heading", name="ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก อำเภอบางคล้า").is_visible()
    assert not page.locator("header").is_visible() and not page.locator("footer").is_visible()
    keep_picture(page, f"recovery-codes-print-{suffix}")
    page.emulate_media(media="screen", color_scheme="dark" if dark else "light")
    printed = page.locator(".codes code").first.inner_text()

    page.goto("/account/security/")
    look_at(page, f"security-{suffix}")
    page.get_by_role("link", name="ออกจากระบบ").click()
    sign_out(page)
    page.goto("/account/login/")
    type_password(page)
    page.wait_for_url("**/account/security/code/")
    page.get_by_label("รหัสจากแอป หรือรหัสสำรอง").fill(printed)
    page.get_by_label("จำเครื่องนี้ 30 วัน").check()
    look_at(page, f"code-{suffix}")
    page.get_by_role("button", name="เข้าสู่ระบบ").click()
    page.wait_for_url("**/admin/")

    page.goto("/account/logout/")
    sign_out(page)
    page.goto("/account/login/")
    type_password(page)
    page.wait_for_url("**/admin/")  # the computer is remembered
    page.goto("/account/security/devices/")
    look_at(page, f"devices-{suffix}")

    let_the_sign_in_grow_old()
    page.goto(f"/admin/center/user/{user.pk}/change/")
    look_at(page, f"confirm-{suffix}")
    page.get_by_label("รหัสผ่าน").fill(PASSWORD)
    page.get_by_role("button", name="ยืนยัน").click()
    page.wait_for_url(f"**/admin/center/user/{user.pk}/change/")

    page.locator("#id_first_name").fill("สมศรี")
    let_the_sign_in_grow_old()
    page.locator("input[name=_save]").first.click()
    page.get_by_label("รหัสผ่าน").fill(PASSWORD)
    page.get_by_role("button", name="ยืนยัน").click()
    page.wait_for_url("**/account/confirm/*/")
    look_at(page, f"resume-{suffix}")
    user.refresh_from_db()
    assert user.first_name != "สมศรี"
    page.get_by_role("button", name="ทำต่อ").click()
    page.wait_for_url("**/admin/center/user/")
    user.refresh_from_db()
    assert user.first_name == "สมศรี"

    page.goto("/account/security/devices/")
    page.get_by_role("button", name="เลิกจำ").click()
    expect(page.locator(".devices li")).to_have_count(0)


def test_the_overview_of_access_is_accessible(new_page, live_server):
    factories.make_staff(username="officer", password=PASSWORD)
    page = new_page(DESKTOP)
    page.goto("/admin/access/")
    type_password(page)
    page.wait_for_url("**/admin/access/")
    look_at(page, "admin-access-1280")


@pytest.mark.long
def test_no_page_is_refused_anything(new_page, demo):
    """Every kind's list and forms in the staff site, then every public page: the policy finds nothing to refuse."""
    factories.make_staff(username="officer", password=PASSWORD)
    page = new_page(DESKTOP)
    page.goto("/admin/")
    type_password(page)
    page.wait_for_url("**/admin/")
    visited = 0
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = model._default_manager.first()
        paths = [reverse(f"{name}_changelist")]
        if model_admin.has_add_permission(type("R", (), {"user": factories.User.objects.get(username="officer")})()):
            paths.append(reverse(f"{name}_add"))
        if row is not None:
            paths += [reverse(f"{name}_{act}", args=[row.pk]) for act in ("change", "history")]
        for path in paths:
            page.goto(path)
            assert_no_csp_violations(page.record)
            visited += 1
    for path in public_addresses().values():
        page.goto(path)
        assert_no_csp_violations(page.record)
        visited += 1
    assert visited > 50
