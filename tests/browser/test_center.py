"""The pages of the center in a real browser: accessible, the map by keyboard, closing for a day as staff do it."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from center.office.models import Center, Closure, OpeningHours
from consultations.bookings.models import Booking
from tests import factories
from tests.browser.rig import (
    DESKTOP,
    PASSWORD,
    PHONE,
    Device,
    assert_axe_clean,
    assert_no_sideways_scroll,
    each_pair,
    keep_picture,
    screenshot,
    sign_in,
)
from thai.dates import buddhist_year

PAGES = ["/about/", "/contact/?tambon=240210"]


@each_pair
def test_the_pages_break_no_rule(new_page, demo, device, language, dark, javascript):
    page = new_page(device, language=language, dark=dark, javascript=javascript)
    for path in PAGES:
        page.goto(f"/en{path}" if language == "en" else path)
        assert_axe_clean(page)
        keep_picture(page, f"{path.split('/')[1]}-{language}-{device.width}-{'dark' if dark else 'light'}")


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_page_scrolls_sideways_and_tiles_are_big_enough(new_page, demo, width):
    page = new_page(Device(width, 740))
    for path in PAGES:
        page.goto(path)
        assert_no_sideways_scroll(page)
        tiles = page.evaluate("[...document.querySelectorAll('.map a')].map((a) => a.getBoundingClientRect().height)")
        assert len(tiles) == 9 and min(tiles) >= 43.5


def test_the_map_is_walked_by_keyboard_and_leads_to_the_products(new_page, demo):
    page = new_page(DESKTOP, javascript=False)
    page.goto("/contact/")
    page.locator(".map a").first.focus()
    names = []
    for _ in range(9):
        names.append(page.evaluate("document.activeElement.textContent.trim()"))
        border = page.evaluate("getComputedStyle(document.activeElement.querySelector('rect')).strokeWidth")
        assert border == "5px", names  # 1.5 where the keyboard is not
        page.keyboard.press("Tab")
    assert len(set(names)) == 9
    page.get_by_role("link", name="ปากน้ำ").click()
    expect(page).to_have_url(re.compile(r"/products/\?tambon=240209$"))


def test_gray_while_in_mourning(new_page, demo):
    Center.objects.update(mourning=True)
    page = new_page(PHONE)
    page.goto("/")
    assert page.evaluate("getComputedStyle(document.documentElement).filter") == "grayscale(1)"
    assert_axe_clean(page)


@pytest.mark.django_db(transaction=True)
@pytest.mark.ignore_template_errors
def test_staff_close_the_center_for_a_day(new_page, demo):
    """As docs/staff/close-a-day.md tells it, without typing an address; takes the picture of that page."""
    factories.make_staff(username="officer", first_name="สมศรี", password=PASSWORD)
    page = new_page(DESKTOP)
    sign_in(page)
    page.locator("#content-main").get_by_role("link", name="วันปิดทำการ", exact=True).click()
    page.wait_for_url("**/closure/")
    page.locator(".object-tools").get_by_role("link", name="เพิ่ม").click()
    page.wait_for_url("**/closure/add/")
    # On a weekday: at weekends the center is closed anyway, and nothing more breaks.
    to_come = Booking.objects.to_come().filter(session=None, starts_at__week_day__range=(2, 6))
    day = timezone.localdate(to_come.earliest("starts_at").starts_at)
    page.fill("#id_starts_on", f"{day.day}/{day.month}/{buddhist_year(day.year)}")
    page.fill("#id_reason_th", "อบรมเจ้าหน้าที่ทั้งวัน")
    taken = screenshot(page, "close-a-day")
    assert_axe_clean(page)
    page.locator("[name=_save]").first.click()
    page.get_by_label("บันทึกทั้งที่กระทบ แล้วจะติดต่อทีละรายการ").check()
    assert_axe_clean(page)
    page.locator("[name=_save]").first.click()
    page.wait_for_url("**/closure/")
    assert Closure.objects.get(reason_th="อบรมเจ้าหน้าที่ทั้งวัน").starts_on == day
    page.goto("/contact/")
    assert "อบรมเจ้าหน้าที่ทั้งวัน" in page.content()
    assert taken.stat().st_size > 10_000


@pytest.mark.ignore_template_errors
def test_staff_set_the_opening_hours_without_javascript(new_page, demo):
    """As docs/staff/set-opening-hours.md tells it; takes the picture of that page."""
    factories.make_staff(username="officer", first_name="สมศรี", password=PASSWORD)
    page = new_page(DESKTOP, javascript=False)
    sign_in(page)
    page.locator("#content-main").get_by_role("link", name="เวลาเปิดทำการ", exact=True).click()
    taken = screenshot(page, "set-opening-hours")
    assert_axe_clean(page, "#content-start")  # the stock button beside it is empty without scripts
    page.get_by_role("button", name="เพิ่มอีกช่วง").click()
    page.get_by_label("วันเสาร์ ช่วงที่ 3 เปิด").fill("9.00")
    page.get_by_label("วันเสาร์ ช่วงที่ 3 ปิด").fill("11.00")
    page.get_by_role("button", name="บันทึก", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("เปลี่ยน 1 วัน")
    assert OpeningHours.objects.filter(weekday=5).count() == 1
    page.get_by_role("link", name="ตั้งเวลาเปิดทำการ").click()
    expect(page.locator(".guide img")).to_be_visible()
    assert_axe_clean(page, "#content-start")
    assert taken.stat().st_size > 10_000
