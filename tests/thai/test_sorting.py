import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thai import sort_key

# In the order of the Royal Institute Dictionary, numbers and Latin before it.
LINES = (
    "2 ๑๐ 100 apple Banana mango Mermaid OTOP",
    "กก กบ กรอบ กระเป๋า กล้วย กล้วยฉาบ กลอง กะทิ กะปิ กา ก้าง กาแฟ กำ กิน",
    "เก่า เกาะ เกาะลัด เกี่ยว แก่ แกง แก้ว โกศล ใกล้ ไก่ ไกล ขนม ขนมเปี๊ยะ ของ",
    "ขาย ขาว ข่าว ข้าว ข้าวเกรียบ ข้าวตัง ข้าวสาร เข่ง เขียว แขก ไข่ ไข่เค็ม คลอง ความ",
    "คั่ว เครื่อง งา จักสาน จาก ใจ ฉาบ ชา ชาม เชือก ซอส ดอกไม้ ตะกร้า ตาล",
    "เต้าหู้ ถั่ว ทองม้วน ท่าทองหลาง เทียน ธูป น้ำ น้ำตาล น้ำตาลสด น้ำปลา น้ำพริก น้ำพริกเผา บางกระเจ็ด บางคล้า",
    "บางสวน บุญ ใบ ปลา ปลาร้า ปากน้ำ เปล ผ้า ผ้าไหม ฝ้าย พริก พริกแกง พุดดิ้ง ฟัก",
    "มะพร้าว มะม่วง มะม่วงกวน เมี่ยง แม่ แม่บ้าน ไม้ ยา ยาดม เย็น ร่ม รัก ฤดู ฤๅษี",
    "ลาว ลูก ลูกประคบ เล็ก วัด วาว ไวน์ ศาล สบู่ สมุนไพร สาวชะโงก เสม็ดใต้ เสม็ดเหนือ เสื่อ",
    "หมวก หมี่ หมู หวาย หัวไทร เห็ด อาหาร โอ่ง ฮาลาล",
)
IN_ORDER = [word for line in LINES for word in line.split()]

texts = st.text(alphabet=st.one_of(st.characters(), st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B)))


def test_dictionary_order():
    shuffled = random.Random(2569).sample(IN_ORDER, len(IN_ORDER))

    assert len(IN_ORDER) >= 60
    assert sorted(shuffled, key=sort_key) == IN_ORDER


@pytest.mark.parametrize(
    "names",
    [
        ["เกา", "เก่า", "เก้า", "เก๊า", "เก๋า"],
        ["ปา", "ป่า", "ป้า", "ป๊า", "ป๋า", "ปาก"],
        ["น้ำ", "น้ำพริก"],
        ["ข้าว", "ข้าวสาร"],
        ["สูตร 2", "สูตร 10", "สูตร ๑๑", "สูตร 100"],
        ["บ้านที่ 09", "บ้านที่ 9", "บ้านที่ 10"],
        ["แม่ บุญ", "แม่บุญ", "แม่บุญมี"],
        ["", "9", "a", "B", "ก", "国"],
        ["ขวดใหญ่ 1", "ขวดใหญ่ (2)", "ขวดใหญ่-3"],
        ["รอง", "รัก", "ฤดู", "ลา"],
    ],
)
def test_orders(names):
    assert sorted(random.Random(1).sample(names, len(names)), key=sort_key) == names


def test_misspelt_marks_sort_as_the_repaired_word():
    assert sort_key("นำ้พริก") == sort_key("น้ำพริก")
    assert sort_key("เเกง") == sort_key("แกง")


@given(texts)
def test_any_text_has_a_key_that_an_index_takes(text):
    assert len(sort_key(text * 3)) < 2700


def test_the_longest_keys_fit_an_index():
    assert max(len(sort_key(character * 5000)) for character in "กA1國😀ฃﷺ") < 2700


@given(texts, texts)
def test_a_beginning_sorts_before_the_whole(word, rest):
    """Appended letters only extend the first level; an appended mark belongs to the word's last letter."""
    word, whole = "ก" + word[:20] + "ก", "ก" + word[:20] + "กบ" + rest[:20]

    assert sort_key(word) < sort_key(whole)
