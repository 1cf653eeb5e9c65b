"""A manager adds a member of staff; an officer closes the center for today and opens it again."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from center.access.models import User
from center.access.role_texts import BY_CODE
from center.office.models import Closure
from center.office.opening_week import set_week
from portal.access import roles
from tests import factories
from tests.browser.rig import DESKTOP, PASSWORD, PHONE, assert_axe_clean, assert_no_sideways_scroll, screenshot, sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]


def test_a_manager_adds_a_user(new_page):
    """As docs/staff/add-a-user.md tells it; takes the picture of that page."""
    roles.sync()
    manager = factories.make_user(username="officer", is_staff=True, password=PASSWORD)
    manager.groups.add(Group.objects.get(name=BY_CODE["manager"].name))
    page = new_page(DESKTOP)
    sign_in(page)
    page.locator("#content-main").get_by_role("link", name="ผู้ใช้ระบบ", exact=True).click()
    page.locator(".object-tools").get_by_role("link", name="เพิ่มผู้ใช้ระบบ").click()
    page.get_by_label("ชื่อ:", exact=True).fill("สมศรี")
    page.get_by_label("นามสกุล:").fill("ทดสอบ")
    page.get_by_label("ชื่อผู้ใช้:").fill("somsri")
    page.get_by_label("รหัสผ่าน:", exact=True).fill(PASSWORD)
    page.get_by_label("ยืนยันรหัสผ่าน:").fill(PASSWORD)
    page.get_by_text("เจ้าหน้าที่พัฒนาชุมชน").click()
    page.set_viewport_size({"width": 1280, "height": 1180})  # all of it, for the picture
    screenshot(page, "add-a-user")
    assert_axe_clean(page)
    page.locator("[name=_save]").last.click()
    expect(page.locator("#result_list")).to_contain_text("somsri")
    assert [role.name for role in User.objects.get(username="somsri").groups.all()] == [BY_CODE["officer"].name]


def test_today_is_closed_and_opened_again_by_one_button_on_the_phone(new_page):
    factories.make_center()
    set_week({weekday: [(dt.time(0), dt.time(23, 59))] for weekday in range(7)})
    factories.make_staff(username="officer", password=PASSWORD)
    page = new_page(PHONE, javascript=False)
    sign_in(page)
    page.get_by_role("button", name="ปิดวันนี้").click()
    expect(page.locator(".messagelist")).to_contain_text("ปิดศูนย์วันนี้แล้ว")
    assert Closure.objects.exists()
    assert_axe_clean(page, "#content-start")
    assert_no_sideways_scroll(page)
    page.get_by_role("button", name="เปิดวันนี้ตามเดิม").click()
    expect(page.get_by_role("button", name="ปิดวันนี้")).to_be_visible()
    assert not Closure.objects.exists()
