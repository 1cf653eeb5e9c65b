"""The showcase page: what it shows, what it costs, and that no address breaks it."""

import json
import random
import re
from urllib.parse import urlencode

import pytest
from django.db.models import prefetch_related_objects
from django.utils import timezone

from catalog.products import months
from catalog.products.models import CertificateKind, Producer, Product, ProductPicture
from catalog.showcase.criteria import PRICE_BANDS
from center.pictures.renditions import WIDTHS
from portal.responses.compression import compress
from tests.factories import category, certify, make_producer, make_product, rate, tambon
from thai.folding import fold
from thai.sorting import sort_key

pytestmark = pytest.mark.django_db
FILTERED_IN_PYTHON = pytest.mark.sqlite_only(reason="the index filters and counts in Python, from the same rows")

URL = "/products/"
MOST_QUERIES = 5


def names(response) -> list[str]:
    return [product.name_th for product in response.context["page"].object_list]


def facet(response, name: str) -> dict[str, int]:
    found = {facet.name: facet for facet in response.context["facets"]}
    return {choice.value: choice.count for choice in found[name].choices} if name in found else {}


def linked_data(response) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode())[1])


def test_a_product_is_shown_with_all_a_buyer_asks_first(client):
    orchard = make_producer(name_th="กลุ่มชาวสวน", tambon=tambon("ปากน้ำ"))
    product = make_product(name_th="มะม่วงกวนสามรส", producer=orchard, price_low=60)
    rate(product, stars=5, year=2024)

    page = client.get(URL).content.decode()

    for text in ["มะม่วงกวนสามรส", "กลุ่มชาวสวน", "ปากน้ำ", "60 บาท", "5 ดาว (ปี 2567)", product.get_absolute_url()]:
        assert text in page


def test_unpublished_products_are_not_shown(client):
    make_product(name_th="ยังไม่เผยแพร่", published_at=None)
    make_product(name_th="ของผู้ผลิตที่ซ่อน", producer=make_producer(published_at=None))
    make_product(name_th="เผยแพร่พรุ่งนี้", published_at=timezone.now() + timezone.timedelta(days=1))

    response = client.get(URL)

    assert names(response) == []
    assert "ยังไม่มีสินค้าบนเว็บ" in response.content.decode()


def test_names_stand_in_dictionary_order(client):
    words = [
        "ไก่",
        "แก้ว",
        "กา",
        "เก่า",
        "กก",
        "ข้าวสาร",
        "ข้าว",
        "เขียว",
        "ขาว",
        "น้ำพริก",
        "น้ำ",
        "ฮ่อยจ๊อ",
        "เสม็ดเหนือ",
        "เสม็ดใต้",
    ]
    for word in random.Random(7).sample(words, len(words)):
        make_product(name_th=word)
    assert names(client.get(URL, {"sort": "name"})) == [
        "กก", "กา", "เก่า", "แก้ว", "ไก่", "ขาว", "ข้าว", "ข้าวสาร", "เขียว", "น้ำ", "น้ำพริก", "เสม็ดใต้", "เสม็ดเหนือ", "ฮ่อยจ๊อ",
    ]  # fmt: skip


def test_newest_come_first_when_asked(client):
    now = timezone.now()
    for age, name in enumerate(["ใหม่สุด", "กลาง", "เก่าสุด"]):
        make_product(name_th=name, published_at=now - timezone.timedelta(days=age))
    assert names(client.get(URL, {"sort": "newest"})) == ["ใหม่สุด", "กลาง", "เก่าสุด"]


def test_products_at_the_center_are_a_filter(client, db):
    make_product(name_th="ที่ศูนย์", at_center=True)
    make_product(name_th="ที่อื่น")
    page = client.get(URL, {"center": "yes"})
    assert names(page) == ["ที่ศูนย์"]
    assert [chip.label for chip in page.context["chips"]] == ["วางแสดงที่ศูนย์"]
    assert len(names(client.get(URL, {"center": "no"}))) == 2


def test_sorted_by_price_with_the_unpriced_last(client, db):
    for name, low, high in [("กลาง", 60, 500), ("ถาม", None, None), ("ถูก", 20, None), ("แพง", 250, None)]:
        make_product(name_th=name, price_low=low, price_high=high)
    assert names(client.get(URL, {"sort": "price"})) == ["ถูก", "กลาง", "แพง", "ถาม"]
    assert names(client.get(URL, {"sort": "price-desc"})) == ["แพง", "กลาง", "ถูก", "ถาม"]


def test_pages_hold_24_and_keep_what_was_asked(client):
    for number in range(30):
        make_product(name_th=f"สบู่ {number}")
    first, second = client.get(URL, {"q": "สบู่"}), client.get(URL, {"q": "สบู่", "page": "2"})
    assert (len(names(first)), len(names(second))) == (24, 6)
    assert f"?{urlencode({'q': 'สบู่', 'page': '2'})}".replace("&", "&amp;") in first.content.decode()
    assert not set(names(first)) & set(names(second))


@pytest.mark.parametrize("page", ["-1", "0", "๒", "2", "9999999999999999999999", "x", "1e3", "", "last", "\0"])
def test_any_page_number_gives_a_page(client, page):
    for number in range(30):
        make_product(name_th=f"สบู่ {number}")
    response = client.get(URL, {"page": page})
    assert response.status_code == 200
    assert names(response)


HOSTILE = [
    {"stars": "x"},
    {"stars": ["6", "-1", "๕", "5.0", "²"]},
    {"sort": "__class__"},
    {"sort": "-password"},
    {"category": "'; DROP TABLE catalog_product; --"},
    {"tambon": "0" * 300},
    {"tambon": ["240208"] * 1900},
    {"certificate": "\0"},
    {"season": ["13", "0", "-3", "1", "๑"]},
    {"price": ["0-50", "x", "ask"]},
    {"min_price": "NaN", "max_price": "Infinity"},
    {"min_price": "-1", "max_price": "1e999999999"},
    {"min_price": "100", "max_price": "5"},
    {"min_price": "๑๐๐"},
    {"q": "\0"},
    {"q": "%"},
    {"q": "_" * 50},
    {"q": "\\"},
    {"q": "์่้๊๋็ัิีึืฺุู"},
    {"q": "a" * 16_384},
    {"q": "ก " * 5000},
    {"q": "\ud800".encode("utf-8", "surrogatepass")},
    {"q": "<script>alert(1)</script>"},
    {"q": "‮​﻿"},
    {"nonsense": "1"},
]


@pytest.mark.parametrize("query", HOSTILE, ids=[str(list(query.items()))[:40] for query in HOSTILE])
def test_no_address_breaks_the_page(client, query):
    make_product(name_th="ไข่เค็ม", price_low=10)
    for path in [URL, "/en/products/", "/producers/"]:
        response = client.get(path, query)
        assert response.status_code == 200
        assert b"<script>alert" not in response.content


def test_thousands_of_parameters_are_refused_politely(client):
    assert client.get(URL, {"tambon": ["240208"] * 5000}).status_code == 400


def test_thai_digits_count_in_filters(client):
    rate(make_product(name_th="ห้าดาว"), stars=5)
    make_product(name_th="ไม่มีดาว")
    assert names(client.get(URL, {"stars": "๕"})) == ["ห้าดาว"]


@pytest.fixture
def crowd(db) -> list[Product]:
    """60 products of every sort, the same at each run."""
    chance = random.Random(42)
    producers = [make_producer(tambon=tambon(name)) for name in ["ปากน้ำ", "หัวไทร", "บางสวน"]] + [make_producer()]
    products = []
    for number in range(60):
        price = chance.choice([None, 20, 50, 51, 100, 250, 1500])
        product = make_product(
            name_th=f"{chance.choice(['ขนม', 'ผ้า', 'สบู่'])} {number}",
            producer=chance.choice(producers),
            category=category(chance.choice(["food", "textile", "herb"])),
            price_low=price,
            months=chance.choice([months.ALL_YEAR, months.pack([3, 4, 5]), months.pack([11, 12, 1])]),
        )
        if chance.random() < 0.5:
            rate(product, stars=chance.choice([3, 4, 5]))
        if chance.random() < 0.4:
            certify(product, kind=chance.choice(["tcps", "fda"]))
        products.append(product)
    prefetch_related_objects(products, "certificates__kind")
    return products


FILTERS = [
    {},
    {"q": "ขนม"},
    {"category": ["food"]},
    {"category": ["food", "herb"], "tambon": ["240209"]},
    {"stars": ["5"], "season": ["4"]},
    {"season": ["1", "3"], "certificate": ["tcps"]},
    {"price": ["0-50"], "category": ["textile"]},
    {"price": ["ask", "1000-"], "q": "ผ้า"},
    {"certificate": ["tcps", "fda"], "tambon": ["240214", "240209"], "stars": ["3", "4", "5"]},
    {"min_price": "50", "max_price": "100"},
]


def fits(product: Product, query: dict) -> bool:
    """The filters once more, written the slow way."""
    band = next(
        (name for name, limits in PRICE_BANDS.items() if limits and product.price_low and product.price_low > limits[0]
         and (limits[1] is None or product.price_low <= limits[1])),
        "ask",
    )  # fmt: skip
    checks = {
        "q": lambda values: fold(values) in product.search_text,
        "category": lambda values: product.category.code in values,
        "tambon": lambda values: product.producer.tambon_id in values,
        "stars": lambda values: str(product.latest_stars) in values,
        "season": lambda values: any(int(month) in months.unpack(product.months) for month in values),
        "certificate": lambda values: bool({row.kind.code for row in product.certificates.all()} & set(values)),
        "price": lambda values: band in values,
        "min_price": lambda value: product.price_low is not None and product.price_low >= int(value),
        "max_price": lambda value: product.price_low is not None and product.price_low <= int(value),
    }
    return all(checks[name](value) for name, value in query.items())


@FILTERED_IN_PYTHON
def test_filters_show_what_fits_in_order(client, crowd):
    for query in FILTERS:
        expected = sorted((product.name_th for product in crowd if fits(product, query)), key=sort_key)
        response = client.get(URL, query | {"sort": "name"})
        assert response.context["page"].paginator.count == len(expected), query
        assert names(response) == expected[:24], query


@FILTERED_IN_PYTHON
def test_each_count_is_what_choosing_that_value_alone_would_show(client, crowd):
    for query in FILTERS:
        response = client.get(URL, query)
        for name in ("category", "tambon", "stars", "season", "certificate", "price"):
            counts = facet(response, name)
            # Where no product that fits has a certificate, there is nothing to choose.
            assert counts or name == "certificate", (query, name)
            for value, count in counts.items():
                chosen = query | {name: [value]}
                assert count == sum(fits(product, chosen) for product in crowd), chosen


def test_a_chosen_filter_is_a_chip_whose_link_takes_it_away(client, crowd):
    response = client.get(URL, {"q": "ขนม", "category": ["food", "herb"], "page": "1"})
    chips = {chip.label: chip.remove_url for chip in response.context["chips"]}
    assert set(chips) == {"อาหาร", "สมุนไพรที่ไม่ใช่อาหาร"}
    without = client.get(URL + chips["อาหาร"])
    assert [chip.label for chip in without.context["chips"]] == ["สมุนไพรที่ไม่ใช่อาหาร"]
    assert without.context["search"] == "ขนม"


WRITTEN_ODDLY = [
    "season=๔&season=4&stars=05",
    "min_price=300&max_price=50",
    "min_price=20&min_price=50&max_price=๑๐๐",
    "min_price=1,000&max_price=x",
    "category=food&category=food&category=herb&q=ขนม&sort=name",
    "stars=%205&certificate=tcps&price=0-50&price=x&page=3",
    "tambon=240209&season=01&season=๑&q=%25&sort=newest",
    "q=zzzz&stars=1&certificate=gi",
]


@pytest.mark.parametrize("path", [URL, "/producers/"])
def test_each_chip_takes_itself_off_and_nothing_else(client, crowd, path):
    for query in WRITTEN_ODDLY:
        response = client.get(f"{path}?{query}")
        chips = response.context["chips"]
        labels = [chip.label for chip in chips]
        for chip in chips:
            followed = client.get(path + chip.remove_url)
            assert [other.label for other in followed.context["chips"]] == [
                label for label in labels if label != chip.label
            ], query
            assert followed.context["search"] == response.context["search"], query
            assert followed.context.get("sort") == response.context.get("sort"), query


@pytest.mark.parametrize("typed", ["!!!", "%", "์", " - "])
@pytest.mark.parametrize("path", [URL, "/search/", "/producers/"])
def test_signs_without_a_letter_are_no_search(client, path, typed):
    make_product()
    response = client.get(path, {"q": typed})
    assert response.context["search"] == ""
    page = response.content.decode().partition("<main")[2]
    assert "ผลการค้นหาคำว่า" not in page and "ไม่พบ" not in page


def test_a_certificate_under_way_is_no_certificate_to_choose_by(client):
    asking, holding = make_product(name_th="กำลังขอ"), make_product(name_th="ได้แล้ว")
    certify(asking, kind="halal", under_way=True)
    assert facet(client.get(URL), "certificate") == {}
    certify(holding, kind="halal")
    response = client.get(URL, {"certificate": "halal"})
    assert names(response) == ["ได้แล้ว"]
    assert facet(response, "certificate") == {"halal": 1}
    assert "กำลังขอ</span>" in client.get(asking.get_absolute_url()).content.decode()


def test_a_chosen_value_without_products_can_still_be_taken_away(client, crowd):
    response = client.get(URL, {"certificate": "gi"})
    assert [chip.label for chip in response.context["chips"]] == ["GI"]
    assert names(response) == []


@pytest.mark.parametrize(
    ("query", "steps"),
    [
        ({"q": "zzzz"}, ["/search/?q=zzzz", "/products/", "/producers/", "/contact/"]),
        ({"stars": "1"}, ["/products/", "/producers/", "/contact/"]),
        (
            {"q": "zzzz", "stars": "1"},
            ["/products/?q=zzzz", "/search/?q=zzzz", "/products/", "/producers/", "/contact/"],
        ),
    ],
)
def test_where_nothing_is_found_there_are_three_ways_on_and_all_of_them_open(client, query, steps):
    make_product()
    page = client.get(URL, query).content.decode()
    empty = page.partition('<div class="empty">')[2].partition("</main>")[0]
    assert re.findall(r'href="([^"]+)"', empty) == steps
    assert [step for step in steps if client.get(step).status_code != 200] == []
    assert 'id="sort"' not in page  # there is nothing to sort


def test_linked_data_counts_all_and_lists_the_page(client):
    for number in range(30):
        make_product(name_th=f"สบู่ {number}")
    response = client.get(URL, {"page": "2"})
    data = linked_data(response)
    assert data["@type"] == "ItemList"
    assert data["numberOfItems"] == 30
    assert [item["name"] for item in data["itemListElement"]] == names(response)
    assert [item["position"] for item in data["itemListElement"]] == list(range(25, 31))


def test_linked_data_can_not_end_its_script(client):
    make_product(name_th="</script><script>alert(1)</script>&")
    response = client.get(URL)
    assert b"<script>alert" not in response.content
    assert linked_data(response)["itemListElement"][0]["name"] == "</script><script>alert(1)</script>&"


def make_many(count: int) -> None:
    """Products in bulk, with pictures and stars, of producers in all tambons."""
    places = list(dict.fromkeys(tambon(name) for name in ["ปากน้ำ", "หัวไทร", "บางสวน", "บางคล้า", "บางกระเจ็ด"]))
    producers = Producer.objects.bulk_create(
        Producer(name_th=f"กลุ่มแม่บ้านเกษตรกร {number}", tambon=places[number % 5], published_at=timezone.now())
        for number in range(max(1, count // 5))
    )
    kind = category("food")
    products = Product.objects.bulk_create(
        Product(
            name_th=f"มะม่วงกวนสามรส สูตร {number}",
            name_en=f"Mango leather {number}",
            producer=producers[number % len(producers)],
            category=kind,
            price_low=60 + number % 90,
            latest_stars=5 if number % 2 else None,
            latest_year=2024 if number % 2 else None,
            published_at=timezone.now(),
        )
        for number in range(count)
    )
    ProductPicture.objects.bulk_create(
        ProductPicture(
            product=product, alt_th="มะม่วงกวนห่อละแผ่น", width=1200, height=900, renditions=renditions(product.pk)
        )
        for product in products
    )


def renditions(seed: int) -> list[dict]:
    """As center.pictures makes them: one hash for all files of a picture."""
    stem = f"{random.Random(seed).getrandbits(64):016x}"
    return [
        {"format": form, "width": width, "height": width * 3 // 4, "name": f"{stem}-{width}.{form}", "bytes": 4000}
        for form in ("avif", "webp", "jpg")
        for width in WIDTHS
    ]


@pytest.mark.parametrize("count", [0, 1, 40, pytest.param(6000, marks=FILTERED_IN_PYTHON)])
def test_the_cost_does_not_grow_with_the_products(client, count, django_assert_max_num_queries):
    make_many(count)
    client.get(URL)  # the index is built once after a change, with three queries more
    for query in [
        {},
        {"q": "มะมวง กวน"},
        {"q": "มะม่วงงกววน"},
        {"stars": "5", "sort": "newest", "page": "2", "certificate": "tcps", "season": "3", "price": "50-100"},
    ]:
        with django_assert_max_num_queries(MOST_QUERIES):
            response = client.get(URL, query)
        assert response.status_code == 200


def test_page_and_stylesheet_fit_into_ten_kilobytes(client):
    make_many(40)
    for number, product in enumerate(Product.objects.order_by("pk")[:20]):
        certify(product, kind=["tcps", "fda", "gi", "halal"][number % 4], number=f"ตัวอย่าง {number}")
    response = client.get(URL)
    assert len(names(response)) == 24
    assert len(compress(response.content)) <= 10_240


@pytest.mark.parametrize(
    "query", [{"category": "sweets"}, {"tambon": "240203"}, {"certificate": "x"}, {"certificate": ["x", "y-z"]}]
)
@pytest.mark.parametrize("address", [URL, "/producers/"])
def test_codes_that_name_nothing_any_more_hide_nothing(client, address, query):
    product = make_product()
    response = client.get(address, query)
    assert list(response.context["page"]) == [product if address == URL else product.producer]
    assert not response.context["chips"]


def test_a_code_with_an_underscore_is_a_filter(client):
    CertificateKind.objects.create(code="thai_fda", name_th="อย. ไทย")
    certified = make_product()
    certify(certified, kind="thai_fda", number="ตัวอย่าง 1")
    make_product()
    assert list(client.get(URL, {"certificate": "thai_fda"}).context["page"]) == [certified]


def test_that_a_kind_needs_a_number_counts_at_once(client):
    product = make_product()
    certify(product, kind="halal", number="")
    assert list(client.get(URL, {"certificate": "halal"}).context["page"]) == [product]
    kind = CertificateKind.objects.get(code="halal")
    kind.number_required = True
    kind.save()
    assert not list(client.get(URL, {"certificate": "halal"}).context["page"])


@pytest.mark.parametrize("address", [URL, "/producers/", "/search/"])
def test_an_empty_result_offers_three_steps_that_open(client, address):
    page = client.get(address, {"q": "ฬฬฬฬ"}).content.decode()
    empty = page.partition('<div class="empty">')[2].partition("</div>\n</div>")[0]
    steps = re.findall(r'<a class="btn [^"]*" href="([^"]+)"', empty)
    assert len(set(steps)) >= 3
    assert all(client.get(step).status_code == 200 for step in steps)
