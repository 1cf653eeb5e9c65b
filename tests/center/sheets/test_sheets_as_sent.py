"""Sheets as offices really send them: escapes, merged cells, cover sheets, delimiters, lost encodings, odd workbooks."""

import io
import zipfile

import openpyxl
import pytest

from catalog.importing.columns import PRODUCTS
from center.sheets.reading import read_content
from center.sheets.sheet import SheetRefused
from center.sheets.stored_sheets import pack, unpack
from tests.center.sheets.test_sheets import replaced, xlsx

HEADINGS = ["ลำดับ", "ชื่อสินค้า", "ผู้ผลิต", "ตำบล"]
ROW = [1, "ปลาส้ม", "กลุ่มปลาส้ม", "หัวไทร"]


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def part_of(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def merged(rows: list[list], *ranges: str) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in ranges:
        book.active.merge_cells(area)
    return saved(book)


# --- Cells --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ขนมเปี๊ยะ_x000D_\nไส้ถั่ว", "ขนมเปี๊ยะ\r\nไส้ถั่ว"),
        ("ก_x0009_ข_x0020_ค", "ก\tข ค"),
        ("_x005F_x000D_", "_x000D_"),
        ("a_x00zz_", "a_x00zz_"),
        ("ชุด_x0E01_", "ชุดก"),
        ("_xD83D__xDE00_", "😀"),
        ("_xD800_", "\ufffd"),
    ],
)
def test_codes_of_control_characters_are_decoded_once(written, read):
    sheet = read_content(xlsx(["ชื่อสินค้า"], [written]))

    assert sheet.rows[1] == (2, [read])


def test_headings_with_codes_are_known():
    sheet = read_content(xlsx(["ลำดับ", "ชื่อ_x000D_\nสินค้า", "เบอร์_x000D_\nโทรศัพท์"], [1, "ขนม", "081-234-5678"]))

    assert PRODUCTS.find(sheet.rows).columns == {"product": 1, "phone": 2}


def test_a_merged_value_holds_for_all_its_rows_and_the_notes_say_so():
    rows = [["ผู้ผลิต", "ชื่อสินค้า"], ["ร้านหนึ่ง", "ขนม"], [None, "ข้าว"], [None, "ปลา"], [None, "ไข่"]]
    sheet = read_content(merged(rows, "A2:A4"))

    assert sheet.rows[1:] == [(2, ["ร้านหนึ่ง", "ขนม"]), (3, ["ร้านหนึ่ง", "ข้าว"]), (4, ["ร้านหนึ่ง", "ปลา"]), (5, [None, "ไข่"])]
    assert "เติมให้ 2 ช่อง" in sheet.notes[0]


def test_merged_cells_make_no_rows_and_no_columns():
    sheet = read_content(merged([["บัญชีสินค้า", None], ["ชื่อสินค้า", "ผู้ผลิต"], ["ขนม", "ร้าน"]], "A1:B1", "B3:B6"))

    assert sheet.rows == [(1, ["บัญชีสินค้า"]), (2, ["ชื่อสินค้า", "ผู้ผลิต"]), (3, ["ขนม", "ร้าน"])]


def test_merged_ranges_without_end_are_refused():
    content = xlsx(*[["ชื่อสินค้า"]] * 300)
    name = "xl/worksheets/sheet1.xml"
    ranges = b"<mergeCells>" + b'<mergeCell ref="A1:A300"/>' * 900 + b"</mergeCells></worksheet>"

    with pytest.raises(SheetRefused, match="ใหญ่ผิดปกติ"):
        read_content(replaced(content, name, part_of(content, name).replace(b"</worksheet>", ranges)))


# --- Sheets of a file ---------------------------------------------------------------------------------------------


def test_the_sheet_with_headings_is_read_not_the_cover():
    content = xlsx(["คำชี้แจงการกรอก"], ["1. กรอกให้ครบทุกช่อง"], ข้อมูล=[HEADINGS, ROW])
    sheet = read_content(content, PRODUCTS.count_known)

    assert sheet.title == "ข้อมูล" and sheet.rows[1] == (2, ROW) and not sheet.others
    assert any("อ่านเฉพาะชีต “ข้อมูล”" in note for note in sheet.notes)


def test_several_sheets_with_headings_are_kept_for_staff_to_choose():
    content = xlsx(["คำชี้แจง"], หัวไทร=[HEADINGS, ROW], บางสวน=[HEADINGS, [1, "ข้าว", "ร้าน", "บางสวน"]])
    sheet = unpack(pack(read_content(content, PRODUCTS.count_known)))

    assert [found.title for found in (sheet, *sheet.others)] == ["หัวไทร", "บางสวน"]
    assert sheet.others[0].rows[1][1][1] == "ข้าว"


def test_id_card_numbers_are_removed_from_every_sheet_that_is_kept():
    number = "1-1017-00230-70-3"
    content = xlsx(HEADINGS, ROW, สอง=[[*HEADINGS, "เลขบัตรประชาชน"], [*ROW, number]])
    sheet = read_content(content, PRODUCTS.count_known)

    assert number.replace("-", "").encode() not in pack(sheet)
    assert sheet.others[0].id_cards


# --- csv ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_delimiter_is_the_one_under_which_headings_are_known(delimiter, encoding):
    lines = [["ชื่อสินค้า", "ผู้ผลิต", "ที่อยู่"], ["กล้วย", "กลุ่ม", "12 หมู่ 3, ต.บางสวน, อ.บางคล้า, จ.ฉะเชิงเทรา, 24110"]]
    text = "\r\n".join(delimiter.join(line) for line in lines)

    assert read_content(text.encode(encoding), PRODUCTS.count_known).rows[1] == (2, lines[1])


def test_a_first_line_may_name_the_delimiter():
    assert read_content("sep=;\r\nชื่อสินค้า;ผู้ผลิต\r\nขนม;ร้าน, สอง".encode()).rows[1][1] == ["ขนม", "ร้าน, สอง"]


@pytest.mark.parametrize(
    "head", ["<html><head>", '<meta charset="utf-8">', "<!DOCTYPE html>", "\ufeff <table border=1>"]
)
def test_a_web_page_named_xls_is_told(head):
    with pytest.raises(SheetRefused, match=r"หน้าเว็บ.*บันทึกเป็น \.xlsx"):
        read_content(f"{head}<table><tr><th>ชื่อสินค้า</th></tr></table>".encode())


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_row_of_a_broken_byte_is_named(mark):
    text = "ชื่อสินค้า,ผู้ผลิต\r\nขนม,ร้าน\r\nปลาส้ม,กลุ่ม".encode() + b"\xa0" + "ปลาส้ม\r\n".encode()

    with pytest.raises(SheetRefused, match="ตัวอักษรเสียในแถวที่ 3"):
        read_content(mark + text)


# --- Lost encodings -----------------------------------------------------------------------------------------------


def test_thai_in_a_wrong_encoding_is_turned_back_and_told():
    wrong = "ขนมเปี๊ยะไส้ถั่ว".encode("tis-620").decode("latin-1")
    sheet = read_content(xlsx(HEADINGS, [1, wrong, "กลุ่ม", "หัวไทร"]))

    assert sheet.rows[1][1][1] == "ขนมเปี๊ยะไส้ถั่ว"
    assert "แปลงกลับให้ 1 ช่อง" in sheet.notes[0]


@pytest.mark.parametrize("encoding", ["cp1252", "cp874"])
def test_thai_of_which_letters_are_lost_is_refused(encoding):
    wrong = "กลุ่มแม่บ้าน".encode().decode(encoding, "replace")

    with pytest.raises(SheetRefused, match=r"ตัวอักษรไทยในไฟล์เสีย.*แถวที่ 2"):
        read_content(xlsx(HEADINGS, [1, "ขนม", wrong, "หัวไทร"]))


# --- Workbooks that openpyxl stumbles over ------------------------------------------------------------------------


def with_styles(old: bytes, new: bytes) -> bytes:
    content = xlsx(HEADINGS, ROW)
    styles = part_of(content, "xl/styles.xml")
    assert old in styles
    return replaced(content, "xl/styles.xml", styles.replace(old, new))


PROPERTIES = (
    b'<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    b'xmlns:d="http://purl.org/dc/terms/"><d:created>never</d:created></c:coreProperties>'
)


@pytest.mark.parametrize(
    "content",
    [
        with_styles(b'<family val="2"/>', b'<family val="34"/>'),
        with_styles(b"<fill><patternFill/></fill>", b"<fill></fill>"),
        replaced(xlsx(HEADINGS, ROW), "docProps/core.xml", PROPERTIES),
    ],
    ids=["font family", "empty fill", "properties"],
)
def test_what_openpyxl_rejects_is_read(content):
    with pytest.raises((TypeError, ValueError)):
        openpyxl.load_workbook(io.BytesIO(content))

    assert read_content(content).rows[1] == (2, ROW)


def test_dates_stay_dates_without_the_styles():
    book = openpyxl.Workbook()
    book.active.append(["ชื่อสินค้า", "วันที่"])
    book.active.append(["ขนม", None])
    book.active["B2"] = 46357
    book.active["B2"].number_format = "[$-107041E]d/m/yyyy"

    assert read_content(saved(book)).rows[1][1][1].date().isoformat() == "2026-12-01"


def test_a_strict_workbook_is_read():
    content = xlsx(HEADINGS, ROW)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    related = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    for name, part in parts.items():
        strict = part.replace(main, b"http://purl.oclc.org/ooxml/spreadsheetml/main")
        content = replaced(
            content, name, strict.replace(related, b"http://purl.oclc.org/ooxml/officeDocument/relationships")
        )

    assert read_content(content).rows[1] == (2, ROW)


# --- Headings -----------------------------------------------------------------------------------------------------


def test_a_title_that_holds_a_headings_word_is_no_heading():
    rows = [(1, ["สินค้า OTOP"]), (2, ["อำเภอบางคล้า"]), (3, HEADINGS), (4, ROW)]

    found = PRODUCTS.find(rows)
    assert (found.row_number, found.columns) == (3, {"product": 1, "producer": 2, "tambon": 3})


def test_headings_in_two_rows_below_a_merged_group():
    rows = [["ที่", "ชื่อสินค้า", "ผู้ผลิต", "ที่อยู่", None, "ผู้ติดต่อ", None], [None, None, None, "หมู่ที่", "ตำบล", "ชื่อ", "โทรศัพท์"]]
    sheet = read_content(merged(rows, "A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1"))

    found = PRODUCTS.find(sheet.rows)
    assert (found.row_number, found.asked) == (2, [])
    assert found.columns == {"product": 1, "producer": 2, "moo": 3, "tambon": 4, "phone": 6}


def test_headings_in_two_rows_without_merged_cells():
    rows = [
        (1, ["ที่", "ผู้ผลิต", None, None, "สินค้า", None]),
        (2, [None, "ชื่อ", "ตำบล", "โทรศัพท์", "ชื่อ", "ประเภท"]),
        (3, [1, "ก"]),
    ]

    found = PRODUCTS.find(rows)
    assert found.row_number == 2
    assert found.columns == {"producer": 1, "tambon": 2, "phone": 3, "product": 4, "category": 5}
    assert found.texts[4] == "สินค้า ชื่อ"


def test_a_row_of_data_below_the_headings_is_no_second_row_of_headings():
    rows = [(1, ["ชื่อสินค้า", "ผู้ผลิต", None]), (2, ["ขนม", "ร้าน", "ประเภท"])]

    assert PRODUCTS.find(rows).row_number == 1
