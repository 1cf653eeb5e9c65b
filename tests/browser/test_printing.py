"""Sheets for printing: A4 with page numbers, table headings repeated on every page, signature blocks kept whole."""

import re

import pypdfium2
import pytest
from django.template import engines
from django.utils import translation
from playwright.sync_api import Page

from center.printing.signatures import Signature
from tests.browser.rig import DESKTOP, assert_axe_clean, assert_no_sideways_scroll, keep_picture, wait_for_fonts

A4 = (210, 297)  # millimeters
POINTS = 72 / 25.4  # of a PDF in a millimeter

SIGN_SHEET = """{% extends "center/printing/print_base.html" %}
{% block title %}Sign sheet{% endblock %}
{% block tools %}<h1>Sign sheet</h1>{% include "center/printing/_print_button.html" %}{% endblock %}
{% block sheet %}
<h2>Meeting of the committee</h2>
<table>
  <thead><tr><th scope="col">No.</th><th scope="col">Full name</th><th scope="col">Signed here</th></tr></thead>
  <tbody>{% for name in names %}<tr><td>{{ forloop.counter }}</td><td>{{ name }}</td><td></td></tr>{% endfor %}</tbody>
</table>
{% include "center/printing/_signature_block.html" %}
{% endblock %}"""

SIGNATURES = [
    Signature("ผู้จัดทำ"),
    Signature("ผู้ตรวจสอบ", name="Somsri Jaidee"),
    Signature("ทราบ", name="Mana Rakdee", position="District officer"),
]


def open_sheet(page: Page, language: str, rows: int, *, demo: bool = False) -> None:
    with translation.override(language):
        html = engines["django"].from_string(SIGN_SHEET)
        names = [f"Visitor number {number}" for number in range(1, rows + 1)]
        content = html.render({"names": names, "signatures": SIGNATURES, "demo": demo})
    page.goto("/privacy/")  # the sheet's links, as to its stylesheet, are relative to this page
    page.set_content(content)
    wait_for_fonts(page)


def printed(page: Page) -> list[str]:
    """The text of each page of the PDF, after a look at their sizes."""
    wait_for_fonts(page)
    pdf = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert {tuple(round(side / POINTS) for side in sheet.get_size()) for sheet in pdf} == {A4}
    return [re.sub(r"\s+", " ", sheet.get_textpage().get_text_range()) for sheet in pdf]


@pytest.fixture
def page(new_page) -> Page:
    return new_page(DESKTOP)


@pytest.mark.parametrize(("language", "number"), [("en", "Page {} of 3"), ("th", "{} จาก 3")])
def test_every_page_has_its_number_and_the_headings_of_the_table(page, language, number):
    open_sheet(page, language, rows=60)
    texts = printed(page)
    assert len(texts) == 3
    for position, text in enumerate(texts, start=1):
        assert number.format(position) in text
        assert "Full name Signed here" in text
    assert sum(text.count("Visitor number") for text in texts) == 60


def test_a_signature_block_is_never_split_between_pages(page):
    ends = []
    for rows in range(12, 26, 2):
        open_sheet(page, "en", rows)
        *_, last = texts = printed(page)
        ends.append(len(texts))
        # "Signed here" is the table's heading; the three signers stand in two rows.
        assert last.replace("Signed here", "").count("Signed") == len(SIGNATURES)
        assert "Somsri Jaidee" in last and "District officer" in last
    assert set(ends) == {1, 2}  # so the block did reach the end of a page


def test_a_sheet_on_screen_is_accessible_and_fits_a_phone(new_page):
    page = new_page()
    open_sheet(page, "th", rows=5, demo=True)
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    assert page.get_by_role("button", name="พิมพ์").is_visible()
    keep_picture(page, "sign-sheet")


def test_the_tools_are_not_printed(page):
    open_sheet(page, "en", rows=3)
    assert page.locator(".tools").is_visible()
    page.emulate_media(media="print")
    assert not page.locator(".tools").is_visible()
