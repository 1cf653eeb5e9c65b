"""Texts of cells: repairs, producers' names, cells with several products."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.importing.sheet_texts import looks_like_address, producer_kind, split_products
from center.sheets.cell_texts import cell_text
from center.sheets.phones import name_and_phones, phone_texts
from thai.phones import parse_phones


@pytest.mark.parametrize(
    ("cell", "text", "repair"),
    [
        ("เเกงส้ม", "แกงส้ม", "เ เ เป็น แ"),
        ("นำ้พริก", "น้ำพริก", "เรียงสระและวรรณยุกต์ใหม่"),
        ("นํ้าพริก", "น้ำพริก", "เรียงสระและวรรณยุกต์ใหม่"),
        (" ขนม   ไทย ", "ขนม ไทย", "ตัดช่องว่างเกิน"),
        ("ขนม\r\nไทย", "ขนม ไทย", "ยุบบรรทัด"),
        ("หมู่ ๑๒", "หมู่ 12", "เลขไทย"),
        ("ตรา &#169; &amp;", "ตรา © &", "รหัส HTML"),
        ("ข้าว\u200bหลาม", "ข้าวหลาม", "มองไม่เห็น"),
        ("#N/A", "", "ค่าผิดพลาดของ Excel"),
    ],
)
def test_a_cell_is_repaired_and_the_repair_named(cell, text, repair):
    repaired, repairs = cell_text(cell)

    assert repaired == text
    assert len(repairs) == 1
    assert repair in repairs[0]


@pytest.mark.parametrize("cell", ["", "-", " – ", "ไม่มี", "N/A", ".", None, False])
def test_what_stands_for_nothing_is_empty(cell):
    assert cell_text(cell) == ("", [])


def test_what_needs_no_repair_gets_none():
    assert cell_text("ขนมเปี๊ยะแม่ตัวอย่าง (ไส้ถั่ว) 3 รส") == ("ขนมเปี๊ยะแม่ตัวอย่าง (ไส้ถั่ว) 3 รส", [])
    assert cell_text(24110.0) == ("24110", [])


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("กล้วยกวน,ถั่วคั่ว,กล้วยฉาบ", ["กล้วยกวน", "ถั่วคั่ว", "กล้วยฉาบ"]),
        ("ข้าวกล้อง , ข้าวฮาง", ["ข้าวกล้อง", "ข้าวฮาง"]),
        ("ขนมชั้น\r\nฝอยทอง", ["ขนมชั้น", "ฝอยทอง"]),
        ("ปลาส้ม;ปลาแห้ง", ["ปลาส้ม", "ปลาแห้ง"]),
        ("1. น้ำตาลสด 2. วุ้นลูกตาล", ["น้ำตาลสด", "วุ้นลูกตาล"]),
        ("๑.กุนเชียงหมู / ๒.แหนมเห็ด ตราช้อน", ["กุนเชียงหมู", "แหนมเห็ด ตราช้อน"]),
        ("กล้วยฉาบ,กล้วย ฉาบ", None),
        ("ปลาส้ม,ปลาส้ม,ปลาแห้ง", ["ปลาส้ม", "ปลาแห้ง"]),
    ],
)
def test_an_unmistakable_list_is_split(cell, names):
    found, ask = split_products(cell)

    if names:
        assert (found, ask) == (names, False)
    else:
        assert len(found) == 1 and ask


@pytest.mark.parametrize(
    "cell",
    [
        "น้ำพริกเผา น้ำพริกแกง",
        "ครองแครงกรอบ สาคูไส้หมู สาคูไส้ปลา",
        "น้ำพริกข่า/นรก/สวรรค์",
        "น้ำอ้อยงบ/น้ำอ้อยก้อน",  # a slash may divide two names of one thing
        "เปลือกส้มโอแช่อิ่ม, อบแห้ง",
        "ผัก,ผลไม้ปลอดสาร",
        "นางแดง , ข้าวเกรียบ",
        "กลุ่มปลาส้ม หมู่ที่ 5,8",
        "น้ำพริกแกง,น้ำพริกลาบ ตรานกยูง",
        "น้ำปลาหวาน หมี่กรอบ ฯลฯ",
    ],
)
def test_a_doubtful_list_stays_whole_and_staff_are_asked(cell):
    assert split_products(cell) == ([cell], True)


@pytest.mark.parametrize(
    "cell",
    [
        "ไส้อั่ว(หมู,ปลา)",
        "ขนมเปี๊ยะแม่ตัวอย่าง",
        "น้ำจิ้มสุกี้ 3 รส",
        "ข้าวหอม 1.5 กก.",
        "ปลาส้ม หมู่ที่ 6",
        "เบเกอรี่ 4.0",
    ],
)
def test_one_product_is_left_alone(cell):
    assert split_products(cell) == ([cell], False)


def test_phones_leave_the_ends_of_a_producers_name():
    name, phones = name_and_phones("บริษัท ตัวอย่าง จำกัด ©2018 ติดต่อเรา 038-555-159")
    assert (name, [phone.number for phone in phones]) == ("บริษัท ตัวอย่าง จำกัด", ["038555159"])
    name, phones = name_and_phones("081-555-0101 ร้านป้าแดง (โทร. 038-555-102)")
    assert (name, {phone.number for phone in phones}) == ("ร้านป้าแดง", {"0815550101", "038555102"})


@pytest.mark.parametrize("name", ["กลุ่มแปรรูปผลไม้ (นายดำ ตัวอย่าง)", "ฟาร์ม 59", "ร้าน 0105542030695", "แม่โจ้ 59 หมูกระจก"])
def test_other_names_of_producers_stay(name):
    assert name_and_phones(name) == (name, [])


def test_an_address_in_place_of_a_name_is_recognized():
    assert looks_like_address("83 หมู่ 7 ต.ตัวอย่าง อ.ทดสอบ จ.ตาก 63180")
    assert not looks_like_address("59 ฟาร์มเห็ด")
    assert not looks_like_address("กลุ่มแม่บ้าน หมู่ 7 ต.ตัวอย่าง อ.ทดสอบ")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("วิสาหกิจชุมชนแม่บ้านท่าลาน", "group"),
        ("กลุ่มแปรรูปผลไม้ (นายดำ ตัวอย่าง)", "group"),
        ("บริษัท ตัวอย่าง จำกัด", "sme"),
        ("หจก. ตัวอย่าง", "sme"),
        ("นางสาวแดง ตัวอย่าง", "single"),
        ("น.ส.แดง ตัวอย่าง", "single"),
        ("ร้านป้าแดง", ""),
        ("", ""),
    ],
)
def test_the_kind_a_name_tells_of(name, kind):
    assert producer_kind(name) == kind


def test_the_first_phone_is_the_producers_and_the_rest_keep_their_names():
    assert phone_texts(parse_phones("0815550101, 038-555102 ต่อ 12 (แดง)")) == ("0815550101", "038-555-102 ต่อ 12 (แดง)")
    assert phone_texts(parse_phones("ป้าแดง 0815550101")) == ("0815550101", "081-555-0101 (ป้าแดง)")
    assert phone_texts([]) == ("", "")


@given(st.text())
def test_splitting_loses_no_cell(text):
    names, __ = split_products(text)

    assert names
    cell_text(text)
    name_and_phones(text)
    looks_like_address(text)
