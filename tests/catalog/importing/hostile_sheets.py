"""Sheets made to do harm, small as they are sent. Each function gives the content of one file."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from functools import cache

import openpyxl

NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ENTITIES = b"".join(b'<!ENTITY %c "%s">' % (letter + 1, b"&%c;" % letter * 10) for letter in range(ord("a"), ord("i")))
STRINGS = "xl/sharedStrings.xml"
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha">' + ENTITIES + b"]>"
QUADRATIC = b'<!DOCTYPE x [<!ENTITY a "' + b"h" * 50_000 + b'">]>'


@cache
def plain() -> bytes:
    """An innocent sheet of one product."""
    book = openpyxl.Workbook()
    book.active.append(["ชื่อสินค้า", "ผู้ผลิต", "ตำบล"])
    book.active.append(["ขนมเปี๊ยะ", "ร้านป้าแดง", "ปากน้ำ"])
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def part(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(plain())) as archive:
        return archive.read(name)


def with_part(name: str, pieces: Iterable[bytes], content: bytes = b"") -> bytes:
    """An innocent sheet with one of its parts exchanged, or with one more."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content or plain())) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for other in old.namelist():
            if other != name:
                new.writestr(other, old.read(other))
        with new.open(name, "w", force_zip64=True) as out:
            for piece in pieces:
                out.write(piece)
    return file.getvalue()


def worksheet(*rows: bytes, below: bytes = b"") -> bytes:
    text = [b"<worksheet " + NAMESPACE + b"><sheetData>", *rows, b"</sheetData>", below, b"</worksheet>"]
    return with_part("xl/worksheets/sheet1.xml", text)


# --- Archives -----------------------------------------------------------------------------------------------------


def zip_bomb() -> bytes:
    """A worksheet of 600 MB in less than one."""
    return with_part("xl/worksheets/sheet1.xml", [b"0" * 1_000_000] * 600)


def zip_bomb_that_lies() -> bytes:
    """600 MB that the archive declares to be the kilobyte they begin with, sum and all."""
    content = bytearray(zip_bomb())
    at = content.rindex(b"PK\x01\x02")
    content[at + 16 : at + 20] = struct.pack("<I", zlib.crc32(b"0" * 1000))
    content[at + 24 : at + 28] = struct.pack("<I", 1000)
    return bytes(content)


def zip_bomb_of_another_packing() -> bytes:
    """40 MB that can only be unpacked at once."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as archive, zipfile.ZipFile(io.BytesIO(plain())) as old:
        for name in old.namelist():
            archive.writestr(name, b" " * 40_000_000 if name.endswith("sheet1.xml") else old.read(name))
    return file.getvalue()


def archive_of_400_000_parts() -> bytes:
    """A directory of parts that aren't there: none costs anything but its entry."""
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 0, 20, 0, *[0] * 7, 1, *[0] * 6) + b"x"
    directory = entry * 400_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0, 0, len(directory), 4, 0)
    return b"PK\x03\x04" + directory + end


def encrypted_archive() -> bytes:
    content = bytearray(plain())
    at = 0
    while (at := content.find(b"PK\x01\x02", at + 1)) > 0:
        content[at + 8] |= 1
    return bytes(content)


# --- Entities -----------------------------------------------------------------------------------------------------


def _declaring(name: str, declared: bytes, use: bytes) -> bytes:
    text = part(name) if name != STRINGS else b"<sst " + NAMESPACE + b"></sst>"
    start = text.index(b"?>") + 2 if text.startswith(b"<?xml") else 0
    end = text.rindex(b"</")
    return with_part(name, [text[:start], declared, text[start:end], use, text[end:]])


def billion_laughs() -> bytes:
    return _declaring("xl/worksheets/sheet1.xml", LAUGHS, b"&i;")


def billion_laughs_in_shared_strings() -> bytes:
    return _declaring(STRINGS, LAUGHS, b"<si><t>&i;</t></si>")


def billion_laughs_in_the_workbook() -> bytes:
    return _declaring("xl/workbook.xml", LAUGHS, b"&i;")


def quadratic_blowup() -> bytes:
    return _declaring(STRINGS, QUADRATIC, b"<si><t>" + b"&a;" * 20_000 + b"</t></si>")


def entity_that_reads_a_file() -> bytes:
    declared = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return _declaring(STRINGS, declared, b"<si><t>&a;</t></si>")


# --- Rows, columns, texts -----------------------------------------------------------------------------------------


def a_million_empty_rows() -> bytes:
    return worksheet(*[b"<row/>" * 100_000] * 10)


def a_million_numbered_empty_rows() -> bytes:
    return worksheet(*(b'<row r="%d"></row>' % number for number in range(1, 1_000_001)))


def a_row_at_the_very_bottom() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = "ชื่อสินค้า"
    book.active.cell(1_048_576, 1, "ขนม")
    return saved(book)


def a_million_empty_rows_of_csv() -> bytes:
    return "ชื่อสินค้า,ผู้ผลิต\n".encode() + b",\n" * 1_000_000


def two_hundred_columns() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["ชื่อสินค้า", *(f"คอลัมน์ {number}" for number in range(199))])
    for number in range(100):
        book.active.append([f"ขนม {number}"] * 200)
    return saved(book)


def two_hundred_columns_of_csv() -> bytes:
    return (",".join(["ชื่อสินค้า", *["x"] * 199]) + "\n").encode() * 5_000


def a_row_of_a_million_cells() -> bytes:
    return worksheet(b'<row r="1">', *[b'<c r="A1"/>' * 100_000] * 10, b"</row>")


def rows_hidden_in_comments() -> bytes:
    return worksheet(b'<row r="1">', *[b'<c r="A1"/><!--</row>-->'] * 30_000, b"</row>")


def a_million_merged_ranges() -> bytes:
    below = b"<mergeCells>" + b'<mergeCell ref="A1:B2"/>' * 1_000_000 + b"</mergeCells>"
    return worksheet(b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>', below=below)


def shared_strings_of_300_mb() -> bytes:
    piece = b"<si><t>" + b"x" * 100_000 + b"</t></si>"
    return with_part(STRINGS, [b"<sst " + NAMESPACE + b">", *[piece] * 3_000, b"</sst>"])


def two_million_shared_strings() -> bytes:
    return with_part(STRINGS, [b"<sst " + NAMESPACE + b">", *[b"<si/>" * 20_000] * 100, b"</sst>"])


def a_cell_of_40_mb() -> bytes:
    return worksheet(b'<row r="1"><c r="A1" t="inlineStr"><is><t>', b"x" * 40_000_000, b"</t></is></c></row>")


# --- Parts that cost more than they should ------------------------------------------------------------------------


def _inside(name: str, opening: bytes, more: bytes) -> bytes:
    """The innocent sheet with more in one of its parts, behind an opening tag."""
    text = part(name)
    at = text.index(b">", text.index(opening)) + 1
    return with_part(name, [text[:at], more, text[at:]])


def fourteen_thousand_sheets() -> bytes:
    sheet = b'<sheet xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" name="%d" '
    sheet += b'sheetId="%d" r:id="rId1"/>'
    return _inside("xl/workbook.xml", b"<sheets", b"".join(sheet % (n, n) for n in range(2, 14_000)))


def sheets_that_begin_late() -> bytes:
    """Two hundred sheets of one part, whose rows begin below 40 MB of nothing."""
    sheet = b'<sheet xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" name="%d" '
    sheet += b'sheetId="%d" r:id="rId1"/>'
    several = _inside("xl/workbook.xml", b"<sheets", b"".join(sheet % (n, n) for n in range(2, 200)))
    text = [b"<worksheet " + NAMESPACE + b">", *[b" " * 1_000_000] * 40, b"<sheetData/></worksheet>"]
    return with_part("xl/worksheets/sheet1.xml", text, several)


def content_types_without_end() -> bytes:
    """Makes a careless search for what the parts are go on for hours."""
    return with_part("[Content_Types].xml", [b"<" + b"Override" * 240_000])


def content_types_in_utf_16() -> bytes:
    """Hides from a search for bytes that a worksheet is the shared strings."""
    types = part("[Content_Types].xml").decode().replace("UTF-8", "UTF-16")
    at = types.index("<Override")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = types[:at] + f'<Override PartName="/xl/worksheets/s.xml" ContentType="{kind}"/>' + types[at:]
    strings = [b"<sst " + NAMESPACE + b">", *[b"<row/>" + b"<si/>" * 19_000] * 40, b"</sst>"]
    return with_part("[Content_Types].xml", [types.encode("utf-16")], with_part("xl/worksheets/s.xml", strings))


def rows_among_the_pictures() -> bytes:
    """A worksheet of one endless row, called a picture."""
    rels = part("xl/_rels/workbook.xml.rels").replace(b"/xl/worksheets/sheet1.xml", b"/xl/media/a.png")
    row = [
        b"<worksheet " + NAMESPACE + b"><sheetData><row>",
        *[b"<c/>" * 1_000_000] * 11,
        b"</row></sheetData></worksheet>",
    ]
    return with_part("xl/_rels/workbook.xml.rels", [rels], with_part("xl/media/a.png", row))


def a_worksheet_called_a_chart() -> bytes:
    """Charts are parsed as a whole."""
    rels = part("xl/_rels/workbook.xml.rels").replace(b"relationships/worksheet", b"relationships/chartsheet")
    rows = [b"<chartsheet " + NAMESPACE + b">", *[b"<row>" + b"<c/>" * 60 + b"</row>"] * 30_000, b"</chartsheet>"]
    return with_part("xl/_rels/workbook.xml.rels", [rels], with_part("xl/worksheets/sheet1.xml", rows))


# --- No sheets at all ---------------------------------------------------------------------------------------------


def a_pdf() -> bytes:
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\x00\x01" + b"x" * 5_000


def a_picture() -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x01\x02" * 5_000


def an_old_xls() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5_000


def a_web_page() -> bytes:
    return b"<html><table><tr><td>x</td></tr></table></html>"


def another_archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    return file.getvalue()


def half_of_a_sheet() -> bytes:
    return plain()[: len(plain()) // 2]


def twenty_mb_of_spaces() -> bytes:
    return b" " * 19_999_999


def twenty_mb_in_quotes() -> bytes:
    return b'"' + b"x" * 19_999_990
