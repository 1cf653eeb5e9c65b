"""Reads the rows of xlsx and csv files, csv in any usual encoding.

Nothing here knows what the columns mean; only ID-card numbers are recognized, and removed from every sheet. A file that
can't be read, or is too costly to read, is refused with one Thai sentence; its sizes are checked before anything is
unpacked.
"""

import csv
import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
from django.utils.translation import gettext_noop

from center.records.messages import Sentence
from center.sheets.id_card_cells import take_out
from center.sheets.xlsx_parts import MOST_ROWS, TooCostly, TooManyRows, parts_to_read
from thai.id_cards import without_id_cards

MOST_BYTES = 20_000_000  # of the file itself
MOST_COLUMNS = 60
WIDEST_ROW = 256  # including empty formatted cells right of the table
LONGEST_CELL = 10_000
TOO_MANY_ROWS = Sentence(
    gettext_noop("ไฟล์มีเกิน %(most)s แถว (นับแถวว่างด้วย) กรุณาลบแถวว่างท้ายไฟล์หรือแบ่งไฟล์"), most=f"{MOST_ROWS:,}"
)
TOO_MANY_BYTES = Sentence(gettext_noop("ไฟล์ใหญ่เกิน %(most)s MB กรุณาแบ่งเป็นหลายไฟล์"), most=MOST_BYTES // 1_000_000)
TOO_WIDE = gettext_noop("แถวที่ %(row)s กว้างเกินไป กรุณาลบคอลัมน์ว่างทางขวาของตาราง")
TOO_MANY_COLUMNS = gettext_noop("แถวที่ %(row)s มีเกิน %(most)s คอลัมน์ กรุณาลบคอลัมน์ที่ไม่ใช้")
CELL_TOO_LONG = gettext_noop("แถวที่ %(row)s มีเซลล์ที่ยาวเกิน %(most)s ตัวอักษร กรุณาตัดข้อความให้สั้นลง")

_ESCAPED = re.compile(r"'[=+\-@\t\r]")  # the apostrophe by which our csv exports prevent formulas

# Features of a worksheet whose values differ from what Excel shows, with the note for staff.
_NOTED_FEATURES = (
    (re.compile(rb"<(?:\w+:)?f[\s>]"), gettext_noop("ไฟล์มีสูตร ระบบใช้ค่าที่ Excel คำนวณไว้ล่าสุด ไม่คำนวณใหม่")),
    (re.compile(rb"<(?:\w+:)?mergeCell\s"), gettext_noop("ไฟล์มีเซลล์ที่ผสานกัน ระบบใช้ค่าเฉพาะแถวบนสุดและคอลัมน์ซ้ายสุด")),
    (
        re.compile(rb"<(?:\w+:)?(?:row|col)\s[^<>]*\bhidden\s*=\s*[\"'](?:1|true)"),
        gettext_noop("ไฟล์มีแถวหรือคอลัมน์ที่ซ่อนไว้ ระบบอ่านด้วย"),
    ),
)

Cell = object
"""What a cell holds: text, int, float, bool, date, datetime, time, timedelta or None."""


class SheetRefused(Exception):
    """The whole file is refused. .said, also str(), is one Thai sentence for whoever uploaded it."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


@dataclass
class Sheet:
    """The rows of one sheet with their numbers as in Excel, and notes for staff.

    id_cards: the number of cells that lost ID-card numbers, by column (from 0).
    """

    rows: list[tuple[int, list[Cell]]]
    notes: list[str] = field(default_factory=list)
    id_cards: Counter[int] = field(default_factory=Counter)


def read_sheet(path: Path) -> Sheet:
    """The non-empty rows of a file, its type recognized by content. Raises SheetRefused."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SheetRefused(TOO_MANY_BYTES)
        content = path.read_bytes()
    except OSError:
        raise SheetRefused(gettext_noop("เปิดไฟล์ไม่ได้ กรุณาตรวจชื่อไฟล์และสิทธิ์อ่าน")) from None
    return read_content(content)


def read_content(content: bytes) -> Sheet:
    """As `read_sheet`, for uploads. ID-card numbers are removed here, so that no caller can forget it."""
    if len(content) > MOST_BYTES:
        raise SheetRefused(TOO_MANY_BYTES)
    if content.startswith(b"PK\x03\x04"):
        sheet = _read_xlsx(content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetRefused(gettext_noop("เป็นไฟล์ Excel รุ่นเก่า (.xls) หรือไฟล์ที่ใส่รหัสผ่าน กรุณาบันทึกใหม่เป็น .xlsx ที่ไม่มีรหัสผ่าน"))
    else:
        sheet = Sheet(list(_numbered(_csv_rows(_decode(content)))))
    if taken := take_out(sheet.rows):
        rows = [(number, _trimmed(cells)) for number, cells in sheet.rows]
        sheet = Sheet([row for row in rows if row[1]], sheet.notes, taken)
    if not sheet.rows:
        raise SheetRefused(gettext_noop("ไฟล์นี้ไม่มีข้อมูล"))
    return sheet


def _numbered(rows: Iterator[list[Cell]]) -> Iterator[tuple[int, list[Cell]]]:
    """Rows with their numbers from 1, empty ones left out but counted. Enforces the limits on rows and cells."""
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise SheetRefused(TOO_MANY_ROWS)
        if len(row) > WIDEST_ROW:
            raise SheetRefused(Sentence(TOO_WIDE, row=number))
        cells = _trimmed([None if isinstance(cell, str) and not cell.strip() else cell for cell in row])
        if len(cells) > MOST_COLUMNS:
            raise SheetRefused(Sentence(TOO_MANY_COLUMNS, row=number, most=MOST_COLUMNS))
        if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in cells):
            raise SheetRefused(Sentence(CELL_TOO_LONG, row=number, most=f"{LONGEST_CELL:,}"))
        if cells:
            yield number, cells


def _trimmed(cells: list[Cell]) -> list[Cell]:
    """The cells up to the last one that holds something."""
    while cells and cells[-1] is None:
        cells.pop()
    return cells


# --- csv --------------------------------------------------------------------------------------------------------


def _decode(content: bytes) -> str:
    """UTF-8 and UTF-16 with or without a byte order mark, else Windows-874, of which TIS-620 is a part."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in content[:200]:
        encodings = ["utf-16-le" if content[1:2] in (b"\x00", b"\x0e") else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp874"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1f]", text) and not re.match(
            r"\s*<(!doctype|html|table|\?xml)", text, re.I
        ):
            return text
    raise SheetRefused(gettext_noop("อ่านไฟล์ไม่ได้ รับเฉพาะ .xlsx และ .csv ที่บันทึกเป็น UTF-8 หรือ Windows-874 (ภาษาไทย)"))


def _csv_rows(text: str) -> Iterator[list[Cell]]:
    delimiter = _delimiter(text)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [cell[1:] if _ESCAPED.match(cell) else cell for cell in row]
    except csv.Error:
        raise SheetRefused(gettext_noop("ไฟล์ csv เสีย อาจมีเครื่องหมายคำพูดที่ไม่ปิด กรุณาบันทึกใหม่จาก Excel")) from None


def _delimiter(text: str) -> str:
    """Comma, semicolon or tab, whichever gives the most cells in a row of the first lines."""
    head = io.StringIO(text[:20_000], newline="").readlines()[:10]

    def cells(delimiter: str) -> int:
        try:
            return max((len(row) for row in csv.reader(head, delimiter=delimiter)), default=0)
        except csv.Error:
            return 0

    return max(",;\t", key=cells)


# --- xlsx -------------------------------------------------------------------------------------------------------


def _read_xlsx(content: bytes) -> Sheet:
    """The first visible worksheet that holds anything; values as Excel last computed them, never formulas.

    openpyxl uses defusedxml for rows, and lxml, where installed, for other parts; so declared entities are refused
    beforehand (center.sheets.xlsx_parts).
    """
    if not openpyxl.DEFUSEDXML:
        raise SheetRefused(gettext_noop("เครื่องนี้ยังอ่านไฟล์ Excel อย่างปลอดภัยไม่ได้ (ไม่มี defusedxml) กรุณาแจ้งผู้ดูแลระบบ"))
    try:
        parts = parts_to_read(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions it doesn't know
            book = openpyxl.load_workbook(parts, read_only=True, data_only=True, keep_links=False)
            try:
                return _first_sheet(book, parts)
            finally:
                book.close()
    except SheetRefused:
        raise
    except TooManyRows:
        raise SheetRefused(TOO_MANY_ROWS) from None
    except TooCostly:
        raise SheetRefused(gettext_noop("ข้อมูลในไฟล์ Excel ใหญ่ผิดปกติ กรุณาคัดลอกเฉพาะตารางไปไว้ในไฟล์ใหม่")) from None
    except Exception:  # openpyxl has no error of its own for broken files: KeyError, ValueError, zlib.error, ...
        raise SheetRefused(gettext_noop("ไฟล์ Excel เสียหรือไม่ใช่ .xlsx กรุณาเปิดใน Excel แล้วบันทึกใหม่")) from None


def _first_sheet(book: openpyxl.Workbook, parts: io.BytesIO) -> Sheet:
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    read = set()
    for index, worksheet in enumerate(visible):
        name = worksheet._worksheet_path
        if name in read:  # another sheet of the same part, which was empty
            continue
        read.add(name)
        worksheet.reset_dimensions()  # the size a sheet declares is often wrong
        rows = list(_numbered(list(row) for row in worksheet.iter_rows(values_only=True)))
        if rows:
            with zipfile.ZipFile(parts) as archive:
                notes = [note for pattern, note in _NOTED_FEATURES if pattern.search(archive.read(name))]
            if len(visible) > 1:
                titles = [without_id_cards(sheet.title)[0] for sheet in visible]
                others = ", ".join(titles[:index] + titles[index + 1 :])
                read_alone = gettext_noop("อ่านเฉพาะชีต “%(read)s” ไม่ได้อ่าน: %(others)s")
                notes.append(Sentence(read_alone, read=titles[index], others=others[:200]))
            return Sheet(rows, notes)
    return Sheet([])
