"""A signed sheet is keyed back by keyboard alone: forty rows, saved as they go; the page fits a phone and needs no script."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from consultations.outreach.sheets import sheet_of
from consultations.registers.models import SheetRow, Visit
from tests.browser.rig import (
    DESKTOP,
    PASSWORD,
    PHONE,
    assert_axe_clean,
    assert_no_sideways_scroll,
    screenshot,
    sign_in,
)
from tests.factories import make_person, make_staff, tambon

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]

ROWS = 40


@pytest.fixture
def sheet(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    make_staff(username="officer", first_name="สมศรี", password=PASSWORD)
    return sheet_of(None, timezone.localdate() - dt.timedelta(days=1))


def test_forty_rows_are_keyed_by_keyboard(new_page, sheet):
    """As docs/staff/key-a-sign-sheet.md tells it; takes its pictures."""
    person = make_person(first_name="แฉล้ม", surname="ลานใบไม้", tambon=tambon(), moo=6, phone="0812345678")
    page = new_page(DESKTOP)
    sign_in(page)
    page.get_by_role("link", name="กรอกใบลงทะเบียน", exact=True).press("Enter")
    assert_axe_clean(page)
    screenshot(page, "find-a-sheet")
    page.get_by_label("รหัสใบลงทะเบียน").fill(sheet.code.lower())
    page.get_by_label("รหัสใบลงทะเบียน").press("Enter")
    expect(page.get_by_label("แถวที่ 1 ชื่อ-นามสกุล")).to_be_focused()
    keys = page.keyboard
    for text, key in (("นางแฉล้ม ลานใบไม้", "Tab"), ("6", "Tab"), ("บางกระเจ็ด", "Enter")):
        keys.type(text)
        keys.press(key)
    for number in range(2, ROWS + 1):
        keys.type(f"คนที่{number} บ้านเรา")
        keys.press("Enter")
    expect(page.locator("tr.kept")).to_have_count(ROWS - 1)
    expect(page.locator("tr.asked")).to_have_count(1)
    page.locator(".facts").scroll_into_view_if_needed()
    screenshot(page, "key-a-sheet")
    assert_axe_clean(page)
    page.get_by_label("ใช่ แฉล้ม").check()
    expect(page.locator("tr.kept")).to_have_count(ROWS)
    villages = [
        page.locator(f"[name=r{line}-{field}]").input_value() for line in (2, 40) for field in ("moo", "tambon")
    ]
    assert villages == ["6", "บางกระเจ็ด"] * 2
    assert SheetRow.objects.filter(moo=6, tambon=tambon()).count() == Visit.objects.counted().people() == ROWS
    assert SheetRow.objects.get(line=1).person == person
    page.get_by_role("button", name="บันทึก", exact=True).press("Enter")
    expect(page.locator("tr.kept")).to_have_count(ROWS)
    assert SheetRow.objects.count() == Visit.objects.count() == ROWS


def test_rows_are_keyed_on_a_phone_without_scripts(new_page, sheet):
    page = new_page(PHONE, dark=True, javascript=False)
    sign_in(page)
    page.goto(f"/admin/consultations/attendancesheet/{sheet.pk}/key/")
    page.get_by_label("แถวที่ 1 ชื่อ-นามสกุล").fill("นายบุญเรือน เป็ดไล่ทุ่ง")
    page.get_by_label("แถวที่ 2 ชื่อ-นามสกุล").fill("นายบุญเรือน เป็ดไล่ทุ่ง")
    page.get_by_label("แถวที่ 2 ชื่อ-นามสกุล").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("ชื่อเดียวกับแถวที่ 1")
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    screenshot(page, "key-a-sheet-on-a-phone")
    page.get_by_label("คนละคน ชื่อเหมือนกัน").check()
    page.get_by_label("แถวที่ 3 ชื่อ-นามสกุล").press("Enter")
    expect(page.locator("tr.kept")).to_have_count(2)
    assert Visit.objects.counted().people() == 2
