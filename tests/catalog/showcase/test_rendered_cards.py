"""Cards are rendered once and kept under all that they print."""

import pytest
from django.utils import translation

from catalog.products.models import Producer, Product, ProductPicture, Unit
from catalog.products.models.product import CARD_COLUMNS, CARD_PICTURE_COLUMNS
from catalog.templatetags import cards
from center.places.models import Tambon
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


def test_no_more_cards_are_kept_than_allowed(monkeypatch):
    monkeypatch.setattr(cards, "MOST_RENDERED", 2)
    cards._rendered.clear()
    for number in range(5):
        product = loaded()
        product.pk = number
        cards.product_card(product, lazy=True)

    assert len(cards._rendered) <= 2


@pytest.mark.django_db
def test_a_change_in_the_database_shows_on_the_next_page(client):
    product = make_product(name_th="ไข่เค็มใบเตย", price_low=60)
    assert "60 บาท" in client.get("/products/").content.decode()

    Product.objects.filter(pk=product.pk).update(price_low=75)

    page = client.get("/products/").content.decode()
    assert "75 บาท" in page
    assert "60 บาท" not in page
