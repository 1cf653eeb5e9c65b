"""ID-card numbers in the rows of a sheet: what is taken out, and what is said of it."""

import copy
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from center.records.messages import serialize, translate
from center.sheets.id_card_cells import take_out, taken_out
from center.sheets.reading import read_content
from thai.id_cards import find_id_cards

# Made up; the second has a digit mistyped.
NUMBER, MISTYPED, ANOTHER = "3240100123450", "3240100123456", "5100600012344"


def rows(*several: list) -> list[tuple[int, list]]:
    return [(number, list(cells)) for number, cells in enumerate(several, start=1)]


def after(*several: list) -> tuple[list[list], dict[int, int]]:
    """The cells that are left, and how many of each column were taken."""
    sheet = rows(*several)
    taken = take_out(sheet)
    return [cells for _number, cells in sheet], dict(taken)


@pytest.mark.parametrize(
    "cell", [NUMBER, int(NUMBER), float(NUMBER), f" {NUMBER} ", "3-2401-00123-45-0", f"{NUMBER}.0"]
)
def test_a_valid_number_goes_whatever_it_stands_under(cell):
    assert after(["ชื่อ", "รหัสลับ"], ["สมใจ", cell]) == ([["ชื่อ", "รหัสลับ"], ["สมใจ", None]], {1: 1})


@pytest.mark.parametrize(
    "cell", [MISTYPED, int(MISTYPED), "3 2401", "1.2E+12", 5.5, date(2026, 1, 1), True, "รอเอกสาร"]
)
def test_everything_under_a_heading_of_id_cards_goes(cell):
    assert after(["ชื่อ", "เลข ปชช."], ["สมใจ", cell]) == ([["ชื่อ", "เลข ปชช."], ["สมใจ", None]], {1: 1})
    if cell != "รอเอกสาร":
        assert after(["ชื่อ", "รหัส"], ["สมใจ", cell]) == ([["ชื่อ", "รหัส"], ["สมใจ", cell]], {})


def test_a_number_in_a_text_goes_and_the_text_stays():
    cells, taken = after(["ชื่อ", "หมายเหตุ"], [f"นางสมใจ {NUMBER}", f"บัตร ปชช. {NUMBER}, {ANOTHER} ครบแล้ว"])
    assert cells[1] == ["นางสมใจ", ", ครบแล้ว"] and taken == {0: 1, 1: 1}


@pytest.mark.parametrize("heading", ["เลข อย.", "เลขสารบบอาหาร 13 หลัก", "บาร์โค้ด", "เลขทะเบียนนิติบุคคล"])
def test_under_the_heading_of_another_number_it_stays(heading):
    sheet = [["ชื่อ", heading], ["ขนม", NUMBER], ["ข้าว", int(ANOTHER)], ["น้ำ", "3-2401-00123-45-0"]]
    assert after(*sheet) == (sheet, {})


def test_a_heading_holds_for_its_column_until_another_one():
    cells, taken = after(
        ["เลขบัตรประชาชน", "อย."], [MISTYPED, NUMBER], ["เลข อย.", "บัตรประชาชน"], [NUMBER, MISTYPED], [NUMBER, "x"]
    )
    assert cells == [
        ["เลขบัตรประชาชน", "อย."],
        [None, NUMBER],
        ["เลข อย.", "บัตรประชาชน"],
        [NUMBER, None],
        [NUMBER, None],
    ]
    assert taken == {0: 1, 1: 2}


def test_headings_below_titles_and_of_a_second_table_far_down():
    table = [
        ["รายชื่อและเลขบัตรประชาชน"],
        [],
        ["ชื่อ", "x"],
        *[["สมใจ", MISTYPED]] * 30,
        ["ชื่อ", "เลขบัตรประชาชน"],
        ["ก", MISTYPED],
    ]
    cells, taken = after(*table)
    assert taken == {1: 1} and cells[:-1] == table[:-1] and cells[-1] == ["ก", None]


def test_food_marks_among_the_values_protect_no_number():
    """A column may hold "อย." as a value; only in the rows of headings it is one."""
    cells, taken = after(["ชื่อ", "มาตรฐาน"], *[["ขนม", "มผช."]] * 10, ["ข้าว", "อย."], ["น้ำ", NUMBER])
    assert cells[-1] == ["น้ำ", None] and taken == {1: 1}


@pytest.mark.parametrize("digits", [NUMBER, [int(digit) for digit in NUMBER], ["3", "2401", "00123", "45", "0"]])
def test_a_number_of_which_each_digit_or_group_has_a_cell_of_its_own(digits):
    """As the boxes of paper forms become columns."""
    cells, taken = after(["ชื่อ", "ช่อง"], ["สมใจ", *digits, "ก"])
    assert cells[1] == ["สมใจ", *[None] * len(digits), "ก"]
    assert taken == dict.fromkeys(range(1, 1 + len(digits)), 1)


def test_such_cells_below_their_heading_go_whatever_their_check():
    cells, _taken = after(["ชื่อ", "เลขประจำตัวประชาชน", *[None] * 12, "หมู่"], ["สมใจ", *MISTYPED, 3])
    assert cells[1] == ["สมใจ", *[None] * 13, 3]
    counts = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 9]
    assert after(["เดือน", *range(13)], ["ยอด", *counts]) == ([["เดือน", *range(13)], ["ยอด", *counts]], {})


def test_reading_a_sheet_drops_what_became_empty():
    sheet = read_content(f"ชื่อ,ปชช.\nสมใจ,{NUMBER}\n,{ANOTHER}\nสมชาย,\n".encode())
    assert sheet.rows == [(1, ["ชื่อ", "ปชช."]), (2, ["สมใจ"]), (4, ["สมชาย"])]
    assert sheet.id_cards == {1: 2}


def test_what_is_said_names_columns_by_heading_or_letter():
    said = taken_out({0: 1, 27: 1200}, ["เลข\n ปชช.", "x"])
    assert said == "ตัดเลขบัตรประชาชนออกแล้ว 1,201 ช่อง จากคอลัมน์ เลข ปชช. (1), คอลัมน์ AB (1,200) เว็บไซต์นี้ไม่เก็บเลขบัตรประชาชน"
    with translation.override("en"):
        assert "out of 1,201 cells, in the columns เลข ปชช. (1), column AB (1,200)." in translate(serialize(said))


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from([NUMBER, int(ANOTHER), f"ก {NUMBER}", "เลขบัตรประชาชน", "อย.", *"1234567890"]),
)


@given(st.lists(st.lists(cells, max_size=16), max_size=14))
def test_any_rows_can_be_looked_through_and_a_second_look_finds_nothing(several):
    sheet = rows(*several)
    before = copy.deepcopy(sheet)
    taken = take_out(sheet)
    assert [len(row) for _number, row in sheet] == [len(row) for _number, row in before]
    changed = sum(
        repr(new) != repr(old)
        for (_n, row), (_m, row_before) in zip(sheet, before, strict=True)
        for new, old in zip(row, row_before, strict=True)
    )
    assert changed == sum(taken.values())
    assert take_out(sheet) == {}
    if not any(cell == "อย." for _number, row in sheet for cell in row):
        assert not any(isinstance(cell, str) and find_id_cards(cell) for _number, row in sheet for cell in row)
