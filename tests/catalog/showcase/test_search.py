"""A fixed list of searches as people type them, each with what it must find."""

import tomllib

import pytest
from django.utils import translation

from catalog.products import demo as products_demo
from catalog.products.models import Product
from catalog.showcase.criteria import Criteria
from catalog.showcase.search import load, search
from tests.factories import category, certify, make_producer, make_product, rate, tambon

pytestmark = pytest.mark.django_db

PRODUCTS = [
    # key, name, English name, producer, category
    ("mango", "มะม่วงน้ำดอกไม้สีทอง", "Golden Nam Dok Mai mango", "orchard", "food"),
    ("mango_leather", "มะม่วงกวนสามรส", "Mango leather", "orchard", "food"),
    ("coconut", "มะพร้าวน้ำหอม", "Aromatic coconut", "orchard", "food"),
    ("egg", "ไข่เค็มดินสอพอง", "Salted eggs", "eggs", "food"),
    ("egg_cookie", "คุกกี้ไข่เค็ม", "Salted egg cookies", "eggs", "food"),
    ("pia", "ขนมเปี๊ยะไส้ถั่ว", "Khanom pia", "sweets", "food"),
    ("toffee", "ท็อฟฟี่กะทิ", "Coconut milk toffee", "sweets", "food"),
    ("noodles", "หมี่กรอบโบราณ", "Crispy noodles", "sweets", "food"),
    ("cracklings", "แคบหมูไร้มัน", "Pork cracklings", "sweets", "food"),
    ("juice", "น้ำตาลสดพร้อมดื่ม", "Fresh palm juice", "palms", "drink"),
    ("sugar", "น้ำตาลปึก", "Palm sugar cakes", "palms", "food"),
    ("milk", "พุดดิ้งนมสด", "Milk pudding", "palms", "food"),
    ("chili", "น้ำพริกเผา สูตร 2", "Chili paste no. 2", "palms", "food"),
    ("cloth", "ผ้าขาวม้าทอมือ", "Handwoven loincloth", "weavers", "textile"),
    ("basket", "ตะกร้าสานผักตบชวา", "Water hyacinth basket", "weavers", "craft"),
    ("soap", "สบู่ถ่านไม้ไผ่", "Bamboo charcoal soap", "weavers", "herb"),
    ("compress", "ลูกประคบสมุนไพร", "Herbal compress", "weavers", "herb"),
]
PRODUCERS = {
    "orchard": ("กลุ่มชาวสวนท่าทองหลาง", "ท่าทองหลาง"),
    "eggs": ("กลุ่มไข่เค็มบ้านริมคลอง", "บางกระเจ็ด"),
    "sweets": ("วิสาหกิจชุมชนขนมไทยปากน้ำ", "ปากน้ำ"),
    "palms": ("กลุ่มตาลโตนดหัวไทร", "หัวไทร"),
    "weavers": ("กลุ่มทอผ้าและจักสานเสม็ดเหนือ", "เสม็ดเหนือ"),
}

ALL = {key for key, *_others in PRODUCTS}
SEARCHES = [
    # As it is written
    ("มะม่วง", {"mango", "mango_leather"}),
    ("ไข่เค็ม", {"egg", "egg_cookie"}),
    ("น้ำตาลสด", {"juice", "sugar"}),  # the second is a near name
    ("ผ้าขาวม้า", {"cloth"}),
    # Tone marks left out, wrong, or too many
    ("มะมวง", {"mango", "mango_leather"}),
    ("มะม้วง", {"mango", "mango_leather"}),
    ("ไขเคม", {"egg", "egg_cookie"}),
    ("ไข้เค็ม", {"egg", "egg_cookie"}),
    ("ขนมเปียะ", {"pia"}),
    ("ขนมเปี้ยะ", {"pia"}),
    ("ทอฟฟี่", {"toffee"}),
    ("ท๊อฟฟี่", {"toffee"}),
    ("หมีกรอบ", {"noodles"}),
    ("นำตาลปึก", {"sugar"}),
    ("ผาขาวมา", {"cloth"}),
    # Typed in the wrong order or with the wrong keys
    ("เเคบหมู", {"cracklings"}),
    ("นำ้ตาลสด", {"juice", "sugar"}),
    ("นํ้าตาลสด", {"juice", "sugar"}),
    ("มะมว่ง", {"mango", "mango_leather"}),
    # Letters that sound the same
    ("ลูกปะคบ", {"compress"}),
    ("สมุณไพร", {"compress", "soap"}),
    # Two letters, a part of a word
    ("นม", {"milk", "pia", "toffee", "noodles", "cracklings"}),
    ("ไข่", {"egg", "egg_cookie"}),
    ("สบู", {"soap"}),
    ("ปึก", {"sugar"}),
    # What all of them are, as one types it
    ("โอทอป", ALL),
    ("otop", ALL),
    ("สินค้าโอทอป", ALL),
    ("สินค้า OTOP", ALL),
    ("สินค้า มะม่วง", {"mango", "mango_leather"}),
    ("โอทอป ปากน้ำ", {"pia", "toffee", "noodles", "cracklings"}),
    # Words and places without a space between them, as Thai is written
    ("ไข่เค็มบางกระเจ็ด", {"egg", "egg_cookie"}),
    ("ไขเคมบางกะเจด", {"egg", "egg_cookie"}),
    ("ขนมปากน้ำ", {"pia", "toffee", "noodles", "cracklings"}),
    ("โอทอปหัวไทร", {"juice", "sugar", "milk", "chili"}),
    ("สินค้าหัวไทร", {"juice", "sugar", "milk", "chili"}),
    ("สบู่เสม็ดเหนือ", {"soap"}),
    # Digits
    ("น้ำพริกเผา ๒", {"chili"}),
    ("สูตร2", {"chili"}),
    # Spaces where there are none, none where there are some, words in any order
    ("มะ ม่วง", {"mango", "mango_leather"}),
    ("ไข่ เค็ม", {"egg", "egg_cookie"}),
    ("น้ำพริกเผาสูตร", {"chili"}),
    ("กวน มะม่วง", {"mango_leather"}),
    ("ทอมือ ผ้า", {"cloth"}),
    ("  มะพร้าว   น้ำหอม ", {"coconut"}),
    # By who makes it and where
    ("ริมคลอง", {"egg", "egg_cookie"}),
    ("บางกระเจ็ด", {"egg", "egg_cookie"}),
    ("บางกะเจ็ด", {"egg", "egg_cookie"}),
    ("ไข่เค็ม บางกระเจด", {"egg", "egg_cookie"}),
    ("หัวไทร น้ำตาล", {"juice", "sugar"}),
    ("เครื่องดื่ม", {"juice"}),
    # English and mixed
    ("mango", {"mango", "mango_leather"}),
    ("MANGO leather", {"mango_leather"}),
    ("palm", {"juice", "sugar"}),
    ("soap", {"soap"}),
    ("mango กวน", {"mango_leather"}),
    ("salted-egg", {"egg", "egg_cookie"}),
    ("bang krachet", {"egg", "egg_cookie"}),
    # Synonyms
    ("coconut", {"coconut", "toffee"}),
    ("ผ้า textile", {"cloth", "basket", "soap", "compress", "chili"}),  # เผา holds ผา: last in order
    # Misspelt: the nearest names
    ("มะพราวนำหอมม", {"coconut"}),
    ("ตระกร้าสาน", {"basket"}),
    ("คุ๊กกี้ไข่เคม", {"egg_cookie"}),
    # Nothing
    ("รถไถ", set()),
    ("zzzz", set()),
]


@pytest.fixture
def shop(db) -> dict[str, Product]:
    producers = {
        key: make_producer(name_th=name, tambon=tambon(place), district="บางคล้า", province="ฉะเชิงเทรา")
        for key, (name, place) in PRODUCERS.items()
    }
    return {
        key: make_product(name_th=name, name_en=english, producer=producers[producer], category=category(code))
        for key, name, english, producer, code in PRODUCTS
    }


def found_by(words: str, shop: dict[str, Product]) -> set[str]:
    keys = {product.pk: key for key, product in shop.items()}
    return {keys[pk] for pk in search(Criteria(search=words, sort="best")).ids}


def test_the_list_is_long_enough():
    assert len(SEARCHES) >= 40


@pytest.mark.parametrize(("words", "expected"), SEARCHES, ids=[words for words, _ in SEARCHES])
def test_search_finds(words, expected, shop):
    assert found_by(words, shop) == expected


def order_of(words: str) -> list[str]:
    return [product.name_th for product in load(search(Criteria(search=words, sort="best")).ids)]


def test_exact_names_come_first(shop):
    make_product(name_th="ไข่เค็ม", producer=shop["soap"].producer)
    make_product(name_th="ไขเคม", producer=shop["soap"].producer.__class__.objects.get(name_th__contains="ปากน้ำ"))

    names = order_of("ไข่เค็ม")

    assert names[:2] == ["ไข่เค็ม", "ไขเคม"]
    assert set(names[2:]) == {"ไข่เค็มดินสอพอง", "คุกกี้ไข่เค็ม"}
    assert names.index("ไข่เค็มดินสอพอง") < names.index("คุกกี้ไข่เค็ม")  # begins with it


def test_a_name_counts_more_than_a_story(shop):
    make_product(name_th="กล่องของฝาก", story_th="ในกล่องมีมะม่วงกวน ขนม และน้ำตาลปึก")
    assert order_of("มะม่วงกวน")[0] == "มะม่วงกวนสามรส"
    assert "กล่องของฝาก" in order_of("มะม่วงกวน")


def test_near_names_are_said_to_be_near(shop):
    found = search(Criteria(search="ตระกร้าสาน", sort="best"))
    assert found.near_misses
    assert (found.hits, len(found.ids)) == (0, 1)
    assert found.nearest == "ตะกร้าสานผักตบชวา"


def test_enough_hits_bring_no_near_names(shop):
    make_product(name_th="น้ำตาลสดแช่เย็น")
    make_product(name_th="วุ้นน้ำตาลสด")
    found = search(Criteria(search="น้ำตาลสด", sort="best"))
    assert not found.near_misses
    assert "น้ำตาลปึก" not in order_of("น้ำตาลสด")


@pytest.mark.parametrize("sort", ["best", "name", "newest", "price"])
def test_near_names_never_stand_between_the_hits(client, shop, sort):
    found = search(Criteria(search="น้ำตาลสด", sort=sort))
    assert (found.hits, list(found.ids)) == (1, [shop["juice"].pk, shop["sugar"].pk])
    page = client.get("/products/", {"q": "น้ำตาลสด", "sort": sort})
    assert (page.context["hit_products"], page.context["near_products"]) == ([shop["juice"]], [shop["sugar"]])
    assert "ชื่อใกล้เคียง</h2>" in page.content.decode()


def test_at_most_six_near_names_are_listed_and_none_that_only_shares_a_word(shop):
    for number in range(9):
        make_product(name_th=f"ตะกร้าสาร {number}")
    make_product(name_th="ไม้กวาดทางมะพร้าวและตะกร้าสานใบเล็กของคุณยาย")
    found = search(Criteria(search="ตระกร้าสาร", sort="best"))
    assert (found.hits, len(found.ids)) == (0, 6)
    assert not any("ไม้กวาด" in product.name_th for product in load(found.ids))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        # English words: where they begin, singular and plural
        ("hat", {"hat"}),
        ("hats", {"hat"}),
        ("berries", {"berry"}),
        ("berry", {"berry"}),
        ("mangos", {"mango", "mango_leather"}),
        ("salted-eggs", {"egg", "egg_cookie"}),
        ("mangoes", {"mango", "mango_leather"}),
        ("cakes", {"sugar"}),
        ("ango", set()),
        ("loincl", {"cloth"}),
        ("incloth", {"cloth"}),  # nothing begins with it, and it is long enough to be no accident
        # The other keyboard layout
        ("-o,", {"pia", "toffee", "noodles", "cracklings"}),
        ("w-jg8H,", {"egg", "egg_cookie"}),
        ("ทฟืเน", {"mango", "mango_leather"}),
        # Sentences
        ("อยากซื้อไข่เค็ม", {"egg", "egg_cookie"}),
        ("มีไข่เค็มขายไหมคะ", {"egg", "egg_cookie"}),
        ("หาซื้อสบู่ได้ที่ไหน", {"soap"}),
        ("มะพร้าวกับสบู่", {"coconut", "toffee", "soap"}),
        ("ไข่เค็ม และ สบู่", {"egg", "egg_cookie", "soap"}),
        ("I want to buy salted eggs", {"egg", "egg_cookie"}),
        ("where can I buy soap or noodles", {"soap", "noodles"}),
        ("zzzz มะม่วง", {"mango", "mango_leather"}),
        ("อยากซื้อรถไถ", set()),
    ],
)
def test_what_buyers_type_besides_names(shop, typed, expected):
    hat = make_product(name_th="หมวกสาน", name_en="Woven hat", story_en="That what chats.")
    berry = make_product(name_th="หม่อน", name_en="Mulberry jam", story_en="Of one berry or many berries.")
    make_product(name_th="ชุดของฝาก", name_en="Gift set that lasts", story_en="Whatever you chat about.")
    everything = shop | {"hat": hat, "berry": berry}
    found = search(Criteria(search=typed, sort="best"))
    keys = {product.pk: key for key, product in everything.items()}
    assert {keys.get(pk, "gift set") for pk in found.ids[: found.hits]} == expected


def test_a_plural_finds_its_own_singular_only(shop):
    make_product(name_th="มังคุด", name_en="Mangosteen")
    found = search(Criteria(search="mangoes", sort="name"))
    assert {product.name_en for product in load(found.ids[: found.hits])} == {
        "Golden Nam Dok Mai mango",
        "Mango leather",
    }


def test_the_page_says_what_it_read(client, shop):
    page = client.get("/products/", {"q": "อยากซื้อไข่เค็ม"})
    assert page.context["read_as"] == "ไขเคม"
    assert "แสดงผลของคำว่า" in page.content.decode()
    assert "แสดงผลของคำว่า" not in client.get("/products/", {"q": "ไข่เค็ม"}).content.decode()


def test_certificates_sages_and_brands_are_found(shop):
    certify(shop["egg"], kind="tcps", number="1")
    certify(shop["juice"], kind="halal", number="2")
    certify(shop["noodles"], kind="fda", number="3")
    certify(shop["sugar"], kind="gap", number="4")
    certify(shop["soap"], kind="halal", under_way=True)
    make_product(name_th="ขนมอยู่น้อย อย่างดี")
    branded = make_product(name_th="กะปิ", brand="ตาหยัง", sage="ยายบุญเรือน แสงทอง")
    keys = {product.pk: key for key, product in (shop | {"branded": branded}).items()}
    for typed, expected in {
        "มผช": {"egg"},
        "มผช.": {"egg"},
        "ฮาลาล": {"juice"},
        "halal": {"juice"},
        "อย.": {"noodles"},
        "GAP": {"sugar"},
        "ไข่เค็ม มผช.": {"egg"},
        "น้ำตาลสดฮาลาล": {"juice"},
        "ยายบุญเรือน": {"branded"},
        "ตาหยัง": {"branded"},
    }.items():
        found = search(Criteria(search=typed, sort="best"))
        assert {keys[pk] for pk in found.ids[: found.hits]} == expected, typed


def test_unpublished_products_are_not_found(shop):
    Product.objects.filter(pk=shop["egg"].pk).update(published_at=None)
    assert found_by("ไข่เค็ม", shop) == {"egg_cookie"}


def test_products_of_a_hidden_producer_are_not_found(shop):
    producer = shop["egg"].producer
    producer.published_at = None
    producer.save()
    assert found_by("ไข่เค็ม", shop) == set()


@pytest.mark.parametrize("typed", ["สมเดจพระเทพ ผ้าทอ", "ในหลวงมะมวงง", "ผ้าไหมราชินี"])
def test_nobody_is_asked_whether_a_royal_name_was_meant(shop, typed):
    make_product(name_th="ผ้าไหมราชินี ลายพิกุล")
    make_product(name_th="สมเดจ พะเทพ ผาทอ")
    found = search(Criteria(search=typed, sort="best"))
    assert (found.nearest, found.near_misses) == ("", 0)


@pytest.mark.parametrize("typed", ["ผ้าไหมราชนี", "ผาไหมราชนีลายพิกล"])
def test_a_royal_name_is_near_to_nothing(client, shop, typed):
    make_product(name_th="ผ้าไหมราชินี ลายพิกุล")
    for path in ("/products/", "/search/"):
        page = client.get(path, {"q": typed}).content.decode()
        assert "หมายถึง" not in page
        assert "ราชินี" not in page


def demonstration_names() -> list[str]:
    """The names of all producers and products that the demonstration brings, in Thai and English."""
    rows = []
    for file, table in (("producers.toml", "producer"), ("products.toml", "product")):
        rows += tomllib.loads((products_demo.FOLDER / file).read_text())[table]
    return [row[name] for row in rows for name in ("name_th", "name_en")]


def make_demonstration_shop() -> None:
    """The demonstration's producers and products by their names, without pictures."""
    read = {
        file: tomllib.loads((products_demo.FOLDER / f"{file}s.toml").read_text()) for file in ("producer", "product")
    }
    producers = {
        row["key"]: make_producer(name_th=row["name_th"], name_en=row["name_en"], tambon_id=row["tambon"])
        for row in read["producer"]["producer"]
    }
    for row in read["product"]["product"]:
        make_product(
            name_th=row["name_th"],
            name_en=row["name_en"],
            producer=producers[row["producer"]],
            category=category(row["category"]),
        )


def test_nobody_is_asked_about_a_name_that_is_spelled_right(client):
    make_demonstration_shop()
    assert len(demonstration_names()) > 100
    asked = {name: search(Criteria(search=name, sort="best")).nearest for name in demonstration_names()}
    assert {name: nearest for name, nearest in asked.items() if nearest} == {}


@pytest.mark.parametrize("typed", ["มะพร้าวแก้ว", "ผ้าห่ม", "กระเป๋าหนัง"])
def test_nobody_is_asked_about_a_name_that_only_begins_alike(typed):
    make_demonstration_shop()
    found = search(Criteria(search=typed, sort="best"))
    assert (found.hits, found.nearest) == (0, "")


def test_a_word_whose_products_are_filtered_away_is_not_called_misspelled(client, shop):
    rate(shop["sugar"], stars=5)
    found = search(Criteria(search="น้ำตาลสด", stars=(5,), sort="best"))
    assert (found.hits, found.near_misses, found.nearest) == (0, 1, "")


def test_the_suggested_name_keeps_the_filters(client, shop):
    rate(shop["basket"], stars=5)
    asked = client.get("/products/", {"q": "ตระกร้าสาน", "stars": "๕", "sort": "newest"})
    assert asked.context["nearest"] == "ตะกร้าสานผักตบชวา"
    link = asked.content.decode().partition("หมายถึง")[2].partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    followed = client.get(link)
    assert [chip.label for chip in followed.context["chips"]] == ["5 ดาว"]
    assert followed.context["search"] == "ตะกร้าสานผักตบชวา"
    assert [choice.value for choice in followed.context["sort_choices"] if choice.selected] == ["newest"]
    assert followed.context["hits"] == 1


def test_a_misspelling_is_asked_about_on_the_page(client, shop):
    page = client.get("/products/", {"q": "ตระกร้าสาน"}).content.decode()
    assert "หมายถึง" in page
    assert ">ตะกร้าสานผักตบชวา</a> หรือไม่" in page
    assert "หมายถึง" not in client.get("/products/", {"q": "ตะกร้า"}).content.decode()


@pytest.mark.parametrize(
    "typed",
    ["5 ดาว", "๕ดาว", "ห้าดาว", "OTOP ห้า ดาว", "5-star", "five stars", "ไข่เค็ม 5 ดาว", "ไข่เค็ม5ดาว", "5ดาวบางกระเจ็ด"],
)
def test_stars_are_found_as_words(typed):
    eggs = make_producer(tambon=tambon("บางกระเจ็ด"))
    best = make_product(name_th="ไข่เค็มสูตร 4", producer=eggs)
    rate(best, stars=5, year=2024)
    once = make_product(name_th="ไข่เค็มสูตร 5 รสดาวเรือง", producer=eggs)
    rate(once, stars=5, year=2019)
    rate(once, stars=3, year=2024)
    make_product(name_th="ไข่เค็ม 15 ฟอง", producer=eggs)
    found = search(Criteria(search=typed, sort="best"))
    assert (found.hits, found.ids[0]) == (1, best.pk), "others may have a near name, and stand behind"


def test_a_number_before_another_word_is_no_number_of_stars():
    marigold = make_product(name_th="ชุด 5 ดาวเรือง")
    rate(make_product(name_th="ไข่เค็ม"), stars=5, year=2024)
    assert load(search(Criteria(search="5 ดาวเรือง", sort="best")).ids) == [marigold]


def test_english_is_searched_and_sorted_in_english(shop):
    with translation.override("en"):
        by_name = [product.name_en for product in load(search(Criteria()).ids)]
        best = load(search(Criteria(search="palm", sort="best")).ids)
        asked = search(Criteria(search="cracklingz", sort="best")).nearest
    assert by_name == sorted(by_name, key=str.casefold)
    assert best[0] == shop["sugar"], "Palm sugar cakes begins with it, Fresh palm juice holds it"
    assert asked == "Pork cracklings"


def test_without_an_english_name_it_stands_behind_in_thai_order(shop):
    nameless = [make_product(name_th=name, name_en="") for name in ("กล้วยตาก", "ขนมชั้น")]
    with translation.override("en"):
        assert load(search(Criteria()).ids)[-2:] == nameless
