"""Rows of sheets as offices really write them: empty cells below a value, section titles, totals, spellings of our district."""

import pytest

from catalog.importing.columns import PRODUCERS, PRODUCTS
from catalog.importing.reading import read_producers, read_products
from catalog.importing.rows import OtherDistrictRow, ProducerRow, ProductRow
from catalog.importing.stored import Known
from center.people.sheet_rows import COLUMNS as PEOPLE
from center.people.sheet_rows import PersonRow, read_people
from center.sheets.rows import NotDataRow, RefusedRow
from thai.folding import fold

KNOWN = Known(
    {fold("บางสวน"): "240204", fold("หัวไทร"): "240207"},
    {fold("อาหาร"): "food", fold("ของใช้"): "craft", fold("ผ้า"): "cloth"},
)
HEADINGS = ["ลำดับ", "ชื่อสินค้า", "ผู้ผลิต", "ตำบล", "เบอร์โทรศัพท์"]


def read(*rows: list, headings: list = HEADINGS) -> list:
    table = list(enumerate([headings, *rows], start=1))
    return list(read_products(table, PRODUCTS.find(table), KNOWN))


# --- Empty cells below a value ------------------------------------------------------------------------------------


def test_a_producer_left_empty_below_is_the_one_above_and_staff_are_told():
    rows = read(
        [1, "กล้วยฉาบ", "กลุ่มสวนกล้วย", "บางสวน", "0815550101"],
        [2, "กล้วยกวน"],
        [3, "กล้วยตาก", None, "บางสวน"],
        [4, "ฝาชี", "กลุ่มจักสาน", "หัวไทร", "0815550102"],
        [5, "กระจาด"],
    )

    producers = [(row.producer.values["name_th"], row.producer.values["phone"]) for row in rows]
    assert producers == [("กลุ่มสวนกล้วย", "0815550101")] * 3 + [("กลุ่มจักสาน", "0815550102")] * 2
    assert len({row.producer.identity for row in rows}) == 2
    assert "ใช้ค่าของแถวบน" in str(rows[1].to_check) and not rows[0].to_check


def test_a_row_with_a_phone_of_its_own_takes_no_producer_from_above():
    rows = read([1, "กล้วยฉาบ", "กลุ่มสวนกล้วย", "บางสวน", "0815550101"], [2, "ปลาส้ม", None, None, "0815550109"])

    assert rows[1].producer.values["name_th"] == "ปลาส้ม"
    assert rows[1].producer.values["phone"] == "0815550109"


def test_a_section_ends_what_an_empty_cell_takes_from_above():
    rows = read([1, "กล้วยฉาบ", "กลุ่มสวนกล้วย"], ["ประเภทของใช้"], [2, "ฝาชี"])

    assert rows[2].producer.values["name_th"] == "ฝาชี"


@pytest.mark.parametrize("ditto", ['"', "”", "〃", "''", ",,", '- " -', "-”-", "เหมือนข้างบน", "เช่นเดียวกัน"])
def test_ditto_marks(ditto):
    rows = read([1, "กล้วยฉาบ", "กลุ่มสวนกล้วย", "บางสวน", "0815550101"], [2, "กล้วยกวน", ditto, ditto, ditto])

    assert rows[1].producer.identity == rows[0].producer.identity
    assert rows[1].producer.values["phone"] == "0815550101" and len(rows[1].to_check) == 3


def test_a_district_left_empty_below_is_the_one_above():
    headings = ["อำเภอ", "ชื่อสินค้า", "ผู้ผลิต", "ที่อยู่"]
    rows = read(
        ["บางคล้า", "กล้วยฉาบ", "กลุ่มสวนกล้วย"],
        [None, "กระจาด", "กลุ่มจักสาน"],
        ["บ้านโพธิ์", "ปลาส้ม", "กลุ่มปลาส้ม"],
        [None, "ปลาเค็ม", "กลุ่มปลาเค็ม"],
        [None, "ขนม", "ร้าน", "1 ต.บางสวน อ.บางคล้า"],
        headings=headings,
    )

    kinds = [type(row) for row in rows]
    assert kinds == [ProductRow, ProductRow, OtherDistrictRow, OtherDistrictRow, OtherDistrictRow]


def test_rows_of_our_own_list_take_nothing_from_above():
    rows = read([7, "กล้วยฉาบ", "กลุ่มสวนกล้วย"], [8, "ฝาชี"], headings=["เลขที่สินค้า", "ชื่อสินค้า", "ผู้ผลิต"])

    assert rows[1].producer.values["name_th"] == "ฝาชี"


# --- What is no data ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        ["ประเภทอาหาร"],
        [None, "ประเภทของใช้ ของตกแต่ง ของที่ระลึก"],
        [None, "อาหาร"],
        [None, "1. หมวดผ้า"],
        [None, "ตำบลบางสวน"],
        [None, "รวมประเภทอาหาร 2 รายการ"],
        [None, "รวมทั้งสิ้น", None, None, 3],
        ["รวม", 25],
        [None, "รวม", None, "3 รายการ"],
        [None, "ทั้งหมด 25 รายการ"],
        [None, "ยอดยกไป", None, None, 12],
        [None, "หมายเหตุ: ข้อมูล ณ วันที่ 30 กันยายน 2569"],
        [None, "* ที่มา: ทะเบียนปี 2569"],
        [None, None, "ลงชื่อ................................ผู้รายงาน"],
        [None, "(นายตัวอย่าง ผู้รายงาน)"],
        [None, "(นายตัวอย่าง รักดี)"],
        [None, "หน้า 1/2"],
        [9],
        [None, None, None, None, 12],
    ],
)
def test_a_row_that_holds_no_data(row):
    assert read([1, "กล้วยฉาบ", "กลุ่มสวนกล้วย"], row)[1] == NotDataRow(3)


@pytest.mark.parametrize(
    "row",
    [
        [2, "รวมมิตรกะทิ"],
        [None, "รวมมิตรกะทิ", "ร้านป้าแดง"],
        [None, "รวมรสผลไม้อบแห้ง"],
        [2, "ตำบลกล้วยตาก"],
        [None, "ประเภทอาหารว่าง", "ร้านป้าแดง", "หัวไทร"],
        [None, "ปลาส้ม"],
    ],
)
def test_a_product_that_only_sounds_like_a_total_or_a_title(row):
    assert isinstance(read([1, "กล้วยฉาบ", "กลุ่มสวนกล้วย"], row)[1], ProductRow)


def test_below_the_line_to_sign_nothing_short_is_data():
    rows = read(
        [1, "กล้วยฉาบ", "กลุ่ม"], [None, None, "ลงชื่อ ผู้รายงาน"], [None, "นายตัวอย่าง รักดี"], [None, "นักวิชาการพัฒนาชุมชน"]
    )

    assert [type(row) for row in rows] == [ProductRow, NotDataRow, NotDataRow, NotDataRow]


def test_producers_alone_have_sections_too():
    table = list(enumerate([["ผู้ผลิต", "เบอร์โทร"], ["ตำบลบางสวน"], ["กลุ่มสวนกล้วย"], ["รวม 1 กลุ่ม"]], start=1))
    rows = list(read_producers(table, PRODUCERS.find(table), KNOWN))

    assert [type(row) for row in rows] == [NotDataRow, ProducerRow, NotDataRow]


# --- Spellings of our district ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("district", "province", "is_sure"),
    [
        ("บางคล้า", "ฉช.", True),
        ("อำเภอบางคล้า จังหวัดฉะเชิงเทรา", None, True),
        ("Bang Khla", "Chachoengsao", True),
        ("สพอ.บางคล้า", "แปดริ้ว", True),
        (2402, 24, True),
        ("บางคล้า", "ฉะเชิงเทรา 24110", True),
        ("บางคลา", "ฉะเชิงเทรา", False),
        ("บางคล้า", "ฉะเชิงเทา", False),
        ("บางกล้า", "ฉะเชิงเทรา", False),
    ],
)
def test_our_district_in_its_spellings(district, province, is_sure):
    [row] = read(["ขนม", "ร้าน", district, province], headings=["ชื่อสินค้า", "ผู้ผลิต", "อำเภอ", "จังหวัด"])

    assert (row.producer.values["district"], row.producer.values["province"]) == ("บางคล้า", "ฉะเชิงเทรา")
    assert ("น่าจะเป็นอำเภอบางคล้า" in str(row.to_check)) is not is_sure


@pytest.mark.parametrize(
    ("district", "province"),
    [("บางปะกง", "ฉะเชิงเทรา"), ("บางคล้า", "ชลบุรี"), ("บางละมุง", "ชลบุรี"), ("คลองเขื่อน", "ฉะเชิงเทรา")],
)
def test_other_districts(district, province):
    assert read(["ขนม", "ร้าน", district, province], headings=["ชื่อสินค้า", "ผู้ผลิต", "อำเภอ", "จังหวัด"]) == [
        OtherDistrictRow(2)
    ]


# --- Cells --------------------------------------------------------------------------------------------------------


def test_old_glyphs_and_spaces_before_marks_are_repaired():
    [row] = read([1, "น\uf70bำพริกปลาป\uf70aน", "กลุ\uf70aมแม\uf70aบ ้าน", "บางสวน"])

    assert (row.name, row.producer.values["name_th"]) == ("น้ำพริกปลาป่น", "กลุ่มแม่บ้าน")


def test_a_fraction_is_no_list_of_products():
    [row] = read([1, "ไข่เค็ม 3/4 โหล", "ร้านไข่", "บางสวน"])

    assert row.name == "ไข่เค็ม 3/4 โหล" and not row.to_check


def people(*rows: list) -> list:
    table = list(enumerate([["ชื่อ-สกุล", "เบอร์โทร"], *rows], start=1))
    return list(read_people(table, PEOPLE.find(table), KNOWN.tambons))


def test_titles_nicknames_and_phones_are_taken_out_of_names():
    [person, other, refused, total] = people(
        ["1. ร.ต.อ.สมชาย รักดี (ลุงชาย)", "0815550101"], ["นางสมใจ รักดี\nโทร 081-555-0102"], ["นาย"], ["รวม 2 คน"]
    )

    assert isinstance(person, PersonRow) and isinstance(other, PersonRow)
    assert (person.title, person.first_name, person.surname, person.nickname) == ("ร.ต.อ.", "สมชาย", "รักดี", "ลุงชาย")
    assert (other.surname, other.phone) == ("รักดี", "0815550102")
    assert refused == RefusedRow(4, "ไม่มีชื่อคน มีแต่คำนำหน้า") and total == NotDataRow(5)


def test_people_whose_names_differ_by_a_tone_mark_are_two():
    first, second = people(["นายแก้ว รักดี"], ["นายแก่ว รักดี"])

    assert first.identity != second.identity
