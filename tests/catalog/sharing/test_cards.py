"""Printed cards and price lists: their HTML, QR codes and sizes."""

import re
from datetime import date

import pytest
import segno
import zxingcpp
from django.test import override_settings
from PIL import Image

from catalog.products.models import Unit
from catalog.sharing import cards
from center.drawing import qr
from tests.factories import make_producer, make_product, rate, tambon
from tests.markup import compact

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite_only(reason="cards are laid out in Python, from the same rows"),
]

ADDRESSES = ["/products/{product}/card/", "/producers/{producer}/card/", "/producers/{producer}/prices/"]


@pytest.fixture
def producer(db):
    return make_producer(
        name_th="กลุ่มไข่เค็มบ้านริมคลอง",
        name_en="Rim Khlong Salted Eggs",
        tambon=tambon("บางกระเจ็ด"),
        moo=6,
        phone="0800000001",
        phone_shown=True,
    )


@pytest.fixture
def product(producer):
    unit = Unit.objects.get(name_th="ฟอง")
    product = make_product(
        name_th="ไข่เค็มดินสอพอง",
        name_en="Salted eggs",
        producer=producer,
        price_low=10,
        unit=unit,
        pack_th="แผงละ 10 ฟอง",
    )
    rate(product, stars=4, year=2024)
    return product


def read(client, address, product, **query) -> str:
    address = address.format(product=product.pk, producer=product.producer.pk)
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def decode(rows: list[list[bool]], scale: int = 4) -> str:
    image = Image.new("L", (len(rows), len(rows)), 255)
    image.putdata([0 if dark else 255 for row in rows for dark in row])
    return zxingcpp.read_barcodes(image.resize((len(rows) * scale,) * 2, Image.Resampling.NEAREST))[0].text


def drawn(path: str, side: int) -> list[list[bool]]:
    """The dark modules of an SVG path of a QR code, as a browser would draw it."""
    rows = [[False] * side for _ in range(side)]
    x = y = 0
    for command, first, second in re.findall(r"([Mmh])(-?\d+)(?: ([\d.]+))?", path):
        if command == "M":
            x, y = int(first), int(float(second))
        elif command == "m":
            x += int(first)
        else:
            for at in range(x, x + int(first)):
                rows[y][at] = True
            x += int(first)
    return rows


def test_a_code_holds_its_address_with_a_quiet_zone():
    address = "https://bangkhla.example.go.th/en/products/123-nam-dok-mai-mango/"
    rows = qr.modules(address)
    assert decode(rows) == address
    assert not any(rows[line][column] for line in range(4) for column in range(len(rows)))
    assert segno.make(address, error="m", micro=False).error in "MQH"


def test_the_svg_draws_the_same_modules():
    rows = qr.modules("https://example.go.th/products/1/")
    svg = qr.svg("https://example.go.th/products/1/", label='ก"<')
    path = svg.rpartition(' d="')[2].partition('"')[0]
    assert drawn(path, len(rows)) == rows
    assert 'aria-label="ก&quot;&lt;"' in svg
    assert "style=" not in svg
    assert len(svg) < 4000


def test_a_card_says_what_a_buyer_asks(client, product):
    page = read(client, ADDRESSES[0], product)
    for text in [
        "ไข่เค็มดินสอพอง", "10 บาท/ฟอง", "ราคาอาจเปลี่ยน", "4 ดาว (ปี 2567)", "หมู่ที่ 6 ต.บางกระเจ็ด", "กลุ่มไข่เค็มบ้านริมคลอง",
        "โทร 080-000-0001", "ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก", "พิมพ์เมื่อ", f"/products/{product.pk}<",
    ]:  # fmt: skip
        assert text in page, text
    assert "ตัวอย่าง" not in page
    assert 'content="noindex"' in page


def test_the_code_leads_to_the_page_itself(product, settings):
    settings.SITE_URL = "https://bangkhla.example.go.th"
    assert cards.of_product(product).address == f"https://bangkhla.example.go.th/products/{product.pk}-salted-eggs/"
    assert cards.of_product(product).typed_address == f"bangkhla.example.go.th/products/{product.pk}"


def test_the_typed_address_leads_on_to_the_page(client, product):
    typed = "/" + cards.of_product(product).typed_address.partition("/")[2]
    assert client.get(typed, follow=True).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_phone_is_printed_only_if_allowed(client, product, address):
    assert "080-000-0001" in read(client, address, product)
    product.producer.phone_shown = False
    product.producer.save()
    assert "080-000-0001" not in read(client, address, product)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_demonstration_is_marked_on_the_paper(client, product, address):
    with override_settings(DEMO=True):
        page = read(client, address, product)
    assert 'data-sample="ตัวอย่าง"' in page
    assert "ข้อมูลสาธิต ไม่ใช่ข้อมูลราชการ" in page


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_date_of_printing_is_buddhist(client, product, address, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2026, 11, 22))
    assert "พิมพ์เมื่อ 22 พฤศจิกายน 2569" in read(client, address, product)
    assert "22 November 2026 (B.E. 2569)" in read(client, "/en" + address, product)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_with_words_is_accepted_too(client, product, address):
    with_words = address.replace("}/", "}-whatever/")
    assert "ไข่เค็ม" in read(client, with_words, product)


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_reading(client, product, address):
    assert client.post(address.format(product=product.pk, producer=product.producer.pk)).status_code == 405


def test_what_is_not_published_has_no_paper(client, product):
    hidden = make_product(producer=product.producer, published_at=None, name_th="ของลับ")
    assert client.get(f"/products/{hidden.pk}/card/").status_code == 404
    for address in ADDRESSES[1:]:
        assert "ของลับ" not in read(client, address, product)
    product.producer.published_at = None
    product.producer.save()
    for address in ADDRESSES:
        address = address.format(product=product.pk, producer=product.producer.pk)
        assert client.get(address).status_code == 404
    assert client.get("/products/999999/card/").status_code == 404


def test_sheet_and_color_can_be_chosen(client, product):
    page = read(client, ADDRESSES[0], product)
    assert (page.count("<article"), 'class="single"' in page) == (1, True)
    for link in ['href="?sheet=1"', 'href="?color=1"']:
        assert link in page
    page = read(client, ADDRESSES[0], product, sheet=1, color=1)
    assert (page.count("<article"), page.count("aria-hidden"), 'class="sheet color"' in page) == (4, 3, True)


def test_a_producers_products_have_a_card_each_four_on_a_sheet(client, producer):
    names = [f"ไข่เค็มสูตร {number}" for number in range(5)]
    for name in names:
        make_product(producer=producer, name_th=name)
    make_product(producer=producer, name_th="ยังไม่ขาย", published_at=None)
    make_product(name_th="ของคนอื่น")
    page = client.get(f"/producers/{producer.pk}/cards/").content.decode()
    assert [sheet.count('<article class="face"') for sheet in page.split('<div class="sheet')[1:]] == [4, 1]
    assert all(f"{name}</h2>" in page for name in names)
    assert "ยังไม่ขาย" not in page and "ของคนอื่น" not in page
    assert 'aria-hidden="true"' not in page.partition('<div class="sheet')[2].partition("<svg")[0]
    assert f'href="/producers/{producer.pk}/cards/"' in client.get(producer.get_absolute_url()).content.decode()


def test_a_producer_without_products_has_no_cards(client, producer):
    assert "ยังไม่มีสินค้าบนเว็บ" in client.get(f"/producers/{producer.pk}/cards/").content.decode()


def test_a_producers_card_names_as_many_products_as_fit(producer):
    few = [make_product(producer=producer, name_th=f"ของ {number}") for number in range(3)]
    assert cards.of_producer(producer, few).products == tuple(few)
    long = [make_product(producer=producer, name_th=f"ไข่เค็ม {number} " + "ย" * 60) for number in range(3)]
    card = cards.of_producer(producer, long)
    assert (len(card.products), card.more_products) == (1, 2)
    many = [make_product(producer=producer, name_th=f"ชิ้น {number}") for number in range(9)]
    card = cards.of_producer(producer, many)
    assert (len(card.products), card.more_products) == (5, 4)
    assert cards.of_producer(producer, []).products == ()


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("ไข่เค็ม", "huge"),
        ("ก" * 40, "big"),
        ("ก" * 80, "middle"),
        ("ก" * 110, "small"),
        ("ก" * 150, "tiny"),
        ("ก" * 200, "least"),
    ],
)
def test_the_size_of_print_follows_the_length_of_the_name(name, size):
    assert cards.size_of(name) == size


def test_marks_take_no_place_in_a_line():
    assert cards.letters("น้ำปั้นกลุ่ม") == len("นำปนกลม")
    assert cards.size_of("ปี๊" * 18) == "huge"


def test_a_price_list_has_every_published_product_with_pack_and_price(client, product):
    make_product(producer=product.producer, name_th="คุกกี้ไข่เค็ม")
    page = read(client, ADDRESSES[2], product)
    for text in ["ไข่เค็มดินสอพอง", "แผงละ 10 ฟอง", "10 บาท/ฟอง", "คุกกี้ไข่เค็ม", "สอบถามราคา", "ราคาอาจเปลี่ยน", "<svg"]:
        assert text in page, text


def test_a_price_list_without_products_says_so(client, producer):
    page = client.get(f"/producers/{producer.pk}/prices/").content.decode()
    assert "ยังไม่มีสินค้าที่แสดงบนเว็บ" in page
    assert client.get(f"/producers/{producer.pk}/card/").status_code == 200


def test_the_day_of_the_data_is_that_of_the_oldest_price(client, product):
    assert "ข้อมูล ณ วันที่" not in read(client, ADDRESSES[2], product)
    product.producer.confirmed_on = date(2026, 5, 1)
    product.producer.save()
    assert "ข้อมูล ณ วันที่ 1 พฤษภาคม 2569" in read(client, ADDRESSES[2], product)
    product.confirmed_on = date(2026, 3, 3)
    product.save()
    other = make_product(producer=product.producer, confirmed_on=date(2026, 2, 2))
    assert "ข้อมูล ณ วันที่ 2 กุมภาพันธ์ 2569" in read(client, ADDRESSES[2], product)
    other.confirmed_on = None
    other.save()
    assert "ข้อมูล ณ วันที่ 1 พฤษภาคม 2569" in read(client, ADDRESSES[2], product)


def test_english_cards_speak_english_and_mark_what_is_thai(client, product):
    page = read(client, "/en" + ADDRESSES[0], product)
    assert "Salted eggs" in page
    assert '<html lang="en">' in page
    product.name_en = ""
    product.save()
    assert '<span lang="th">ไข่เค็มดินสอพอง</span>' in read(client, "/en" + ADDRESSES[0], product)


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("address", ADDRESSES)
def test_the_cost_does_not_grow(client, product, address, count, django_assert_max_num_queries):
    for _ in range(count):
        make_product(producer=product.producer)
    with django_assert_max_num_queries(4):  # of them the versions of the tables
        read(client, address, product)


def test_the_pages_of_product_and_producer_lead_here(client, product):
    for row, card in ((product, "product"), (product.producer, "producer")):
        page = compact(client.get(row.get_absolute_url()).content.decode())
        assert f"/{card}s/{row.pk}/card/" in page
        assert f"/producers/{product.producer.pk}/prices/" in page
        assert f"/{card}s/{row.pk}/share.jpg?shape=square&amp;v=" in page
        assert "QR ของหน้านี้</summary><svg" in page
