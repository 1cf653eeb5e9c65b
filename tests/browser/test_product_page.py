"""What a buyer sees of a product without scrolling, and what stays while scrolling."""

import re

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from catalog.products.models import Product
from tests.browser.rig import DESKTOP, PHONE, wait_for_fonts


def product_with_phone() -> Product:
    return Product.objects.published().filter(producer__phone_shown=True, pictures__isnull=False).first()


@pytest.mark.parametrize("language", ["th", "en"])
def test_name_price_and_call_stand_on_a_phone_s_first_screen(new_page, demo, language):
    path = product_with_phone().get_absolute_url()
    with override_settings(DEMO=False):
        page = new_page(PHONE, language=language, javascript=False)
        page.goto(("/en" if language == "en" else "") + path)
        wait_for_fonts(page)
        bar = page.locator(".bar")
        top_of_bar = bar.bounding_box()["y"]
        name = page.get_by_role("heading", level=1).bounding_box()
        assert name["y"] + name["height"] <= top_of_bar, "the bar covers the name"
        expect(bar).to_contain_text("baht" if language == "en" else "บาท")
        call = bar.get_by_role("link").first
        expect(call).to_have_attribute("href", re.compile(r"^tel:\+66"))
        box = call.bounding_box()
        assert box["y"] + box["height"] <= PHONE.height
        assert box["height"] >= 44

        page.evaluate("window.scrollTo(0, 900)")
        page.wait_for_function("window.scrollY > 500")
        assert bar.bounding_box()["y"] == pytest.approx(top_of_bar, abs=2), "it stays while scrolling"

        page.locator("footer").scroll_into_view_if_needed()
        page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
        page.wait_for_function("window.scrollY + innerHeight >= document.documentElement.scrollHeight - 2")
        box, footer = bar.bounding_box(), page.locator("footer").bounding_box()
        assert box["y"] + box["height"] <= footer["y"] + 1, "it lies over the footer"


def test_photos_stand_whole_and_no_hole_is_left_below_them(new_page, demo):
    path = product_with_phone().get_absolute_url()
    page = new_page(DESKTOP)
    page.goto(path)
    wait_for_fonts(page)
    expect(page.locator(".bar")).to_be_hidden()
    for photo in (".photo img", ".card img"):
        assert page.locator(photo).first.evaluate("image => getComputedStyle(image).objectFit") == "contain"
    photos, about = page.locator(".pictures").bounding_box(), page.locator(".about").bounding_box()
    assert about["x"] == photos["x"]
    assert about["y"] - (photos["y"] + photos["height"]) < 60
