"""A producer books advice on a phone without JavaScript, from the first page to the number, and moves and cancels it."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from consultations.bookings.forms import BookingForm
from consultations.bookings.models import Booking
from tests.browser.rig import PHONE, assert_axe_clean, assert_no_sideways_scroll, keep_picture

WORDS = {
    "th": {"home": "/", "topic": "ขึ้นทะเบียน OTOP", "check": "ตรวจก่อนยืนยัน", "confirm": "ยืนยันนัด", "edit": "แก้ไข", "move": "เลื่อนนัด",
           "move it": "ยืนยันเลื่อนนัด", "cancel": "ยกเลิกนัด",
           "cancel it": "ยืนยันยกเลิกนัด", "show": "ดูเรื่องของฉัน", "cancelled": "ยกเลิกแล้ว"},
    "en": {"home": "/en/", "topic": "Registering for OTOP", "check": "Check before confirming",
           "confirm": "Confirm the appointment",
           "edit": "Edit", "move": "Move the appointment", "move it": "Confirm the new time", "cancel": "Cancel the appointment",
           "cancel it": "Confirm cancelling", "show": "Show my matters", "cancelled": "is cancelled"},
}  # fmt: skip
A_TIME = {"th": r"^\S+ที่ \d+ \S+ 25\d\d \d\d\.\d\d น\.", "en": r"^\w+day \d+ \w+ 20\d\d \(B\.E\. 25\d\d\) \d\d:\d\d"}


def look(page: Page, name: str) -> None:
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    assert len(page.content().encode()) <= 60_000, page.url
    keep_picture(page, f"booking-{name}")


@pytest.mark.parametrize(("language", "dark"), [("th", False), ("en", True)], ids=["th-light", "en-dark"])
def test_from_home_to_the_number_and_back(new_page, demo, monkeypatch, language, dark):
    monkeypatch.setattr(BookingForm, "fastest", 0)
    say = WORDS[language]
    before = Booking.objects.count()
    page = new_page(PHONE, language=language, dark=dark, javascript=False)
    page.goto(say["home"])
    page.locator(".tile.mango").click()
    look(page, f"{language}-topics")  # 1
    page.get_by_role("link", name=re.compile(f"^{say['topic']}")).click()
    times = page.get_by_role("link", name=re.compile(A_TIME[language]))
    assert times.count() == page.locator("section .btn").count() > 0, "each has its weekday and date in its name"
    look(page, f"{language}-times")  # 2
    times.first.click()
    page.locator("#id_name").fill("นางบุญเรือน เป็ดไล่ทุ่ง")
    page.locator("#id_phone").fill("๐๘๑ ๒๓๔ ๕๖๗๘")
    page.locator("#id_tambon").select_option("240208")
    look(page, f"{language}-who")  # 3
    page.get_by_role("button", name=say["check"]).click()
    look(page, f"{language}-check")  # 4
    assert Booking.objects.count() == before
    page.get_by_role("button", name=re.compile(f"^{say['edit']}")).nth(2).press("Enter")
    expect(page.locator("#id_name")).to_have_value("นางบุญเรือน เป็ดไล่ทุ่ง")
    page.get_by_role("button", name=say["check"]).press("Enter")
    page.get_by_role("button", name=say["confirm"], exact=True).press("Enter")
    booking = Booking.objects.latest("pk")
    expect(page.get_by_role("heading", level=1)).to_contain_text(booking.reference)  # 5
    for folded in page.locator("main summary").all():
        folded.click()
    look(page, f"{language}-done")

    page.goto("/en/my-matters/" if language == "en" else "/my-matters/")
    page.locator("#id_number").fill(booking.reference)
    page.locator("#id_phone").fill("081-234-5678")
    page.get_by_role("button", name=say["show"]).click()
    look(page, f"{language}-matters")
    page.locator("main ul.cards a").click()
    page.get_by_role("link", name=say["move"], exact=True).click()
    look(page, f"{language}-move")
    page.get_by_role("link", name=re.compile(A_TIME[language])).last.click()
    look(page, f"{language}-move-check")
    page.get_by_role("button", name=say["move it"]).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(booking.reference)
    moved = Booking.objects.get(pk=booking.pk)
    assert moved.starts_at > booking.starts_at
    page.get_by_text(say["cancel"], exact=True).click()
    page.locator("#id_digits").fill("5678")
    page.get_by_role("button", name=say["cancel it"]).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(say["cancelled"])
    look(page, f"{language}-cancelled")


# As Chromium's developer tools call it: 400 kbit/s, 400 ms to the server and back on top of the machine's own.
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}


@pytest.mark.long
def test_from_home_to_the_number_in_90_seconds_on_slow_3g(new_page, demo):
    """Typed at the speed of two thumbs, with nothing in the browser's cache."""
    say = WORDS["th"]
    page = new_page(PHONE, javascript=False)
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW_3G)
    began = time.monotonic()
    page.goto(say["home"])
    page.locator(".tile.mango").click()
    page.get_by_role("link", name=re.compile(f"^{say['topic']}")).click()
    page.get_by_role("link", name=re.compile(A_TIME["th"])).first.click()
    page.locator("#id_name").press_sequentially("นางบุญเรือน เป็ดไล่ทุ่ง", delay=300)
    page.locator("#id_phone").press_sequentially("0812345678", delay=300)
    page.locator("#id_tambon").select_option("240208")
    page.get_by_role("button", name=say["check"]).click()
    page.get_by_role("button", name=say["confirm"], exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(Booking.objects.latest("pk").reference)
    assert time.monotonic() - began < 90
