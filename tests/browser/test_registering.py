"""A villager registers four people for an event on a phone without JavaScript, comes with three, and cancels."""

import re

import pytest
from playwright.sync_api import Page, expect

from consultations.outreach.forms import RegisterForm, VillageRequestForm
from consultations.outreach.models import Registration, VillageRequest
from tests.browser.rig import PHONE, assert_axe_clean, assert_no_sideways_scroll, keep_picture

WORDS = {
    "th": {"home": "/", "events": "กิจกรรม", "register": "ลงทะเบียนเข้าร่วม", "send": "ลงทะเบียน", "fewer": "มากันน้อยลง",
           "three": "3 คน",
           "shrink": "ลดจำนวนคน", "cancel": "มาไม่ได้แล้ว", "cancel it": "ยกเลิกการลงทะเบียน",
           "cancelled": "คุณยกเลิกการลงทะเบียนแล้ว", "show": "ดูเรื่องของฉัน",
           "ask": "ขอให้ไปจัดที่หมู่บ้าน", "send request": "ส่งคำขอ"},
    "en": {"home": "/en/", "events": "Events", "register": "Register to join", "send": "Register",
           "fewer": "Fewer of us will come", "three": "3 people", "shrink": "Come with fewer",
           "cancel": "I can't come any more", "cancel it": "Cancel the registration",
           "cancelled": "You cancelled your registration", "show": "Show my matters",
           "ask": "Ask us to come to your village", "send request": "Send the request"},
}  # fmt: skip
HEAVIEST = 60_000


def look(page: Page, name: str) -> None:
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    assert len(page.content().encode()) <= HEAVIEST, page.url
    keep_picture(page, f"outreach-{name}")


@pytest.mark.parametrize(("language", "dark"), [("th", False), ("en", True)], ids=["th-light", "en-dark"])
def test_from_home_to_the_number_and_back(new_page, demo, monkeypatch, language, dark):
    monkeypatch.setattr(RegisterForm, "fastest", 0)
    say = WORDS[language]
    page = new_page(PHONE, language=language, dark=dark, javascript=False)
    page.goto(say["home"])
    page.get_by_role("navigation").get_by_role("link", name=say["events"], exact=True).click()
    look(page, f"{language}-events")
    page.locator("main .card h3 a").first.click()
    look(page, f"{language}-event")
    page.get_by_role("link", name=say["register"], exact=True).click()
    page.locator("#id_name").fill("นางบุญเรือน เป็ดไล่ทุ่ง")
    page.locator("#id_phone").fill("๐๘๙ ๒๓๔ ๕๖๗๘")
    page.locator("#id_party_size").fill("๔")
    page.locator("#id_tambon").select_option("240208")
    look(page, f"{language}-register")
    page.get_by_role("button", name=say["send"], exact=True).press("Enter")
    registration = Registration.objects.latest("pk")
    assert registration.party_size == 4
    expect(page.get_by_role("heading", level=1)).to_contain_text(registration.reference)
    for folded in page.locator("main summary").all():
        folded.click()
    look(page, f"{language}-registered")
    page.locator("#id_shrink-party_size").select_option(label=say["three"])
    page.locator("#id_shrink-digits").fill("5678")
    page.get_by_role("button", name=say["shrink"]).click()
    assert Registration.objects.get(pk=registration.pk).party_size == 3

    page.goto(say["home"] + "my-matters/")
    page.locator("#id_number").fill(registration.reference)
    page.locator("#id_phone").fill("089-234-5678")
    page.get_by_role("button", name=say["show"]).click()
    page.locator("main ul.cards a").click()
    page.get_by_text(say["cancel"], exact=True).click()
    page.locator("#id_cancel-digits").fill("0000")
    page.get_by_role("button", name=say["cancel it"]).click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, f"{language}-refused")
    page.locator("#id_cancel-digits").fill("5678")
    page.get_by_role("button", name=say["cancel it"]).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(say["cancelled"])
    look(page, f"{language}-cancelled")


def test_a_village_asks_for_an_event(new_page, demo, monkeypatch):
    monkeypatch.setattr(VillageRequestForm, "fastest", 0)
    say = WORDS["th"]
    page = new_page(PHONE, javascript=False)
    page.goto("/events/")
    page.get_by_role("link", name=say["ask"]).first.click()
    page.locator("#id_subject").fill("สอนทำไข่เค็มไอโอดีน")
    page.get_by_role("button", name=say["send request"]).click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "th-request-refused")
    page.locator("#id_name").fill("นายประยูร บางกระเจ็ด")
    page.locator("#id_phone").fill("089-234-5678")
    page.locator("#id_tambon").select_option("240208")
    page.locator("#id_moo").fill("๖")
    page.get_by_role("button", name=say["send request"]).click()
    asked = VillageRequest.objects.latest("pk")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(asked.reference))
    look(page, "th-request")
