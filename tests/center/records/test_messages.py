"""Messages serialized with their values, and translated for readers of either language."""

import json

import pytest
from django.utils import translation

from center.records.messages import Sentence, serialize, serialize_text, translate, translate_value

SAME = "ซ้ำกับแถวที่ %(row)s"
CUT = Sentence("%(column)s: ตัดให้เหลือ %(most)s ตัวอักษร", column=Sentence("ที่อยู่"), most=300)


def test_sentence_is_its_thai_text():
    said = Sentence(SAME, row=2)
    assert said == "ซ้ำกับแถวที่ 2" and "แถวที่ 2" in "; ".join([said])


@pytest.mark.parametrize("serialized", [lambda said: json.loads(json.dumps(serialize(said))), serialize_text])
def test_serialized_messages_are_translated(serialized):
    assert translate(serialized(Sentence(SAME, row=2))) == "ซ้ำกับแถวที่ 2"
    assert translate(serialized(CUT)) == "ที่อยู่: ตัดให้เหลือ 300 ตัวอักษร"
    with translation.override("en"):
        assert translate(serialized(Sentence(SAME, row=2))) == "Same as row 2"
        assert translate(serialized(CUT)) == "Address: cut to 300 characters"


def test_values_from_a_sheet_are_never_translated():
    """A category has the same name as a text of the interface."""
    with translation.override("en"):
        text = "ไม่รู้จักประเภท “%(text)s” จัดเป็นอาหารไว้ก่อน"
        assert translate(serialize(Sentence(text, text="อาหาร"))) == "Unknown category “อาหาร”; put under Food for now"
        assert translate_value("อาหาร") == "อาหาร"
        assert translate_value(serialize(Sentence("ผู้ผลิต"))) == "Producer"


def test_messages_stored_as_text_are_translated_or_unchanged():
    """Rows from before messages had values, and messages without any."""
    assert serialize_text(Sentence("ไม่มีชื่อสินค้า")) == serialize("ไม่มีชื่อสินค้า") == "ไม่มีชื่อสินค้า"
    with translation.override("en"):
        assert translate("ไม่มีชื่อสินค้า") == "No product name"
        assert translate("ซ้ำกับแถวที่ 2") == "ซ้ำกับแถวที่ 2"
        assert translate("") == ""


@pytest.mark.parametrize("value", ["50%", "%(row)s", '{"pattern": "x"}', "“ก” {0}"])
def test_placeholders_in_values_are_harmless(value):
    said = Sentence("อ่านเบอร์ไม่ออก: %(text)s", text=value)
    assert said == translate(serialize(said)) == translate(serialize_text(said)) == f"อ่านเบอร์ไม่ออก: {value}"
