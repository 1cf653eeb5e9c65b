"""Staff answer whoever asks about their own data: the ways of docs/staff/answer-a-data-request.md."""

import pytest
from playwright.sync_api import expect

from center.people.models import Person
from tests import factories
from tests.browser.rig import (
    DESKTOP,
    PASSWORD,
    PHONE,
    assert_axe_clean,
    assert_no_csp_violations,
    screenshot,
    sign_in,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]


def test_two_records_become_one_and_the_person_is_erased(new_page, demo):
    factories.make_staff(username="officer", password=PASSWORD)
    village = {"tambon": factories.tambon("เสม็ดใต้"), "moo": 2}
    person = factories.make_person(first_name="แต๋ว", surname="ลานใบไม้", phone="0812345678", **village)
    factories.make_person(first_name="แต๋ว", surname="ลานใบไม้", nickname="ต๋อย")
    page = new_page(DESKTOP)
    sign_in(page)
    page.goto(f"/admin/center/person/{person.pk}/change/")
    page.get_by_role("link", name="รวมข้อมูลซ้ำ").click()
    expect(page.get_by_label("แต๋ว ลานใบไม้").first).to_be_visible()
    assert_axe_clean(page)
    page.get_by_label("แต๋ว ลานใบไม้").first.check()
    page.get_by_role("button", name="รวมเข้ากับรายการนี้").click()
    expect(page.locator(".messagelist")).to_contain_text("แยกกลับได้")
    page.get_by_role("link", name="ลบข้อมูลตามคำขอ").click()
    expect(page.locator("#content")).to_contain_text("เรียกคืนไม่ได้")
    assert_axe_clean(page)
    assert screenshot(page, "answer-a-data-request").stat().st_size > 10_000
    page.get_by_label("ตรวจแล้วว่าเจ้าของข้อมูลขอให้ลบเอง").check()
    page.get_by_role("button", name="ลบข้อมูลของบุคคลนี้").click()
    expect(page.locator(".messagelist")).to_contain_text("ลบข้อมูลของบุคคลนี้แล้ว")
    assert_axe_clean(page)
    assert_no_csp_violations(page.record)
    assert not Person.objects.filter(first_name="แต๋ว").exists()


def test_the_privacy_notice_lists_the_periods_on_a_phone(new_page, demo):
    page = new_page(PHONE)
    page.goto("/privacy/")
    expect(page.locator("#periods")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_axe_clean(page)
