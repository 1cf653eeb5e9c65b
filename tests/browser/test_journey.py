"""A villager finds a product, sees who makes it and passes it on, in Thai and English, with and without JavaScript."""

import re

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from tests.browser.rig import PHONE

WORDS = {
    "th": {"search": "ค้นหา", "filter": "เลือกดูเฉพาะ", "food": "อาหาร", "show": "แสดงผล", "share": "LINE", "name": "มะม่วงน้ำดอกไม้"},
    "en": {"search": "Search", "filter": "Show only", "food": "Food", "show": "Show", "share": "LINE", "name": "Nam Dok Mai"},
}  # fmt: skip


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
@pytest.mark.parametrize("language", ["th", "en"])
def test_from_home_to_a_call_and_a_share(new_page, demo, language, javascript):
    say = WORDS[language]
    with override_settings(DEMO=False):
        page = new_page(PHONE, language=language, javascript=javascript)
        page.goto("/" if language == "th" else "/en/")

        page.get_by_role("searchbox").fill("มะมวงนำดอกไม้")  # no tone mark is right
        page.get_by_role("button", name=say["search"], exact=True).click()
        expect(page).to_have_url(re.compile("/search/.*q="))
        expect(page.get_by_role("heading", level=3).first).to_contain_text(say["name"])

        page.get_by_role("navigation").get_by_role("link", name=re.compile("OTOP")).first.click()
        page.get_by_role("searchbox").fill("มะมวงนำดอกไม้")
        page.get_by_role("button", name=say["search"], exact=True).click()
        expect(page).to_have_url(re.compile("/products/.*q="))
        expect(page.get_by_role("heading", level=3).first).to_contain_text(say["name"])

        page.get_by_text(say["filter"], exact=False).first.click()
        page.get_by_role("checkbox", name=re.compile(f"^{say['food']}")).check()
        page.get_by_role("button", name=say["show"]).click()
        expect(page).to_have_url(re.compile("category=food"))
        expect(page.get_by_role("searchbox")).to_have_value("มะมวงนำดอกไม้")

        page.get_by_role("link", name=re.compile(say["name"])).first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(say["name"])
        expect(page.locator(".panel a[href^='tel:+66']")).to_be_visible()
        share = page.locator("a[href^='https://social-plugins.line.me/lineit/share?url=']")
        expect(share).to_be_visible()
        assert re.search(r"url=http.*%2Fproducts%2F\d+-", share.get_attribute("href"))


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_the_language_switch_keeps_what_was_asked(new_page, demo, javascript):
    page = new_page(PHONE, javascript=javascript)
    page.goto("/products/?q=มะม่วง&category=food&sort=newest")
    count = page.locator(".card").count()
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(r"/en/products/\?q=.*category=food&sort=newest"))
    expect(page.locator(".card")).to_have_count(count)
    expect(page.locator("html")).to_have_attribute("lang", "en")
