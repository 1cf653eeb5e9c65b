"""A villager finds a product, sees who makes it and passes it on, in Thai and English, with and without JavaScript."""

import re

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from tests.browser.rig import PHONE, assert_axe_clean

WORDS = {
    "th": {
        "home": "/", "typed": "มะมวงนำดอกไม้", "name": "มะม่วงน้ำดอกไม้", "search": "ค้นหา",
        "filter": "เลือกดูเฉพาะ", "food": "อาหาร", "show": "แสดงผล",
    },
    "en": {
        "home": "/en/", "typed": "Nam Dok Mai", "name": "Nam Dok Mai", "search": "Search",
        "filter": "Show only", "food": "Food", "show": "Show",
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "dark", "javascript"),
    # Every pair of the three meets; two of the five in `make test`.
    [
        ("th", True, False),
        ("en", False, True),
        pytest.param("th", False, True, marks=pytest.mark.long),
        pytest.param("en", True, True, marks=pytest.mark.long),
        pytest.param("en", False, False, marks=pytest.mark.long),
    ],
    ids=["th-dark-no-js", "en-light-js", "th-light-js", "en-dark-js", "en-light-no-js"],
)
def test_from_home_to_a_call_and_a_share(new_page, demo, language, dark, javascript):
    say = WORDS[language]
    with override_settings(DEMO=False):
        page = new_page(PHONE, language=language, dark=dark, javascript=javascript)
        page.goto(say["home"])
        assert_axe_clean(page)

        page.get_by_role("searchbox").fill(say["typed"])  # in Thai no tone mark is right
        page.get_by_role("button", name=say["search"], exact=True).click()
        expect(page).to_have_url(re.compile("/search/.*q="))
        expect(page.get_by_role("heading", level=3).first).to_contain_text(say["name"])
        assert_axe_clean(page)

        page.get_by_role("navigation").get_by_role("link", name=re.compile("OTOP")).first.click()
        expect(page).to_have_url(re.compile(r"/products/$"))
        page.get_by_role("searchbox").fill(say["typed"])
        page.get_by_role("button", name=say["search"], exact=True).click()
        expect(page).to_have_url(re.compile("/products/.*q="))
        expect(page.get_by_role("heading", level=3).first).to_contain_text(say["name"])
        found = page.locator("ul.cards > li").count()

        page.get_by_text(say["filter"], exact=False).first.click()
        page.get_by_role("checkbox", name=re.compile(f"^{say['food']}")).check()
        assert_axe_clean(page)
        page.get_by_role("button", name=say["show"]).click()
        expect(page).to_have_url(re.compile("category=food"))
        expect(page.get_by_role("searchbox")).to_have_value(say["typed"])
        chip = page.locator(".chips a")
        expect(chip).to_have_count(1)
        chip.click()
        expect(page).not_to_have_url(re.compile("category="))
        expect(page.locator("ul.cards > li")).to_have_count(found)

        page.get_by_role("link", name=re.compile(say["name"])).first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(say["name"])
        assert_axe_clean(page)
        expect(page.locator(".panel a[href^='tel:+66']")).to_be_visible()
        share = page.locator("a[href^='https://social-plugins.line.me/lineit/share?url=']")
        expect(share).to_be_visible()
        assert re.search(r"url=http.*%2Fproducts%2F\d+-", share.get_attribute("href"))


@pytest.mark.parametrize("language", ["th", "en"])
def test_an_empty_result_is_no_dead_end(new_page, demo, language):
    page = new_page(PHONE, language=language, javascript=False)
    page.goto(f"{WORDS[language]['home']}products/?q=ฬฬฬ&category=food")
    steps = page.locator(".empty a.btn")
    assert steps.count() >= 3
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        assert_axe_clean(page)
    steps.first.click()  # the filter goes, the words stay
    expect(page).to_have_url(re.compile(r"/products/\?q=[^&]+$"))
    expect(page.get_by_role("searchbox")).to_have_value("ฬฬฬ")


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_the_language_switch_keeps_what_was_asked(new_page, demo, javascript):
    page = new_page(PHONE, javascript=javascript)
    page.goto("/products/?q=มะม่วง&category=food&sort=newest")
    count = page.locator(".card").count()
    page.locator(".menu summary").click()
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(r"/en/products/\?q=.*category=food&sort=newest"))
    expect(page.locator(".card")).to_have_count(count)
    expect(page.locator("html")).to_have_attribute("lang", "en")
