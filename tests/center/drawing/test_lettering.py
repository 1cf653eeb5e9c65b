"""Thai text in pictures: placement of marks, line breaks."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import features

from center.drawing.lettering import Break, clusters, fit, font, wrap

LONG_NAME = ("กลุ่มวิสาหกิจชุมชนแม่บ้านผู้ผลิตน้ำพริกปี๊บปั้นสิบที่ปู่ฎุ๊กฐานญู" * 4)[:149] + "ง"


def test_letters_are_laid_out_by_raqm():
    assert features.check("raqm"), "Install FriBiDi: apt-get install libfribidi0"


@pytest.mark.parametrize("bold", [True, False])
def test_a_tone_mark_stands_above_the_vowel(bold):
    def ink(text: str) -> tuple[int, int]:
        return font(80, bold=bold).getbbox(text, anchor="ls")[1::2]

    assert ink("ปี๊")[0] < ink("ปี")[0] - 8  # above the vowel, not through it
    assert ink("ป๊")[0] > ink("ปี๊")[0]
    assert ink("ฎุ")[1] > ink("ฎ")[1]
    assert font(80, bold=bold).getlength("น้ำ") < font(80, bold=bold).getlength("นำ") * 1.02


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("น้ำปั้น", ["น้ำ", "ปั้", "น"]),
        ("เปี๊ยะ", ["เปี๊", "ยะ"]),
        ("แม่", ["แม่"]),
        ("ศุกร์", ["ศุ", "กร์"]),
        ("อาทิตย์", ["อา", "ทิ", "ตย์"]),
        ("ต่างๆ", ["ต่า", "งๆ"]),
        ("(สูตร)", ["(สู", "ต", "ร)"]),
        ("OTOP ไทย", ["OTOP", "ไท", "ย"]),
        ("12.50 บาท", ["12.50", "บา", "ท"]),
        ("๑๒", ["๑๒"]),
    ],
)
def test_clusters_hold_together(text, pieces):
    assert clusters(text) == pieces


@given(text=st.text(st.sampled_from("กนมยรเแไาะำัิีึุู่้๊็์ๆ ()OTP12.-😀"), max_size=80), width=st.integers(40, 400))
@settings(max_examples=150)
def test_wrapping_loses_nothing_and_tears_no_cluster(text, width):
    lines = wrap(text, font(24), width, breaks=Break.CLUSTERS)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert not any(
        line[0] in "ัิีึุู่้๊็์ำาะๆ" and len(line) < len(text.strip()) for line in lines[1:] if line and _torn(text, line)
    )
    for line in lines:
        assert font(24).getlength(line) <= width or len(clusters(line)) == 1


def _torn(text: str, line: str) -> bool:
    """Whether a line begins with a mark that belongs to the letter before it, rather than being written so."""
    before = text.split(line)[0][-1:] if line in text else ""
    return bool(re.match(r"[ก-ฮ]", before))


def test_lines_break_between_words_even_if_letters_get_smaller():
    fitted = fit("ขนมเปี๊ยะไส้ถั่วกวนไข่เค็ม", width=500, height=200, largest=60, smallest=20, bold=True)
    assert fitted.lines == ("ขนมเปี๊ยะไส้ถั่วกวน", "ไข่เค็ม")


def test_lines_break_at_spaces_first():
    fitted = fit("อบต.ปากน้ำ อ.บางคล้า จ.ฉะเชิงเทรา", width=300, height=80, largest=26, smallest=16)
    assert fitted.lines == ("อบต.ปากน้ำ อ.บางคล้า", "จ.ฉะเชิงเทรา")


def test_what_never_fits_ends_in_dots():
    fitted = fit(LONG_NAME * 3, width=200, height=60, largest=30, smallest=20)
    assert fitted.lines[-1].endswith("…")
    assert fitted.height <= 60
    assert all(fitted.font.getlength(line) <= 200 for line in fitted.lines)
