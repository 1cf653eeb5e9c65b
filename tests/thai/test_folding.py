import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thai import bigrams, fold, fold_words, tidy, tidy_lines
from thai.folding import has_thai_digits, identity_of

THAI = "".join(map(chr, range(0x0E01, 0x0E3B))) + "".join(map(chr, range(0x0E3F, 0x0E5C)))
DIRT = "\u200b\u200d\ufeff\u00a0 \n\t-.,|()A1ßé\u0301"
thai_texts = st.text(alphabet=THAI + DIRT)
texts = st.one_of(thai_texts, st.text())

SAME = [
    ("ขนมเปี๊ยะ", "ขนมเปียะ"),
    ("ขนมเปี๊ยะ", "ขนมเปี้ยะ"),
    ("มะม่วง", "มะมวง"),
    ("ไข่เค็ม", "ไขเคม"),
    ("ข้าวเกรียบ", "ขาวเกรียบ"),
    ("แคบหมู", "เเคบหมู"),
    ("กล้วยฉาบ", "กล้วย ฉาบ"),
    ("ท็อฟฟี่", "ทอฟฟี่"),
    ("น้ำ", "นำ้"),
    ("น้ำ", "นํ้า"),
    ("น้ำ", "น้ํา"),
    ("นำ", "นํา"),
    ("กี่", "ก่ี"),
    ("ผู้", "ผู้"),
    ("๑๒", "12"),
    ("OTOP", "otop"),
    ("ＯＴＯＰ", "otop"),
    ("ใบตอง", "ไบตอง"),
    ("ญาติ", "ยาติ"),
    ("ณ", "น"),
    ("ศาลา", "สาลา"),
    ("เกษตร", "เกสตร"),
    ("น้ำ\u200bตาล", "น้ำตาล"),
    ("ผลิตภัณฑ์", "ผลิตภัณฑ"),
    ("ข้\u0e45ว", "ข้าว"),
    ("ฤๅษี", "ฤาษี"),
    ("ข\uf70bาวเกรียบ", "ข้าวเกรียบ"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_typings_that_fold_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("กา", "ขา"), ("กิน", "กีน"), ("เกา", "แกา"), ("นา", "นำ"), ("จันทร์", "จัน")])
def test_what_stays_different(one, other):
    assert fold(one) != fold(other)


def test_sara_am_is_one_character_again():
    assert fold("น้ำตาล") == "นำตาล"
    assert len(fold("น้ำ")) == 2


def test_the_consonant_below_thanthakhat_stays():
    assert fold("ผลิตภัณฑ์") == "ผลิตภันฑ"


@given(texts)
def test_fold_is_idempotent(text):
    assert fold(fold(text)) == fold(text)


@given(texts)
def test_fold_leaves_no_separator_no_space_and_no_tone(text):
    folded = fold(text)

    assert not set(folded) & set("|\n -.่้๊๋็์ศษณญใ๑")
    assert "เเ" not in folded


@given(texts)
def test_tidying_first_changes_no_fold(text):
    assert fold(tidy(text)) == fold(text)


@given(texts)
def test_a_part_cut_at_a_space_is_found_in_the_whole(text):
    whole = "มะม่วง " + text

    assert fold("มะมวง") in fold(whole)


def test_words_of_a_query():
    assert fold_words(" น้ำพริก  - เผา ") == ["นำพริก", "เผา"]
    assert fold_words("") == []
    assert fold_words(" | ") == []


def test_bigrams():
    assert bigrams("มะมะม") == ["มะ", "ะม"]
    assert bigrams("ก") == []
    assert bigrams("") == []


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("เเคบหมู", "แคบหมู"),
        ("นำ้พริก", "น้ำพริก"),
        ("นํ้าพริก", "น้ำพริก"),
        ("น้ําพริก", "น้ำพริก"),
        ("นําพริก", "นำพริก"),
        ("ท่ีนั่น", "ที่นั่น"),
        ("ผู้ผลิต", "ผู้ผลิต"),
        ("หมา้", "หม้า"),
        ("ก้้าน", "ก้าน"),
        ("  ขนม \r\n เปี๊ยะ\u00a0 ", "ขนม เปี๊ยะ"),
        ("\ufeffขนม\u200bไทย", "ขนมไทย"),
        ("OTOP Café", "OTOP Café"),
        ("cafe\u0301", "café"),
        ("ปี ๒๕๖๙", "ปี ๒๕๖๙"),
        ("ศรี ณ ใจ ผลิตภัณฑ์", "ศรี ณ ใจ ผลิตภัณฑ์"),
        ("เสื้อผ้าฝ้าย ก็ใช่", "เสื้อผ้าฝ้าย ก็ใช่"),
        ("ข\uf70bาวปากหม\uf70bอ", "ข้าวปากหม้อ"),
        ("น\uf70bำพริกป\uf710\uf70bน", "น้ำพริกปั้น"),
        ("\uf700าน \uf70fาติ ก\uf718้ง ก\uf719่ ฯ\uf71a", "ฐาน ญาติ กุ้ง กู่ ฯ\u0e3a"),
        ("น ้ำพริก ลงเร ือ", "น้ำพริก ลงเรือ"),
        ("ส \u00a0ำนัก", "สำนัก"),
        ("ข้ๅวหลๅม", "ข้าวหลาม"),
        ("ฤๅษี ฦๅชา", "ฤๅษี ฦๅชา"),
        ("แม่ ๆ ก ะ", "แม่ ๆ ก ะ"),
    ],
)
def test_tidy(typed, stored):
    assert tidy(typed) == stored


def test_tidy_converts_digits_only_when_asked():
    assert tidy("๓ ขวด", arabic_digits=True) == "3 ขวด"
    assert has_thai_digits("๓ ขวด")
    assert not has_thai_digits("3 ขวด")


@given(texts)
def test_tidy_is_idempotent_composed_and_without_stray_space(text):
    tidied = tidy(text)

    assert tidy(tidied) == tidied
    assert unicodedata.is_normalized("NFC", tidied)
    assert tidied == " ".join(tidied.split())


def test_paragraphs_stay_in_long_texts():
    assert tidy_lines("เเม่  ทำ \r\n\r\n\r\n\r\nนำ้ตาล\n") == "แม่ ทำ\n\nน้ำตาล"


# --- Telling names apart ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("เสื่อทอมือ", "เสื้อทอมือ"),
        ("ผ้าไหม", "ผ้าใหม่"),
        ("น้ำปลา 1.5 ลิตร", "น้ำปลา 15 ลิตร"),
        ("น้ำปลา 1,5 ลิตร", "น้ำปลา 15 ลิตร"),
        ("ไข่เค็ม 3/4", "ไข่เค็ม 34"),
        ("ไข่เค็ม ½", "ไข่เค็ม 12"),
        ("เสื้อ 5 - 10 ปี", "เสื้อ 510 ปี"),
        ("ขาว", "ข้าว"),
    ],
)
def test_names_of_different_things(name, other):
    assert identity_of(name) != identity_of(other)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("ขนม เปี๊ยะ", "ขนมเปี๊ยะ"),
        ("OTOP ชุดใหญ่", "otopชุดใหญ่"),
        ("เเคบหมู", "แคบหมู"),
        ("นำ้ตาล", "น้ำตาล"),
        ("ท่ี", "ที่"),
        ("ชุดที่ ๑๒", "ชุดที่ 12"),
        ("ข้าวสาร 1,500 กรัม", "ข้าวสาร 1500 กรัม"),
        ("ไข่เค็ม (ใหญ่)", "ไข่เค็ม ใหญ่"),
        ("๕–๑๐ ปี", "5-10 ปี"),
        ("ข\uf70bาว", "ข้าว"),
        ("ข\u200b้าว", "ข้าว"),
    ],
)
def test_typings_of_one_name(name, other):
    assert identity_of(name) == identity_of(other)


@given(texts)
def test_an_identity_is_stable_and_finer_than_a_fold(text):
    identity = identity_of(text)

    assert identity_of(identity) == identity
    assert fold(identity) == fold(text)
