"""A product's and a producer's own pages."""

import json
import re
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.test import override_settings
from django.utils import timezone
from django.utils.html import strip_tags

from catalog.products import months
from catalog.products.models import Unit
from tests.factories import category, certify, make_producer, make_product, rate, tambon
from tests.markup import assert_first_picture_is_preloaded
from thai.dates import long_date

pytestmark = pytest.mark.django_db

VALID_IN = timezone.localdate().year + 2  # until then, certificates of these tests hold


@pytest.fixture
def producer(db):
    return make_producer(
        name_th="กลุ่มไข่เค็มบ้านริมคลอง",
        name_en="Rim Khlong Salted Eggs",
        tambon=tambon("บางกระเจ็ด"),
        moo=6,
        address="บ้านเลขที่ 999",
        phone="0800000001",
        phone_shown=True,
        line_id="tuayang-egg",
        story_th="ทำไข่เค็มมาตั้งแต่ปี 2540",
    )


@pytest.fixture
def product(producer):
    product = make_product(
        name_th="ไข่เค็มดินสอพอง",
        name_en="Salted eggs",
        producer=producer,
        price_low=10,
        unit=Unit.objects.get(name_th="ฟอง"),
        months=months.pack([3, 4, 5]),
        materials_th="ไข่เป็ด ดินสอพอง เกลือ",
        sage="ยายบุญเรือน",
        story_th="พอกดินสอพองสิบห้าวัน",
        confirmed_on=date(2026, 11, 5),
    )
    rate(product, stars=4, year=2024)
    certify(product, kind="tcps", number="ตัวอย่าง 1", expires_on=date(VALID_IN, 3, 12))
    return product


def linked_data(response) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode())[1])


def test_the_page_says_what_a_buyer_asks(client, product):
    page = client.get(product.get_absolute_url()).content.decode()
    for text in [
        "ไข่เค็มดินสอพอง", "10 บาท/ฟอง", "ราคาอาจเปลี่ยน โปรดสอบถามก่อนซื้อ", "4 ดาว (ปี 2567)", "มีขาย มี.ค.–พ.ค.",
        "ไข่เป็ด ดินสอพอง เกลือ", "ยายบุญเรือน", "พอกดินสอพอง", "กลุ่มไข่เค็มบ้านริมคลอง", "หมู่ที่ 6 ต.บางกระเจ็ด",
        "5 พฤศจิกายน 2569", f"12 มีนาคม {VALID_IN + 543}", "ตัวอย่าง 1", "080-000-0001", "social-plugins.line.me",
    ]:  # fmt: skip
        assert text in page, text
    assert "บ้านเลขที่ 999" not in page  # the house number is nobody's business


def test_english_falls_back_to_thai_and_says_so(client, product):
    page = client.get("/en" + product.get_absolute_url()).content.decode()
    assert "Salted eggs" in page
    assert '<div lang="th"><p>พอกดินสอพองสิบห้าวัน</p></div>' in page
    assert f"March 12, {VALID_IN}" not in page
    assert f"12 March {VALID_IN} (B.E. {VALID_IN + 543})" in page


@pytest.mark.parametrize("shown", [True, False])
def test_the_phone_is_shown_only_if_the_producer_allows(client, product, shown):
    product.producer.phone_shown = shown
    product.producer.save()
    for address in [product.get_absolute_url(), product.producer.get_absolute_url()]:
        page = client.get(address).content.decode()
        assert ("080-000-0001" in page) is shown
        assert ("tel:+66800000001" in page) is shown
        assert ("tuayang-egg" in page) is shown


def test_nothing_can_be_called_on_a_demonstration_site(client, product):
    with override_settings(DEMO=True):
        for address in [product.get_absolute_url(), product.producer.get_absolute_url()]:
            page = client.get(address).content.decode()
            assert "080-000-0001" in page
            assert "tel:" not in page
            assert "tuayang-egg" not in page


def test_a_certificate_under_way_or_expired_says_so(client, product):
    certify(product, kind="halal", under_way=True)
    certify(product, kind="fda", number="ตัวอย่าง 2", expires_on=date(2024, 2, 29))
    page = client.get(product.get_absolute_url()).content.decode()
    lines, expired = (
        [" ".join(strip_tags(line).split()) for line in part.split("</div>")]
        for part in re.findall(r"<dd>\s*(<div>.*?)</dd>", page, re.DOTALL)
    )
    assert "เครื่องหมายฮาลาล กำลังขอ" in lines
    assert expired[0].endswith("ตัวอย่าง 2 หมดอายุเมื่อ 29 กุมภาพันธ์ 2567"), "apart from what holds"
    assert any(line.endswith(f"ตัวอย่าง 1 ใช้ได้ถึง 12 มีนาคม {VALID_IN + 543}") for line in lines)


@pytest.mark.parametrize("under_way", [True, False])
def test_gi_is_shown_only_with_its_permit_number(client, product, under_way):
    certify(product, kind="gi", number="", under_way=under_way)
    page = client.get(product.get_absolute_url()).content.decode()
    assert ("สิ่งบ่งชี้ทางภูมิศาสตร์" in page) is under_way


@pytest.mark.parametrize("kind", ["products", "producers"])
def test_a_wrong_slug_moves_to_the_right_address(client, product, kind):
    row = product if kind == "products" else product.producer
    for wrong in [f"{row.pk}", f"{row.pk}-something-else"]:
        response = client.get(f"/{kind}/{wrong}/?from=line")
        assert response.status_code == 301
        assert response.url == row.get_absolute_url() + "?from=line"


@pytest.mark.parametrize("kind", ["products", "producers"])
@pytest.mark.parametrize("address", ["0", "999999", "abc", "-1", "12345678901234567890", "1e3", "๑"])
def test_an_unknown_address_is_a_page_not_found(client, db, kind, address):
    assert client.get(f"/{kind}/{address}/").status_code == 404


def test_hidden_products_and_producers_have_no_page(client, product):
    hidden = make_product(published_at=None, producer=product.producer)
    assert client.get(hidden.get_absolute_url()).status_code == 404
    product.producer.published_at = None
    product.producer.save()
    assert client.get(product.get_absolute_url()).status_code == 404
    assert client.get(product.producer.get_absolute_url()).status_code == 404


def test_a_hidden_product_leads_to_its_maker_and_tells_nothing_of_itself(client, product):
    """Who scans the card of a market stall a year later still finds the maker."""
    hidden = make_product(published_at=None, producer=product.producer, name_th="ของลับยังไม่ขาย")
    page = client.get(hidden.get_absolute_url()).content.decode()
    assert f'href="{product.producer.get_absolute_url()}"' in page
    assert "ไม่ได้แสดงบนเว็บในขณะนี้" in page
    assert "ของลับ" not in page
    product.producer.published_at = None
    product.producer.save()
    page = client.get(hidden.get_absolute_url()).content.decode()
    assert product.producer.name_th not in page


def test_linked_data_says_what_the_page_says(client, product):
    data = linked_data(client.get(product.get_absolute_url()))
    assert data["@type"] == "Product"
    assert data["name"] == "ไข่เค็มดินสอพอง"
    assert data["manufacturer"]["name"] == "กลุ่มไข่เค็มบ้านริมคลอง"
    assert (data["offers"]["lowPrice"], data["offers"]["priceCurrency"]) == ("10.00", "THB")
    assert data["award"] == ["4 ดาว (ปี 2567)"]
    assert [row["certificationIdentification"] for row in data["hasCertification"]] == ["ตัวอย่าง 1"]


@pytest.mark.parametrize("language", ["th", "en"])
def test_whatever_search_engines_read_of_a_product_stands_on_the_page(client, product, language):
    product.brand, product.price_high = "ตาหยัง", 12
    product.save()
    certify(product, kind="halal", under_way=True)
    response = client.get(("" if language == "th" else "/en") + product.get_absolute_url())
    shown = " ".join(strip_tags(response.content.decode().partition("<main")[2]).split())
    data = linked_data(response)
    assert "halal" not in json.dumps(data["hasCertification"]).casefold()  # under way is not held
    low, high = (data["offers"].pop(name).removesuffix(".00") for name in ("lowPrice", "highPrice"))
    assert f"{low}–{high}" in shown
    price = data["offers"]["priceSpecification"]
    assert (price["@type"], price["unitText"]) == ("UnitPriceSpecification", product.unit.name)
    assert [price.pop(name).removesuffix(".00") for name in ("minPrice", "maxPrice")] == [low, high]
    expires = date.fromisoformat(data["hasCertification"][0].pop("expires"))
    assert long_date(expires, language) in shown
    said = [text for name, text in texts_of(data) if name not in {"@context", "@type", "url", "image", "priceCurrency"}]
    assert len(said) > 8
    assert [text for text in said if text not in shown] == []


def test_linked_data_names_no_certificate_that_has_expired(client, product):
    product.certificates.update(expires_on=timezone.localdate())
    assert "hasCertification" in linked_data(client.get(product.get_absolute_url()))
    product.certificates.update(expires_on=timezone.localdate() - timedelta(days=1))
    response = client.get(product.get_absolute_url())
    assert "หมดอายุเมื่อ" in response.content.decode()
    assert "hasCertification" not in linked_data(response)


def test_a_price_without_a_unit_names_none(client, product):
    product.unit = None
    product.save()
    assert "priceSpecification" not in linked_data(client.get(product.get_absolute_url()))["offers"]


def texts_of(data, name="") -> list[tuple[str, str]]:
    """Every text in JSON with the name it stands under."""
    if isinstance(data, dict):
        return [pair for key, value in data.items() for pair in texts_of(value, key)]
    if isinstance(data, list):
        return [pair for value in data for pair in texts_of(value, name)]
    return [(name, data)]


def test_without_a_phone_a_question_can_be_asked(client, product):
    product.producer.phone_shown = False
    product.producer.save()
    page = client.get(product.get_absolute_url()).content.decode()
    link = f'href="/products/{product.pk}/ask/"'
    assert link in page.partition("สนใจสินค้านี้")[2].partition("<dl")[0]
    assert link in page.partition('class="bar"')[2]
    assert 'href="/contact/"' in client.get(product.producer.get_absolute_url()).content.decode()


def test_the_first_picture_is_asked_for_in_the_head(client, product):
    rows = [
        {"format": form, "width": width, "height": width, "name": f"{'ab' * 8}-{width}.{form}", "bytes": 9}
        for form in ("avif", "jpg")
        for width in (240, 720)
    ]
    product.pictures.create(alt_th="ไข่", width=720, height=720, renditions=rows)

    assert_first_picture_is_preloaded(client.get(product.get_absolute_url()).content.decode())


def test_every_picture_leads_to_its_largest_file(client, product):
    for number in range(9):
        row = {"format": "jpg", "width": 960, "height": 720, "name": f"{number:016x}-960.jpg", "bytes": 9}
        small = row | {"width": 240, "name": f"{number:016x}-240.jpg"}
        product.pictures.create(alt_th="ไข่", width=960, height=720, renditions=[small, row], position=number)
    page = client.get(product.get_absolute_url()).content.decode()
    assert re.findall(r'<a href="/media/0{15}(\d)-960\.jpg">', page) == list("012345678")
    assert page.count("loading=lazy") >= 8


def test_a_producer_is_passed_on_by_line_too(client, product, settings):
    page = client.get(product.producer.get_absolute_url()).content.decode()
    assert f"lineit/share?url={quote(settings.SITE_URL + product.producer.get_absolute_url(), safe='')}" in page


def test_similar_products_are_of_the_category_and_named_alike(client, product):
    """product is ไข่เค็มดินสอพอง of Bang Krachet."""
    other_goods = make_product(name_th="กะปิ")
    make_product(name_th="ไข่เค็มผ้าขาวม้า", category=category("textile"))
    make_product(name_th="ไข่เค็มที่ยังไม่ขาย", published_at=None)
    make_product(name_th="ไข่เค็มใบเตย", producer=product.producer)  # among the maker's own
    next_door = make_product(name_th="ไข่เค็มสมุนไพร", producer=make_producer(tambon=tambon("บางกระเจ็ด")))
    far = make_product(name_th="ไข่เค็มสมุนไพร", producer=make_producer(tambon=tambon("หัวไทร")))
    assert similar_to(client, product) == [next_door, far, other_goods]


def test_where_no_name_is_alike_the_own_tambon_comes_first(client, product):
    far = make_product(name_th="กะปิ", producer=make_producer(tambon=tambon("หัวไทร")))
    near = make_product(name_th="ปลาร้า", producer=make_producer(tambon=tambon("บางกระเจ็ด")))
    assert similar_to(client, product) == [near, far]


def similar_to(client, product) -> list:
    return client.get(product.get_absolute_url()).context["similar"]


def test_the_maker_s_other_products_are_shown_apart(client, product):
    own = make_product(name_th="ไข่เค็มใบเตย", producer=product.producer)
    make_product(name_th="ยังไม่ขาย", producer=product.producer, published_at=None)
    make_product(name_th="ของคนอื่น")
    assert list(client.get(product.get_absolute_url()).context["more_of_producer"]) == [own]


def test_the_place_leads_to_a_map_of_the_village(client, product):
    page = client.get(product.get_absolute_url()).content.decode()
    village = quote("หมู่ที่ 6 ต.บางกระเจ็ด อ.บางคล้า จ.ฉะเชิงเทรา")
    assert f'href="geo:0,0?q={village}"' in page
    assert quote("999") not in page.partition("geo:")[2].partition('"')[0]


@pytest.mark.parametrize(
    ("sold", "said"), [([3, 4], "มีขายอีกครั้งเดือนมีนาคม"), ([1, 6], "มีขายอีกครั้งเดือนมกราคม"), ([10, 11], "")]
)
def test_a_product_out_of_season_says_when_it_is_sold_again(client, product, monkeypatch, sold, said):
    monkeypatch.setattr("catalog.showcase.views.timezone.localdate", lambda now=None: date(2026, 11, 28))
    product.months = months.pack(sold)
    product.save()
    page = client.get(product.get_absolute_url()).content.decode()
    assert ("มีขายอีกครั้ง" in page) == bool(said)
    assert said in page
    assert re.search(r'class="(?:in )? ?today">พ\.ย\.<', page)


def test_price_and_call_stay_at_the_edge_of_a_phone(client, product):
    bar = client.get(product.get_absolute_url()).content.decode().partition('class="bar"')[2].partition("</main>")[0]
    for text in ["10 บาท/ฟอง", 'href="tel:+66800000001"', "tuayang-egg"]:
        assert text in bar, text


def test_a_product_at_the_center_says_so(client, product):
    assert "วางแสดงที่ศูนย์" not in client.get(product.get_absolute_url()).content.decode()
    product.at_center = True
    product.save()
    assert "วางแสดงที่ศูนย์" in client.get(product.get_absolute_url()).content.decode()


def test_a_photo_is_cut_only_where_staff_chose_its_middle(client, product):
    file = {"format": "jpg", "width": 240, "height": 180, "name": "0123456789abcdef-240.jpg", "bytes": 9}
    photo = product.pictures.create(alt_th="ไข่", width=240, height=180, renditions=[file])
    assert 'class="fill' not in client.get(product.get_absolute_url()).content.decode()
    photo.focus = "tl"
    photo.save()
    for address in (product.get_absolute_url(), "/products/"):
        assert 'class="fill at-tl"' in client.get(address).content.decode(), address


def test_a_producer_shows_all_their_products(client, product):
    more = make_product(name_th="คุกกี้ไข่เค็ม", producer=product.producer)
    make_product(name_th="ของคนอื่น")
    page = client.get(product.producer.get_absolute_url()).content.decode()
    assert product.get_absolute_url() in page
    assert more.get_absolute_url() in page
    assert "ทำไข่เค็มมาตั้งแต่ปี 2540" in page
    assert "ของคนอื่น" not in page


@pytest.mark.parametrize("count", [1, 12])
def test_the_cost_of_both_pages_does_not_grow(client, product, count, django_assert_max_num_queries):
    for _ in range(count):
        make_product(producer=product.producer)
        certify(product, number=f"ตัวอย่าง {_ + 2}")
    client.get("/products/")  # the index is built once after a change, with four queries more
    with django_assert_max_num_queries(8):
        client.get(product.get_absolute_url())
    with django_assert_max_num_queries(5):  # of them the versions, and until when the page is true
        client.get(product.producer.get_absolute_url())


def test_producers_are_found_by_name_and_place(client, producer):
    make_producer(name_th="กลุ่มทอผ้าหัวไทร", tambon=tambon("หัวไทร"))
    for query in [{"q": "ไขเคม"}, {"q": "บางกระเจด"}, {"tambon": "240208"}, {"q": "salted"}]:
        page = client.get("/producers/", query).context["page"]
        assert list(page) == [producer], query
    counts = {choice.value: choice.count for choice in client.get("/producers/").context["facets"][0].choices}
    assert counts == {"240208": 1, "240214": 1}


def test_producers_show_what_they_make(client, product):
    for name in ("ก", "ข", "ค"):
        make_product(name_th=f"ไข่เค็ม {name}", producer=product.producer)
    make_product(name_th="ยังไม่ขาย", producer=product.producer, published_at=None)
    file = {"format": "jpg", "width": 240, "height": 180, "name": "0123456789abcdef-240.jpg", "bytes": 9}
    product.pictures.create(alt_th="ไข่", width=240, height=180, renditions=[file])
    row = client.get("/producers/").content.decode().partition('class="cards rows"')[2].partition("</li>")[0]
    assert "0123456789abcdef-240.jpg" in row
    assert " ".join(strip_tags(row).split()).endswith("ไข่เค็ม ก · ไข่เค็ม ข · ไข่เค็ม ค สินค้า 4 รายการ")


def test_an_empty_list_of_producers_says_what_to_do(client, producer):
    page = client.get("/producers/", {"q": "zzzz"}).content.decode()
    assert "ดูผู้ผลิตทั้งหมด" in page


@pytest.mark.parametrize("count", [1, 40])
def test_the_cost_of_the_producers_does_not_grow(client, count, django_assert_max_num_queries):
    for _ in range(count):
        make_product(producer=make_producer(tambon=tambon()))
    client.get("/products/")  # the index is built once after a change
    with django_assert_max_num_queries(7):
        client.get("/producers/", {"q": "กลุ่ม"})
