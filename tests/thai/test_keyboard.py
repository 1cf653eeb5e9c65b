"""Words typed with the other keyboard layout."""

import pytest

from thai.keyboard import has_letters_as_signs, other_layout


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("-o,", "ขนม"), ("w-jg8H,", "ไข่เค็ม"), (",t,j;'", "มะม่วง"), ("ohe9k]", "น้ำตาล"), ("w-j g8H,", "ไข่ เค็ม")],
)
def test_thai_typed_on_latin_keys(typed, meant):
    assert other_layout(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"), [("ทฟืเน", "mango"), ("ยฟสท", "palm"), ("ห้ฟสะ", "shalt"), ("หฟสะ ำเเ", "salt egg")]
)
def test_english_typed_on_thai_keys(typed, meant):
    assert other_layout(typed) == meant


def test_a_text_of_both_is_read_as_thai():
    assert other_layout("OTOP ทฟืเน") == "otop mango"


@pytest.mark.parametrize(
    ("text", "expected"), [("-o,", True), ("salted-egg", True), ("mango", False), ("มะม่วง-", False), ("5 stars", False)]
)
def test_punctuation_that_is_letters_in_thai(text, expected):
    assert has_letters_as_signs(text) == expected
