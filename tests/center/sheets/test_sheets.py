"""Reading xlsx and csv: encodings, layouts, and sheets made to do harm."""

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.importing.columns import PRODUCTS
from center.sheets import reading, xlsx_parts
from center.sheets.reading import read_content, read_sheet
from center.sheets.sheet import SheetRefused

FIXTURES = Path(__file__).parents[2] / "fixtures"
TABLE = "ชื่อสินค้า,อำเภอ\r\nขนมเปี๊ยะ,บางคล้า\r\n"
ROWS = [(1, ["ชื่อสินค้า", "อำเภอ"]), (2, ["ขนมเปี๊ยะ", "บางคล้า"])]


def xlsx(*rows: list, **sheets_by_title: list) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for title, more in sheets_by_title.items():
        other = book.create_sheet(title)
        for row in more:
            other.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def replaced(content: bytes, part: str, text: bytes) -> bytes:
    """The xlsx with one of its parts exchanged, or with one more."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), part]):
            new.writestr(name, text if name == part else old.read(name))
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp874", "tis-620"])
def test_csv_is_read_in_every_encoding_offices_use(encoding):
    assert read_content(TABLE.encode(encoding)).rows == ROWS


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(delimiter):
    assert read_content(TABLE.replace(",", delimiter).encode()).rows == ROWS


def test_line_breaks_stay_in_their_cell_and_empty_rows_count():
    sheet = read_content('ชื่อสินค้า,ที่อยู่\r\n\r\nขนม,"บรรทัดแรก\r\nบรรทัดสอง"\r\n,,\r\nข้าว,\r\n'.encode())

    assert sheet.rows[1:] == [(3, ["ขนม", "บรรทัดแรก\r\nบรรทัดสอง"]), (5, ["ข้าว"])]


def test_xlsx_gives_values_with_their_types_and_row_numbers():
    sheet = read_sheet(FIXTURES / "products.xlsx")

    numbers = [number for number, __ in sheet.rows]
    assert numbers == [1, 3, 4, 5, 6, 7]
    assert sheet.rows[2][1][0] == 815550201
    assert sheet.notes[-1] == "อ่านเฉพาะชีต “บัญชี” ไม่ได้อ่าน: หมายเหตุ"


def test_a_formula_is_never_read_as_text():
    formulas = dict(read_sheet(FIXTURES / "products.xlsx").rows)[6]

    assert "=A1" not in formulas
    assert "=1+1" not in formulas


def test_a_hidden_sheet_is_not_read():
    book = openpyxl.Workbook()
    book.active.append(["ลับ"])
    book.active.sheet_state = "hidden"
    book.create_sheet("เห็น").append(["ชื่อสินค้า"])
    book.active = 1
    file = io.BytesIO()
    book.save(file)

    assert read_content(file.getvalue()).rows == [(1, ["ชื่อสินค้า"])]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "ไม่มีข้อมูล"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", ".xls"),
        (b"PK\x03\x04 is no archive", "เสีย"),
        (b"\x89PNG\r\n\x1a\n\x01\x02\x03", "อ่านไฟล์ไม่ได้"),
        (b"%PDF-1.7 \x01\x02", "อ่านไฟล์ไม่ได้"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "อ่านไฟล์ไม่ได้"),
        ("ชื่อสินค้า\n".encode() + b"\xff\xfe\xdb", "อ่านไฟล์ไม่ได้"),
    ],
)
def test_what_is_no_sheet_gets_one_thai_sentence(content, says):
    with pytest.raises(SheetRefused) as refusal:
        read_content(content)

    assert says in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_missing_file_is_refused_not_raised(tmp_path):
    with pytest.raises(SheetRefused, match="เปิดไฟล์ไม่ได้"):
        read_sheet(tmp_path / "nothing.xlsx")


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(monkeypatch):
    bomb = replaced(xlsx(["ชื่อสินค้า"]), "xl/worksheets/sheet1.xml", b" " * (xlsx_parts.MOST_UNPACKED + 1))
    assert len(bomb) < 100_000
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *args, **kwargs: pytest.fail("was unpacked"))

    with pytest.raises(SheetRefused, match="ใหญ่ผิดปกติ"):
        read_content(bomb)


@pytest.mark.parametrize(
    ("part", "size"),
    [
        ("xl/sharedStrings.xml", xlsx_parts.MOST_STRINGS),
        ("xl/styles.xml", xlsx_parts.MOST_ELSEWHERE),
        ("xl/worksheets/_rels/sheet1.xml.rels", xlsx_parts.MOST_ELSEWHERE),
    ],
)
def test_parts_held_in_memory_have_limits_of_their_own(part, size):
    with pytest.raises(SheetRefused, match="ใหญ่ผิดปกติ"):
        read_content(replaced(xlsx(["ชื่อสินค้า"]), part, b" " * (size + 1)))


def test_the_limit_goes_by_what_a_part_is_not_by_its_name():
    types = b"""<Types><Override PartName="/xl/media/a.png" ContentType="x.sharedStrings+xml"/></Types>"""
    disguised = replaced(xlsx(["ชื่อสินค้า"]), "xl/media/a.png", b" " * (xlsx_parts.MOST_STRINGS + 1))

    with pytest.raises(SheetRefused, match="ใหญ่ผิดปกติ"):
        read_content(replaced(disguised, "[Content_Types].xml", types))


LAUGHS = (
    b"""<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>"""
)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_declared_entities_are_refused(part):
    content = xlsx(["ชื่อสินค้า"])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read(part)
    start = text.index(b"?>") + 2 if text.startswith(b"<?xml") else 0

    with pytest.raises(SheetRefused, match=r"เสีย|ผิดปกติ"):
        read_content(replaced(content, part, text[:start] + LAUGHS + text[start:]))


def worksheet(rows: bytes) -> bytes:
    namespace = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    text = b"<worksheet " + namespace + b"><sheetData>" + rows + b"</sheetData></worksheet>"
    return replaced(xlsx(["ชื่อสินค้า"]), "xl/worksheets/sheet1.xml", text)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (b"<row/>" * 1_000_000, "50,000 แถว"),
        (b'<row r="1"></row>' * 60_000, "50,000 แถว"),
        (b'<row r="1">' + b'<c r="A1"/>' * 1_000_000 + b"</row>", "ผิดปกติ"),
        (b'<row r="1">' + b'<c r="A1"/><!--</row>-->' * 30_000 + b"</row>", "ผิดปกติ"),
        ((b"<row>" + b"<c/>" * 60 + b"</row>") * 40_000, "ผิดปกติ"),
    ],
)
def test_worksheets_that_cost_too_much_are_refused_before_they_are_parsed(rows, says, monkeypatch):
    content = worksheet(rows)
    assert len(content) < 100_000
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *args, **kwargs: pytest.fail("was parsed"))

    with pytest.raises(SheetRefused, match=says):
        read_content(content)


@pytest.mark.parametrize(
    ("part", "tags"),
    [("xl/styles.xml", xlsx_parts.MOST_TAGS_ELSEWHERE), ("xl/sharedStrings.xml", xlsx_parts.MOST_TAGS_HELD)],
)
def test_parts_parsed_as_a_whole_may_hold_only_so_many_tags(part, tags, monkeypatch):
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *args, **kwargs: pytest.fail("was parsed"))

    with pytest.raises(SheetRefused, match="ผิดปกติ"):
        read_content(replaced(xlsx(["ชื่อสินค้า"]), part, b"<x/>" * (tags + 1)))


def test_without_defusedxml_no_xlsx_is_read(monkeypatch):
    monkeypatch.setattr(openpyxl, "DEFUSEDXML", False)

    with pytest.raises(SheetRefused, match="defusedxml"):
        read_content(xlsx(["ชื่อสินค้า"]))


def test_rows_far_below_the_table_are_refused():
    book = openpyxl.Workbook()
    book.active["A1"] = "ชื่อสินค้า"
    book.active.cell(1_048_576, 1, "x")
    file = io.BytesIO()
    book.save(file)

    with pytest.raises(SheetRefused, match="50,000 แถว"):
        read_content(file.getvalue())


def test_too_many_rows_columns_and_letters_are_refused():
    with pytest.raises(SheetRefused, match="แถว"):
        read_content(b"x\n" * (reading.MOST_ROWS + 1))
    with pytest.raises(SheetRefused, match="60 คอลัมน์"):
        read_content(xlsx(["x"] * 61))
    with pytest.raises(SheetRefused, match="กว้างเกินไป"):
        read_content(("," * reading.WIDEST_ROW + "x\n").encode())
    with pytest.raises(SheetRefused, match="ยาวเกิน"):
        read_content(b"x" * (reading.LONGEST_CELL + 1))
    with pytest.raises(SheetRefused, match="ใหญ่เกิน"):
        read_content(b"x" * (reading.MOST_BYTES + 1))


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_refusal(content):
    with suppress(SheetRefused):
        assert read_content(content).rows


# --- Headings ---------------------------------------------------------------------------------------------------


def test_headings_are_found_below_a_title_in_any_order_and_spelling():
    rows = [(1, ["บัญชีสินค้า"]), (3, ["เบอร์โทร", "ลำดับ", "จ.", "ชื่อผลิตภัณฑ์  OTOP", "ประเภท (เดาด้วยสคริปต์)", "ตําบล"])]

    headings = PRODUCTS.find(rows)

    assert headings.row_number == 3
    assert headings.columns == {"phone": 0, "province": 2, "product": 3, "category": 4, "tambon": 5}
    assert headings.unknown == ["ลำดับ"]
    assert headings.value(["08", 1, "ฉะเชิงเทรา", "ขนม"], "product") == "ขนม"
    assert headings.value(["08"], "product") is None
    assert headings.value(["08"], "latitude") is None


def test_headings_matched_by_hand_are_used():
    assert PRODUCTS.find([(1, ["ของดีบ้านเรา"])], {"ของดีบานเรา": "product"}).columns == {"product": 0}


def test_of_two_columns_for_one_field_the_first_counts():
    headings = PRODUCTS.find([(1, ["สินค้า", "ชื่อสินค้า"])])

    assert headings.columns == {"product": 0}
    assert headings.unknown == ["ชื่อสินค้า"]


def test_a_sheet_without_product_names_is_refused_saying_what_was_found():
    with pytest.raises(SheetRefused, match=r"ไม่พบคอลัมน์ชื่อสินค้า.*พบเพียง: อำเภอ, จังหวัด"):
        PRODUCTS.find([(1, ["อำเภอ", "จังหวัด"])])
    with pytest.raises(SheetRefused, match="ไม่พบหัวตารางที่รู้จัก"):
        PRODUCTS.find([(1, ["ก", "ข"])])
