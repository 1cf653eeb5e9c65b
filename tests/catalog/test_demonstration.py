"""The demonstration data: complete, true to its own rules, loaded once, gone without a trace."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from catalog.products import demo as products_demo
from catalog.products.models import Category, Producer, Product, ProductPicture
from center.people.models import Group, Person
from center.places.models import Tambon
from tests.factories import make_product
from tests.selection import LOADED_WITH_THE_WHOLE
from thai.phones import parse_phones

pytestmark = pytest.mark.django_db


def files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


@LOADED_WITH_THE_WHOLE
def test_it_fills_the_showcase_once_and_leaves_without_a_trace(pictures_encoded_once):
    real, files_before = make_product(), files()

    assert products_demo.load() == 52
    assert products_demo.load() == 0

    shown = Product.objects.published().exclude(pk=real.pk)
    assert shown.count() >= 40
    assert Producer.objects.published().count() >= 12
    assert set(shown.values_list("producer__tambon", flat=True)) == set(Tambon.objects.values_list("pk", flat=True))
    assert set(shown.values_list("category", flat=True)) == set(Category.objects.values_list("pk", flat=True))
    assert not shown.filter(pictures=None).exists()
    assert shown.exclude(latest_stars=None).count() >= 15
    for picture in ProductPicture.objects.all():
        assert {row["format"] for row in picture.usable_renditions()} == {"avif", "webp", "jpg"}
        assert picture.alt_th
        assert picture.alt_en
    for product in shown:
        assert product.name_en
        assert product.story_th
        assert product.story_en
    assert len(files() - files_before) > 52 * 4

    assert products_demo.remove() == 52

    assert list(Product.objects.all()) == [real]
    assert not Person.objects.exists()
    assert not Group.objects.exists()
    assert files() == files_before


def test_nobody_can_be_called_and_nothing_is_promised():
    text = "".join((products_demo.FOLDER / name).read_text() for name in ("producers.toml", "products.toml"))
    phones = re.findall(r'^phone = "(.*)"', text, re.M)
    assert len(phones) == len(set(phones)) >= 12
    for phone in phones:
        assert re.fullmatch(r"038-000-0\d\d|080-000-\d{4}", phone)
        assert len(parse_phones(phone)) == 1
    for number in re.findall(r'number = "(.*?)"', text):
        assert "ตัวอย่าง" in number
    for word in ["รักษาโรค", "บรรเทา", "สรรพคุณ", "สุรา", "ไวน์"]:
        assert word not in text
