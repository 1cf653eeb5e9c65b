"""Thai decoded in a wrong encoding, turned back where nothing was lost."""

import pytest

from thai.mojibake import Unreadable, turn_back

NAMES = ["ขนมเปี๊ยะไส้ถั่ว", "กลุ่มแม่บ้านสวนกล้วย", "12 หมู่ 3 ต.บางสวน", "ปลาส้ม", "OTOP ขนม"]


def misread(text: str, written: str, read: str) -> str:
    """As programs decode: a byte that the encoding leaves undefined becomes the control character of its number."""
    characters = []
    for byte in text.encode(written):
        try:
            characters.append(bytes([byte]).decode(read))
        except UnicodeDecodeError:
            characters.append(chr(byte))
    return "".join(characters)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("written", "read"), [("utf-8", "cp1252"), ("utf-8", "cp874"), ("tis-620", "latin-1"), ("tis-620", "cp1252")]
)
def test_thai_is_turned_back(name, written, read):
    wrong = misread(name, written, read)

    assert wrong != name
    assert turn_back(wrong) == name


@pytest.mark.parametrize(
    "text", [*NAMES, "Café Crème", "¡Olé! ©2018", "Ångström", "เธอ เน้น", "เธอเน้นเธอ", "เน็ต เน", "à la carte", "", "±5°"]
)
def test_other_texts_stay(text):
    assert turn_back(text) == text


@pytest.mark.parametrize("text", ["à¸\ufffdà¸¥à¸¸", "เธ\ufffdเธ\ufffdเธกเน€เธ\ufffd", "à¸‚à¸"])
def test_lost_letters_are_told(text):
    with pytest.raises(Unreadable):
        turn_back(text)
