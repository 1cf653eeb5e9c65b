"""Cards and rows are rendered once and kept under all that they print."""

from types import SimpleNamespace

import pytest
from django.utils import translation
from django.utils.safestring import SafeString

from catalog.products.models import Producer, Product, ProductPicture, Unit
from catalog.products.models.product import CARD_COLUMNS, CARD_PICTURE_COLUMNS
from catalog.templatetags import cards
from center.places.models import Tambon
from center.records.rendered import RenderedParts
from tests.factories import make_product

PRINTED_OF_PICTURES = [name for name in CARD_PICTURE_COLUMNS if name != "product"]


def loaded() -> Product:
    """A product as for_cards() loads it."""
    tambon = Tambon(code="240201", name_th="บางคล้า", name_en="Bang Khla")
    producer = Producer(name_th="กลุ่มแม่บ้าน", name_en="Group", tambon=tambon)
    product = Product(pk=7, name_th="ไข่เค็ม", name_en="Salted eggs", producer=producer, unit=Unit(name_th="ฟอง"))
    product.card_pictures = [ProductPicture(alt_th="ไข่", renditions=[])]
    return product


@pytest.mark.parametrize("column", CARD_COLUMNS)
def test_a_card_is_kept_under_each_column_that_it_prints(column):
    product, changed = loaded(), loaded()
    *relations, name = column.split("__")
    row = changed
    for relation in relations:
        row = getattr(row, relation)
    setattr(row, name, 99)

    assert loaded().card_values == product.card_values != changed.card_values


@pytest.mark.parametrize("column", PRINTED_OF_PICTURES)
def test_a_card_is_kept_under_all_of_its_picture_that_it_prints(column):
    changed = loaded()
    setattr(changed.first_picture, column, "other")

    assert changed.card_values != loaded().card_values


def test_a_product_without_tambon_unit_and_picture_has_a_card():
    product = loaded()
    product.producer.tambon = product.unit = None
    product.card_pictures = []

    assert "ไข่เค็ม" in cards.product_card(product, lazy=True)


def test_each_language_and_each_place_on_the_page_has_a_card_of_its_own():
    product = loaded()
    with translation.override("th"):
        thai, eager = cards.product_card(product, lazy=True), cards.product_card(product, lazy=False)
    with translation.override("en"):
        english = cards.product_card(product, lazy=True)

    assert len({thai, eager, english}) == 3


def test_no_more_parts_are_kept_than_allowed():
    parts = RenderedParts(most=2)
    for number in range(5):
        assert parts.get(number, lambda number=number: SafeString(number)) == str(number)

    assert len(parts) <= 2


def row_loaded() -> Producer:
    """A producer as the list's view leaves it."""
    producer = loaded().producer
    producer.pk, producer.moo = 3, "2"
    producer.shown_products = [SimpleNamespace(name_th=f"ไข่เค็ม {number}", name_en="") for number in range(4)]
    producer.first_picture = loaded().first_picture
    return producer


@pytest.mark.parametrize(
    "change",
    [
        lambda producer: setattr(producer, "pk", 4),
        lambda producer: setattr(producer, "name_th", "กลุ่มใหม่"),
        lambda producer: setattr(producer, "name_en", "New group"),
        lambda producer: setattr(producer, "moo", "3"),
        lambda producer: setattr(producer.tambon, "name_th", "ปากน้ำ"),
        lambda producer: setattr(producer.shown_products[2], "name_th", "ปลาเค็ม"),
        lambda producer: setattr(producer.shown_products[0], "name_en", "Eggs"),
        lambda producer: producer.shown_products.pop(),
        lambda producer: setattr(producer.first_picture, "alt_th", "ปลา"),
        lambda producer: setattr(producer, "first_picture", None),
    ],
)
def test_a_producers_row_is_kept_under_all_that_it_prints(change):
    changed = row_loaded()
    change(changed)

    assert row_loaded().row_values == row_loaded().row_values != changed.row_values


@pytest.mark.django_db
def test_a_change_shows_in_the_list_of_producers(client):
    product = make_product(name_th="ไข่เค็มใบเตย")
    assert "ไข่เค็มใบเตย" in client.get("/producers/").content.decode()

    Product.objects.filter(pk=product.pk).update(name_th="ปลาเค็ม")

    page = client.get("/producers/").content.decode()
    assert "ปลาเค็ม" in page
    assert "ไข่เค็มใบเตย" not in page


@pytest.mark.django_db
def test_a_change_in_the_database_shows_on_the_next_page(client):
    product = make_product(name_th="ไข่เค็มใบเตย", price_low=60)
    assert "60 บาท" in client.get("/products/").content.decode()

    Product.objects.filter(pk=product.pk).update(price_low=75)

    page = client.get("/products/").content.decode()
    assert "75 บาท" in page
    assert "60 บาท" not in page
