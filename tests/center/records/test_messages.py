"""Messages serialized with their values, and translated for readers of either language."""

import json

import pytest
from django.utils import translation

from center.records.messages import Sentence, kept, kept_text, told, value_told

SAME = "ซ้ำกับแถวที่ %(row)s"
CUT = Sentence("%(column)s: ตัดให้เหลือ %(most)s ตัวอักษร", column=Sentence("ที่อยู่"), most=300)


def test_a_sentence_is_its_thai_text():
    said = Sentence(SAME, row=2)
    assert said == "ซ้ำกับแถวที่ 2" and "แถวที่ 2" in "; ".join([said])


@pytest.mark.parametrize("keep", [lambda said: json.loads(json.dumps(kept(said))), kept_text])
def test_what_was_kept_is_told_in_the_readers_language(keep):
    assert told(keep(Sentence(SAME, row=2))) == "ซ้ำกับแถวที่ 2"
    assert told(keep(CUT)) == "ที่อยู่: ตัดให้เหลือ 300 ตัวอักษร"
    with translation.override("en"):
        assert told(keep(Sentence(SAME, row=2))) == "Same as row 2"
        assert told(keep(CUT)) == "Address: cut to 300 characters"


def test_a_value_from_a_sheet_is_never_translated():
    """A category has the same name as a text of the interface."""
    with translation.override("en"):
        text = "ไม่รู้จักประเภท “%(text)s” จัดเป็นอาหารไว้ก่อน"
        assert told(kept(Sentence(text, text="อาหาร"))) == "Unknown category “อาหาร”; put under Food for now"
        assert value_told("อาหาร") == "อาหาร"
        assert value_told(kept(Sentence("ผู้ผลิต"))) == "Producer"


def test_what_was_kept_as_a_whole_text_still_shows():
    """Rows from before messages had values, and messages without any."""
    assert kept_text(Sentence("ไม่มีชื่อสินค้า")) == kept("ไม่มีชื่อสินค้า") == "ไม่มีชื่อสินค้า"
    with translation.override("en"):
        assert told("ไม่มีชื่อสินค้า") == "No product name"
        assert told("ซ้ำกับแถวที่ 2") == "ซ้ำกับแถวที่ 2"
        assert told("") == ""


@pytest.mark.parametrize("value", ["50%", "%(row)s", '{"pattern": "x"}', "“ก” {0}"])
def test_no_value_breaks_a_sentence(value):
    said = Sentence("อ่านเบอร์ไม่ออก: %(text)s", text=value)
    assert said == told(kept(said)) == told(kept_text(said)) == f"อ่านเบอร์ไม่ออก: {value}"
