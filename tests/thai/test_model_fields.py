import random

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.writer import MigrationWriter
from django.forms import modelform_factory

from thai.django import fields


class Shop(models.Model):
    """A model of the tests only: its table is made and dropped by the fixture below."""

    name = fields.ThaiCharField(max_length=100)
    story = fields.ThaiTextField(blank=True)
    phone = fields.PhoneField(blank=True)
    search_text = fields.FoldedField("name", "goods", "nothing")
    name_key = fields.SortKeyField("name", db_index=True)

    nothing = None

    class Meta:
        app_label = "thai_django"

    def __str__(self):
        return self.name

    def goods(self):
        return ["ขนมเปี๊ยะ", "", "น้ำตาลสด", "ขนมเปียะ"]


@pytest.fixture
def shops(transactional_db):
    with connection.schema_editor() as editor:
        editor.create_model(Shop)
    yield Shop.objects
    with connection.schema_editor() as editor:
        editor.delete_model(Shop)


def test_columns_compute_themselves_on_save(shops):
    shop = shops.create(name="แม่บุญ")

    assert shop.search_text == "แมบุย|ขนมเปียะ|นำตาลสด"
    shop.name = "ป้าลา"
    shop.save()
    assert shops.get(search_text__contains="ปาลา").name_key == shop.name_key
    assert not shops.filter(search_text__contains="แมบุย").exists()


def test_bulk_create_computes_too(shops):
    shops.bulk_create([Shop(name="เเม่บุญ")])

    assert shops.filter(search_text__contains="แมบุย").exists()


def test_no_word_is_found_across_two_parts(shops):
    shops.create(name="แม่")

    assert shops.filter(search_text__contains="แม").exists()
    assert not shops.filter(search_text__contains="แมขนม").exists()


def test_the_database_sorts_in_dictionary_order(shops):
    names = ["2 พี่น้อง", "10 พี่น้อง", "OTOP", "กก", "กา", "เก่า", "แก้ว", "ไก่", "ขนม", "ขาว", "ข้าว", "ข้าวสาร", "เขียว"]
    names += ["เสม็ดใต้", "เสม็ดเหนือ"]
    shops.bulk_create([Shop(name=name) for name in random.Random(1).sample(names, len(names))])

    assert list(shops.order_by("name_key").values_list("name", flat=True)) == names
    assert [type(key) for key in shops.values_list("name_key", flat=True)] == [bytes] * len(names)


def test_an_empty_or_missing_name_has_a_key():
    field = Shop._meta.get_field("name_key")

    assert field.pre_save(Shop(name=""), add=True) == field.pre_save(Shop(name=None), add=True) == b"\x00\x00"


def test_phones_are_stored_and_looked_up_in_one_form(shops):
    shop = Shop(name="ร้าน", phone="+66 81-234-5678")
    shop.full_clean()
    shop.save()

    shop.refresh_from_db()
    assert shop.phone == "0812345678"
    assert shops.get(phone="081 234 5678") == shop
    assert shops.get(phone__contains="2345") == shop
    assert shops.filter(phone__in=["๐๘๑-๒๓๔-๕๖๗๘"]).count() == 1


def test_phones_unclean_on_save_are_stored_in_one_form_too(shops):
    assert shops.get(pk=shops.create(name="ร้าน", phone="081-234-5678").pk).phone == "0812345678"


def test_a_wrong_phone_is_refused_in_thai():
    with pytest.raises(ValidationError) as refused:
        Shop(name="ร้าน", phone="0812").full_clean()

    assert refused.value.message_dict == {"phone": ["กรุณากรอกเบอร์โทรศัพท์ 9-10 หลัก ขึ้นต้นด้วย 0"]}


def test_a_model_form_repairs_what_is_typed():
    form_class = modelform_factory(Shop, fields=["name", "story", "phone"])
    typed = {"name": " เเม่  บุญ ", "story": "นำ้ตาล\r\n\r\nสด ", "phone": "(๐๘๑) 234-5678"}

    form = form_class(typed)

    assert form.is_valid(), form.errors
    shop = form.save(commit=False)
    assert (shop.name, shop.story, shop.phone) == ("แม่ บุญ", "น้ำตาล\n\nสด", "0812345678")
    assert "081-234-5678" in str(form_class(instance=Shop(phone="0812345678"))["phone"])


@pytest.mark.parametrize("name", ["search_text", "name_key", "phone", "name", "story"])
def test_fields_survive_a_migration(name):
    field = Shop._meta.get_field(name)
    _, path, args, kwargs = field.deconstruct()

    again = field.clone()

    assert path == f"thai.django.fields.{type(field).__name__}"
    assert again.deconstruct()[1:] == (path, args, kwargs)
    assert getattr(again, "sources", None) == getattr(field, "sources", None)
    assert not {"default", "editable", "blank"} & set(kwargs) - ({"blank"} if name in ("phone", "story") else set())
    assert MigrationWriter.serialize(field)[0].startswith("thai.django.fields.")


def test_historical_models_keep_columns_they_cannot_compute():
    state = ProjectState()
    state.add_model(ModelState.from_model(Shop))
    old = state.apps.get_model("thai_django", "Shop")(name="เก่า", search_text="เดิม")

    assert old._meta.get_field("search_text").pre_save(old, add=False) == "เดิม"
    assert old._meta.get_field("name_key").pre_save(old, add=False) == Shop._meta.get_field("name_key").compute(old)


def test_a_misspelt_source_is_found_by_the_system_check():
    assert Shop.check() == []
    field = fields.FoldedField("nam")
    field.set_attributes_from_name("other")
    field.model = Shop

    assert [error.id for error in field.check()] == ["thai.E001"]
