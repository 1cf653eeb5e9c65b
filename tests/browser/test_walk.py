"""What a first walk through the portal stumbled over: a menu too tall, words outside their boxes, a cursor astray."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.rig import DESKTOP, NARROW, PASSWORD, PHONE, sign_in
from tests.factories import make_staff

LINE = 44  # pixels, the least height of anything one can press


def test_the_menu_takes_two_lines_of_a_phone_and_all_of_it_shows(new_page, demo):
    page = new_page(PHONE)
    for address in ("/", "/products/", "/sources/", "/lessons/", "/about/"):
        page.goto(address)
        assert page.locator(".menu ul").bounding_box()["height"] <= 2 * LINE + 4, address
        shown = page.locator(".menu a").evaluate_all("all => all.filter(one => one.offsetParent).length")
        assert shown == 7, address  # home is where the name of the center leads
    expect(page.locator(".site a.name")).to_have_attribute("href", "/")


@pytest.mark.parametrize("device", [PHONE, NARROW], ids=["360", "320"])
def test_english_pages_stay_within_a_phone(new_page, demo, device):
    page = new_page(device, language="en")
    for address in ("/en/", "/en/documents/", "/en/sources/", "/en/news/", "/en/about/", "/en/contact/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    page.goto("/en/documents/")
    page.locator(".card a").first.click()
    expect(page).to_have_url(re.compile(r"/en/documents/\d+"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", ["th", "en"])
def test_each_name_on_the_map_stays_in_its_tile(new_page, demo, language):
    page = new_page(PHONE, language=language)
    page.goto("/about/" if language == "th" else "/en/about/")
    outside = page.locator(".map a").evaluate_all(
        """all => all.filter((one) => {
          const tile = one.querySelector('rect').getBoundingClientRect();
          const name = one.querySelector('text').getBoundingClientRect();
          return name.left < tile.left || name.right > tile.right || name.top < tile.top || name.bottom > tile.bottom;
        }).map((one) => one.textContent)"""
    )
    assert page.locator(".map a").count() == 9
    assert outside == []


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["1280", "360"])
def test_a_new_row_begins_in_its_first_field_and_fields_stay_whole(new_page, demo, device, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    make_staff(username="walker", password=PASSWORD)
    page = new_page(device)
    sign_in(page, "walker")
    page.goto("/admin/catalog/product/add/")
    expect(page.locator("#id_name_th")).to_be_focused()
    assert page.locator("[name=_save]").count() == 1
    cut = page.locator("fieldset .form-row input[type=text], fieldset .form-row textarea").evaluate_all(
        """all => all.filter((one) => one.offsetParent && !one.closest('.tabular'))
          .filter((one) => one.getBoundingClientRect().right > one.closest('.form-row').getBoundingClientRect().right + 1)
          .map((one) => one.name)"""
    )
    assert cut == []


def test_what_is_wrong_with_a_choice_stands_below_it(new_page, demo):
    page = new_page(PHONE)
    page.goto("/documents/fill/consultation/")
    page.get_by_role("button", name="สร้างหน้าสำหรับพิมพ์").click()
    labels = page.locator(".form-check-label")
    expect(page.locator(".form-check .invalid-feedback")).to_be_visible()
    assert min(box["width"] for box in (one.bounding_box() for one in labels.all())) > 150
