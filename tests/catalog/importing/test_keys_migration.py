"""Migration 0010: imported rows keep being recognized when identities are computed anew."""

import hashlib
from importlib import import_module

import pytest
from django.apps import apps

from catalog.importing.models import ImportRow
from catalog.products.models import Producer, Product
from tests.catalog.importing.test_imports import cells, compared, imported, outcomes
from thai.folding import fold

migration = import_module("catalog.migrations.0010_keys_of_identities")
pytestmark = pytest.mark.django_db


def old_digest(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def test_keys_of_folded_names_become_keys_of_identities_and_nothing_is_lost():
    imported(cells("ขนมเปี๊ยะ"), cells("ปลาส้ม 1.5 กก.", producer="ร้านป้าดำ"))
    now = (
        set(Product.objects.values_list("source_key", flat=True)),
        set(Producer.objects.values_list("source_key", flat=True)),
    )
    migration.restore(apps, None)
    tambon = Producer.objects.get(name_th="ร้านป้าแดง").tambon_id
    producer = old_digest(fold("ร้านป้าแดง"), tambon)
    assert Producer.objects.filter(source_key=producer).exists()
    assert Product.objects.filter(source_key=old_digest(producer, fold("ขนมเปี๊ยะ"))).exists()
    Product.objects.filter(name_th="ขนมเปี๊ยะ").update(name_th="ขนมที่เจ้าหน้าที่เปลี่ยนชื่อ")

    migration.fill_in(apps, None)

    assert set(Product.objects.values_list("source_key", flat=True)) == now[0]
    assert set(Producer.objects.values_list("source_key", flat=True)) == now[1]
    assert outcomes(compared(cells("ขนมเปี๊ยะ"), cells("ปลาส้ม 1.5 กก.", producer="ร้านป้าดำ"))) == [None, None]


def test_a_key_that_cannot_be_made_again_stays_and_the_row_is_found_by_its_names():
    imported(cells("ขนมเปี๊ยะ"))
    Product.objects.update(source_key="x" * 64)
    ImportRow.objects.update(after=None)

    migration.fill_in(apps, None)

    assert Product.objects.get().source_key == "x" * 64
    assert outcomes(compared(cells("ขนมเปี๊ยะ"))) != ["new"]


def test_the_identity_column_is_filled():
    imported(cells("ขนม เปี๊ยะ 1.5 กก."))
    Product.objects.update(name_identity="")

    migration.fill_in(apps, None)

    assert Product.objects.get().name_identity == "ขนมเปี๊ยะ1.5กก."
