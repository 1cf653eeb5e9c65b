"""Products, categories and producers: texts, slugs, duplicates, publishing, search columns."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from catalog.products.models import Category, Product, ProductPicture, Unit
from center.records.search import reindex_followers
from tests.factories import category, make_group, make_person, make_producer, make_product, tambon

pytestmark = pytest.mark.django_db


# --- Prices ---


@pytest.mark.parametrize(
    ("low", "high", "unit", "thai", "english"),
    [
        ("60", None, "ถุง", "60 บาท/ถุง", "60 baht/bag"),
        ("180", "450", "ใบ", "180–450 บาท/ใบ", "180–450 baht/piece"),
        ("60", "60", "ถุง", "60 บาท/ถุง", "60 baht/bag"),
        ("60", None, None, "60 บาท", "60 baht"),
        ("12.50", None, "ลูก", "12.50 บาท/ลูก", "12.50 baht/fruit"),
        ("1250", "12000", "ผืน", "1,250–12,000 บาท/ผืน", "1,250–12,000 baht/sheet"),
        ("100", None, None, "100 บาท", "100 baht"),
    ],
)
def test_prices_are_written_in_both_languages(low, high, unit, thai, english):
    product = make_product(
        price_low=Decimal(low), price_high=high and Decimal(high), unit=unit and Unit.objects.get(name_th=unit)
    )
    for instance in (product, Product.objects.get(pk=product.pk)):
        assert instance.price_text == thai
        with translation.override("en"):
            assert instance.price_text == english


def test_without_a_price_one_asks():
    product = make_product(unit=Unit.objects.get(name_th="ถุง"))
    assert product.price_text == "สอบถามราคา"


# --- Names and addresses ---


def test_the_address_has_id_and_english_words():
    product = make_product(name_en="Khanom Pia, “2 kg”")
    assert product.get_absolute_url() == f"/products/{product.pk}-khanom-pia-2-kg/"
    with translation.override("en"):
        assert product.get_absolute_url() == f"/en/products/{product.pk}-khanom-pia-2-kg/"


@pytest.mark.parametrize("name_en", ["", "ขนม", "!!"])
def test_without_english_letters_the_address_is_the_id(name_en):
    product, producer = make_product(name_en=name_en), make_producer(name_en=name_en)
    assert product.slug == ""
    assert product.get_absolute_url() == f"/products/{product.pk}/"
    assert producer.get_absolute_url() == f"/producers/{producer.pk}/"


def test_long_slugs_are_cut_and_do_not_end_in_a_dash():
    assert Product(name_en="a" * 59 + " " + "b" * 20).slug == "a" * 59
    assert len(Product(name_en="word " * 30).slug) <= 60


def test_names_follow_the_page_and_fall_back_to_thai():
    product = Product(name_th="ไข่เค็ม", name_en="Salted eggs", story_th="เล่ามา")
    assert (product.name, product.story, str(product)) == ("ไข่เค็ม", "เล่ามา", "ไข่เค็ม")
    with translation.override("en"):
        assert (product.name, product.story, str(product)) == ("Salted eggs", "เล่ามา", "Salted eggs")


def test_products_stand_in_dictionary_order():
    for name in ["ไข่เค็ม", "ข้าวหลาม", "เกลือ", "กล้วยตาก", "มะม่วง"]:
        make_product(name_th=name)
    names = [product.name_th for product in Product.objects.all()]
    assert names == ["กล้วยตาก", "เกลือ", "ข้าวหลาม", "ไข่เค็ม", "มะม่วง"]


# --- Duplicates ---


def new_product(**fields) -> Product:
    return Product(**{"name_th": "ขนม เปี๊ยะ", "producer": make_producer(), "category": category(), **fields})


def test_a_twin_is_named():
    existing = make_product(name_th="ขนมเปี๊ยะ")

    with pytest.raises(ValidationError) as refused:
        new_product(producer=existing.producer).full_clean()
    assert refused.value.message_dict == {"name_th": ["ผู้ผลิตรายนี้มีสินค้าชื่อนี้อยู่แล้ว: ขนมเปี๊ยะ"]}


def test_a_name_apart_by_a_tone_mark_or_a_decimal_point_is_another_product():
    existing = make_product(name_th="น้ำปลา 1.5 ลิตร")
    other = new_product(name_th="น้ำปลา 15 ลิตร", producer=existing.producer)

    other.full_clean()
    other.save()
    assert other.near_names() == ["น้ำปลา 1.5 ลิตร"]
    assert not make_product(name_th="ปลาส้ม", producer=existing.producer).near_names()


def test_nobody_is_their_own_twin_nor_that_of_another_producer():
    existing = make_product(name_th="ขนมเปี๊ยะ")
    existing.full_clean()
    new_product().full_clean()


def test_a_product_without_producer_or_name_is_refused_without_a_crash():
    with pytest.raises(ValidationError) as refused:
        Product().full_clean()
    assert {"name_th", "producer", "category"} <= set(refused.value.message_dict)


# --- Who may see them ---


@pytest.mark.parametrize(
    ("product", "producer", "public"),
    [(-1, -1, True), (-1, None, False), (None, -1, False), (None, None, False), (60, -1, False), (-1, 60, False)],
)
def test_the_public_sees_published_products_of_published_producers(product, producer, public):
    """product, producer: minutes from now until published; None: never."""

    def moment(minutes):
        return None if minutes is None else timezone.now() + timedelta(minutes=minutes)

    row = make_product(published_at=moment(product), producer=make_producer(published_at=moment(producer)))
    assert (row in Product.objects.published()) is public


def test_cards_cost_two_queries(django_assert_num_queries):
    for number in range(3):
        make_product(producer=make_producer(tambon=tambon()), unit=Unit.objects.get(name_th="ถุง"), price_low=number + 1)
    with django_assert_num_queries(2):
        for product in Product.objects.published().for_cards():
            assert product.producer.tambon.name
            assert product.price_text
            assert product.first_picture is None
            assert product.latest_rating is None


def test_the_first_picture_stands_for_the_product():
    product = make_product()
    for position in (2, 1, 3):
        ProductPicture.objects.create(
            product=product, original=f"{position}.jpg", width=8, height=6, alt_th=f"รูป {position}", position=position
        )
    assert product.first_picture.position == 1
    assert make_product().first_picture is None


def test_sold_all_year():
    assert make_product().sold_all_year
    assert not make_product(months=1).sold_all_year


# --- Search columns ---


def find(query: str) -> list[Product]:
    return list(Product.objects.containing(query))


@pytest.fixture
def product() -> Product:
    make_product(producer=make_producer(tambon=tambon("หัวไทร")), category=category("drink"))
    return make_product(
        name_th="ไข่เค็มดินสอพอง",
        producer=make_producer(name_th="กลุ่มบ้านริมคลอง", tambon=tambon()),
        category=category("food"),
        brand="เป็ดทอง",
        story_th="สูตรคุณยาย",
        materials_th="ไข่เป็ด ดินสอพอง",
        materials_en="duck eggs, marl",
    )


@pytest.mark.parametrize(
    "query", ["ไข่เค็ม", "ริมคลอง", "บางกระเจ็ด", "krachet", "อาหาร", "เป็ดทอง", "คุณยาย", "ไข่เป็ด", "duck marl"]
)
def test_a_product_is_found_by_all_that_is_known_of_it(query, product):
    assert find(query) == [product]


def test_renaming_the_producer_refreshes_its_products(product):
    producer = product.producer
    producer.name_th = "กลุ่มแม่บ้านบึงกระจับ"
    producer.save()
    assert find("บึงกระจับ") == []

    assert reindex_followers([producer]) == 1
    assert find("บึงกระจับ") == [product]
    assert find("ริมคลอง") == []


def test_renaming_the_tambon_refreshes_the_producers_products(product):
    place = tambon()
    place.name_th = "บางเกาะแก้ว"
    place.save()

    assert reindex_followers([place]) == 2  # the producer and its product
    assert find("เกาะแก้ว") == [product]
    assert find("หัวไทร")
    assert list(type(product.producer).objects.containing("เกาะแก้ว")) == [product.producer]


def test_moving_the_producer_refreshes_its_products(product):
    producer = product.producer
    producer.tambon = tambon("ปากน้ำ")
    producer.save()

    assert reindex_followers([producer]) == 1
    assert find("ปากน้ำ") == [product]


def test_renaming_a_category_refreshes_its_products(product):
    food = category("food")
    food.name_th = "ของกิน"
    food.save()

    assert reindex_followers([food]) == 1
    assert find("ของกิน") == [product]


def test_what_products_do_not_hold_refreshes_none(product):
    Product.objects.update(search_text="")
    assert reindex_followers([make_group()]) == 0
    assert reindex_followers([make_person()]) == 0
    assert reindex_followers([Unit.objects.first()]) == 0
    assert find("ไข่เค็ม") == []


def test_a_new_name_is_found_and_sorted_after_an_update(product):
    Product.objects.filter(pk=product.pk).update(name_th="กะปิเจ้าดัง")

    product.refresh_from_db()
    assert find("กะปิ") == [product]
    assert product.search_name == "กะปิเจาดัง"
    assert Product.objects.first() == product
    assert Product.objects.reindex() == 0


# --- Producers and categories ---


def test_where_a_producer_is():
    makers = {
        "หมู่ที่ 4 ต.บางกระเจ็ด": make_producer(tambon=tambon(), moo=4, address="99/1", district="บางคล้า"),
        "ต.บางคล้า": make_producer(tambon=tambon("บางคล้า")),
        "อบต.ในเมือง อ.เมือง จ.ขอนแก่น": make_producer(local_government="อบต.ในเมือง", district="เมือง", province="ขอนแก่น"),
        "จ.ตราด": make_producer(province="ตราด"),
        "": make_producer(),
    }
    assert {text: maker.place_text for text, maker in makers.items()} == {text: text for text in makers}
    with translation.override("en"):
        assert makers["หมู่ที่ 4 ต.บางกระเจ็ด"].place_text == "Moo 4, Bang Krachet Sub-district"


def test_the_history_of_a_producer_holds_nothing_personal():
    personal = {"address": "99/1 ซอยลับ", "phone": "0812345678", "other_phones": "0898765432", "line_id": "somjai99"}
    contact = make_person(first_name="สมใจ", phone="0867654321")
    producer = make_producer(contact=contact, **personal)
    producer.moo = 3
    producer.save()

    rows = list(producer.history.values())
    assert [row["moo"] for row in rows] == [3, None]
    assert not {"contact_id", *personal} & set(rows[0])
    logged = {str(value) for row in rows for value in row.values()}
    assert not any(value in text for value in personal.values() for text in logged)


def test_a_category_is_known_by_code_names_and_labels():
    food = Category(code="food", name_th="อาหาร", name_en="Food", labels="ประเภทอาหาร\n\n ผลิตภัณฑ์ อาหาร \n-\n")
    assert food.known_as() == {"food", "อาหาร", "ประเภทอาหาร", "ผลิตภันฑอาหาร"}


def test_no_label_names_two_categories():
    labels = [label for category in Category.objects.all() for label in category.known_as()]
    assert len(labels) == len(set(labels)) > 20
