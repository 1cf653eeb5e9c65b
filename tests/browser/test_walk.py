"""What a first walk through the portal stumbled over: a menu too tall, words outside their boxes, a cursor astray."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.rig import DESKTOP, NARROW, PASSWORD, PHONE, assert_no_sideways_scroll, sign_in, wait_for_fonts
from tests.factories import make_staff

LINE = 44  # pixels, the least height of anything one can press


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("device", [PHONE, NARROW], ids=["360", "320"])
def test_the_menu_is_one_row_with_the_rest_folded(new_page, demo, device, language):
    page = new_page(device, language=language, javascript=False)
    menu = page.locator(".menu")
    for address in ("", "products/", "sources/", "consultations/", "about/"):
        page.goto(f"/en/{address}" if language == "en" else f"/{address}")
        assert_no_sideways_scroll(page)
        assert menu.bounding_box()["height"] <= LINE + 8, address
        shown = menu.locator("a, summary").evaluate_all(
            "links => links.filter((link) => link.checkVisibility()).length"
        )
        assert shown == 5, address
    menu.locator("summary").click()
    links = menu.locator("a")
    assert links.count() == 15 and all(link.is_visible() for link in links.all())
    assert min(link.bounding_box()["height"] for link in links.all()) >= LINE
    assert_no_sideways_scroll(page)
    expect(page.locator(".site a.name")).to_have_attribute("href", "/en/" if language == "en" else "/")


@pytest.mark.parametrize("device", [PHONE, NARROW], ids=["360", "320"])
def test_english_pages_stay_within_a_phone(new_page, demo, device):
    page = new_page(device, language="en")
    for address in ("/en/", "/en/documents/", "/en/sources/", "/en/news/", "/en/about/", "/en/contact/"):
        page.goto(address)
        assert_no_sideways_scroll(page)
    page.goto("/en/documents/")
    page.locator(".card a").first.click()
    expect(page).to_have_url(re.compile(r"/en/documents/\d+"))
    assert_no_sideways_scroll(page)


@pytest.mark.parametrize(
    ("language", "web_font"),
    [("th", True), ("th", False), ("en", False)],
    ids=["th-sarabun", "th-fallback", "en"],  # English pages ask for no web font
)
def test_each_name_on_the_map_stays_in_its_tile(new_page, demo, language, web_font):
    page = new_page(PHONE, language=language)
    if not web_font:
        page.route("**/*.woff2", lambda route: route.abort())
    page.goto("/about/" if language == "th" else "/en/about/")
    wait_for_fonts(page)
    loaded = page.evaluate("[...document.fonts].filter((font) => font.status === 'loaded').length")
    assert bool(loaded) is web_font
    outside = page.locator(".map a").evaluate_all(
        """links => links.flatMap((link) => {
          const tile = link.querySelector('rect').getBoundingClientRect();
          return [...link.querySelectorAll('text')].filter((text) => {
            const name = text.getBoundingClientRect();
            return name.left < tile.left || name.right > tile.right || name.top < tile.top || name.bottom > tile.bottom;
          }).map((text) => text.textContent);
        })"""
    )
    assert page.locator(".map a").count() == 9
    assert page.locator(".map a text").count() >= 9
    assert outside == []
    if not web_font:
        assert all(line.endswith("net::ERR_FAILED") for line in page.record.failed)
        page.record.failed.clear()


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["1280", "360"])
def test_a_new_row_begins_in_its_first_field_and_fields_stay_whole(new_page, demo, device, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    make_staff(username="walker", password=PASSWORD)
    page = new_page(device)
    sign_in(page, "walker")
    page.goto("/admin/catalog/product/add/")
    expect(page.locator("#id_name_th")).to_be_focused()
    assert page.locator("[name=_save]").count() == 1
    wait_for_fonts(page)
    cut = page.locator("fieldset .form-row input[type=text], fieldset .form-row textarea").evaluate_all(
        """all => all.filter((field) => field.offsetParent && !field.closest('.tabular'))
          .filter((field) => field.getBoundingClientRect().right > field.closest('.form-row').getBoundingClientRect().right + 1)
          .map((field) => field.name)"""
    )
    assert cut == []


def test_what_is_wrong_with_a_choice_stands_below_it(new_page, demo):
    page = new_page(PHONE)
    page.goto("/documents/fill/consultation/")
    page.get_by_role("button", name="สร้างหน้าสำหรับพิมพ์").click()
    labels = page.locator(".form-check-label")
    expect(page.locator(".form-check .invalid-feedback")).to_be_visible()
    wait_for_fonts(page)
    assert min(box["width"] for box in (label.bounding_box() for label in labels.all())) > 150
