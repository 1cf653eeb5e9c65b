"""Cards and price lists as they leave the printer: their pages' sizes, nothing cut off, a code that can be read."""

import io
import re
from urllib.parse import urlencode

import pytest
import zxingcpp
from django.test import override_settings
from PIL import Image
from playwright.sync_api import Page

from catalog.products.models import Product
from tests.browser.rig import DESKTOP, assert_axe_clean, assert_no_sideways_scroll, keep_picture, wait_for_fonts
from tests.factories import make_producer, make_product, rate, tambon

pytestmark = pytest.mark.usefixtures("demo")

A6, A4 = (105, 148), (210, 297)  # millimeters
POINTS = 72 / 25.4  # of a PDF in a millimeter

# As long as a name may be, without one space, with marks stacked above and below.
LONGEST = Product._meta.get_field("name_th").max_length
LONG_NAME = ("กลุ่มวิสาหกิจชุมชนแม่บ้านผู้ผลิตน้ำพริกปี๊บปั้นสิบที่ปู่ฎุ๊กฐานญู" * LONGEST)[: LONGEST - 1] + "ง"
WIDE_NAME = ("กขคงจฉชซฌญณฒฬฮ" * LONGEST)[:LONGEST]
LONG_ENGLISH = (
    "Khlong Tha Thonglang Community Enterprise of Women Making Wonderful Mango Sweets and Salted Eggs " * 9
)[: LONGEST - 1] + "W"

# Everything of a card lies inside of it, and nothing below reaches into what is above.
OVERFLOW = """() => [...document.querySelectorAll(".face")].flatMap((face) => {
  const card = face.getBoundingClientRect(), found = [];
  let above = null;
  for (const part of face.querySelectorAll("p, h2, svg")) {
    const range = document.createRange();
    range.selectNodeContents(part);
    for (const box of [part.getBoundingClientRect(), ...range.getClientRects()])
      if (box.left < card.left || box.right > card.right || box.top < card.top || box.bottom > card.bottom)
        found.push(`${part.className || part.tagName} leaves the card`);
  }
  for (const part of face.children) {
    const box = part.getBoundingClientRect();
    if (above && box.top < above.bottom - 0.5) found.push(`${part.className} lies over ${above.name}`);
    above = { bottom: box.bottom, name: part.className };
  }
  return found;
})"""


def make_card_rows(**fields):
    producer = make_producer(
        **{
            "name_th": "กลุ่มไข่เค็มบ้านริมคลอง",
            "tambon": tambon("บางกระเจ็ด"),
            "moo": 6,
            "phone": "0800000001",
            "phone_shown": True,
        }
        | fields
    )
    product = make_product(
        **{"name_th": "ขนมเปี๊ยะไส้ถั่วกวนไข่เค็ม", "producer": producer, "price_low": "1250.50", "price_high": "2450.50"}
        | fields
    )
    rate(product, stars=5, year=2024)
    return product


@pytest.fixture
def printer(new_page, settings, live_server):
    """Opens a page as the printer sees it, on a site whose codes lead to itself."""
    settings.SITE_URL = live_server.url

    def open_page(address: str, **query: int) -> Page:
        page = new_page(DESKTOP)
        page.goto(f"{address}?{urlencode(query)}")
        page.emulate_media(media="print")
        wait_for_fonts(page)
        return page

    return open_page


def pages_of(pdf: bytes) -> list[tuple[int, int]]:
    """The sizes of a PDF's pages in millimeters."""
    boxes = re.findall(rb"/Type /Page\n.*?/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf, re.DOTALL)
    return [(round(float(width) / POINTS), round(float(height) / POINTS)) for width, height in boxes]


def decode(page: Page, selector: str) -> list[str]:
    picture = page.locator(selector).first.screenshot()
    return [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))]


@pytest.mark.parametrize("kind", ["products", "producers"])
@pytest.mark.parametrize(("sheet", "size", "copies"), [(0, A6, 1), (1, A4, 4)])
@pytest.mark.parametrize("color", [0, 1])
def test_a_card_is_one_page_and_four_are_one_sheet(printer, kind, sheet, size, copies, color):
    product = make_card_rows()
    row = product if kind == "products" else product.producer
    page = printer(f"/{kind}/{row.pk}/card/", sheet=sheet, color=color)
    assert pages_of(page.pdf(prefer_css_page_size=True, print_background=True)) == [size]
    assert page.locator(".face").count() == copies
    assert page.evaluate(OVERFLOW) == []
    assert decode(page, "main") == [page.url.partition("/p")[0] + row.get_absolute_url()] * copies
    assert not page.locator(".tools").is_visible()


@pytest.mark.parametrize(
    ("language", "name"), [("th", LONG_NAME), ("th", WIDE_NAME), ("en", LONG_ENGLISH)], ids=["stacked", "wide", "latin"]
)
@pytest.mark.parametrize("kind", ["products", "producers"])
@pytest.mark.parametrize(("sheet", "sample"), [(0, True), (1, False)])
def test_the_longest_names_stay_on_the_card(printer, language, name, kind, sheet, sample):
    product = make_card_rows(**{f"name_{language}": name})
    row = product if kind == "products" else product.producer
    with override_settings(DEMO=sample):
        page = printer(f"{'/en' if language == 'en' else ''}/{kind}/{row.pk}/card/", sheet=sheet)
    assert page.evaluate(OVERFLOW) == []
    assert len(pages_of(page.pdf(prefer_css_page_size=True))) == 1
    assert len(decode(page, "main")) == (4 if sheet else 1)


def test_a_code_is_printed_large_enough(printer):
    page = printer(f"/products/{make_card_rows().pk}/card/")
    width = page.evaluate("document.querySelector('.code svg').getBoundingClientRect().width / 96 * 25.4")
    side = page.evaluate("+document.querySelector('.code svg').getAttribute('viewBox').split(' ')[2]")
    assert width * (side - 8) / side >= 25  # millimeters without the quiet zone


@pytest.mark.parametrize(("count", "pages"), [(3, 1), (60, 3)])
def test_a_price_list_is_a4_with_numbered_pages(printer, count, pages):
    product = make_card_rows()
    for number in range(count - 1):
        make_product(producer=product.producer, name_th=f"ไข่เค็มดินสอพองชนิดที่ {number}", price_low=10 + number)
    page = printer(f"/producers/{product.producer.pk}/prices/")
    assert pages_of(page.pdf(prefer_css_page_size=True)) == [A4] * pages
    assert decode(page, ".code") == [page.url.partition("/p")[0] + product.producer.get_absolute_url()]


@pytest.mark.parametrize(
    ("language", "javascript", "dark", "sample"),
    [("th", True, False, True), ("en", False, True, True), ("th", False, False, False)],
)
def test_the_pages_are_accessible_and_fit_a_phone(new_page, language, javascript, dark, sample):
    product = make_card_rows(name_th=LONG_NAME)
    with override_settings(DEMO=sample):
        page = new_page(language=language, javascript=javascript, dark=dark)
        for address in [
            f"/products/{product.pk}/card/", f"/products/{product.pk}/card/?sheet=1&color=1",
            f"/producers/{product.producer.pk}/card/?color=1", f"/producers/{product.producer.pk}/prices/",
        ]:  # fmt: skip
            page.goto(f"/en{address}" if language == "en" else address)
            assert_axe_clean(page)
            assert_no_sideways_scroll(page)
            assert page.locator("#print").is_visible() is javascript


def test_the_button_opens_the_print_dialog(new_page):
    page = new_page()
    page.add_init_script("window.print = () => { document.title = 'printed' }")
    page.goto(f"/products/{make_card_rows().pk}/card/")
    page.get_by_role("button", name="พิมพ์").click()
    assert page.title() == "printed"
    keep_picture(page, "card")


@pytest.mark.parametrize("kind", ["products", "producers"])
def test_the_code_in_the_page_opens_and_can_be_read(new_page, settings, live_server, kind):
    settings.SITE_URL = live_server.url
    product = make_card_rows()
    row = product if kind == "products" else product.producer
    page = new_page(dark=True)
    page.goto(row.get_absolute_url())
    page.get_by_text("QR ของหน้านี้").click()
    assert decode(page, "details .qr") == [live_server.url + row.get_absolute_url()]
    assert_axe_clean(page)
