"""Reads the rows of xlsx and csv files, csv in any usual encoding.

Nothing here knows what the columns mean; only ID-card numbers are recognized, and removed from every sheet. A file that
can't be read, or is too costly to read, is refused with one Thai sentence; its sizes are checked before anything is
unpacked.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
from django.utils.translation import gettext_noop

from center.records.messages import Sentence
from center.sheets.csv_text import csv_rows, decode
from center.sheets.id_card_cells import take_out
from center.sheets.merged_cells import fill_merged
from center.sheets.sheet import Cell, CountKnown, Rows, Sheet, SheetRefused
from center.sheets.xlsx_parts import MOST_ROWS, TooCostly, TooManyRows, parts_to_read
from thai.id_cards import without_id_cards
from thai.mojibake import Unreadable, is_suspect, turn_back

MOST_BYTES = 20_000_000  # of the file itself
MOST_COLUMNS = 60
WIDEST_ROW = 256  # including empty formatted cells right of the table
LONGEST_CELL = 10_000
SEARCHED_ROWS = 10  # titles and empty rows may precede the headings
MOST_CANDIDATES = 20  # sheets of a file of which staff choose one
TOO_MANY_ROWS = Sentence(
    gettext_noop("ไฟล์มีเกิน %(most)s แถว (นับแถวว่างด้วย) กรุณาลบแถวว่างท้ายไฟล์หรือแบ่งไฟล์"), most=f"{MOST_ROWS:,}"
)
TOO_MANY_BYTES = Sentence(gettext_noop("ไฟล์ใหญ่เกิน %(most)s MB กรุณาแบ่งเป็นหลายไฟล์"), most=MOST_BYTES // 1_000_000)
TOO_WIDE = gettext_noop("แถวที่ %(row)s กว้างเกินไป กรุณาลบคอลัมน์ว่างทางขวาของตาราง")
TOO_MANY_COLUMNS = gettext_noop("แถวที่ %(row)s มีเกิน %(most)s คอลัมน์ กรุณาลบคอลัมน์ที่ไม่ใช้")
LOST_LETTERS = gettext_noop("ตัวอักษรไทยในไฟล์เสียจนอ่านไม่ออก เช่นแถวที่ %(row)s “%(text)s” กรุณาขอไฟล์ต้นฉบับ หรือบันทึกใหม่เป็น .xlsx")
MERGED = gettext_noop("ไฟล์มีเซลล์ที่ผสานกันหลายแถว ระบบใช้ค่านั้นกับทุกแถวที่ผสาน (เติมให้ %(count)s ช่อง)")
CELL_TOO_LONG = gettext_noop("แถวที่ %(row)s มีเซลล์ที่ยาวเกิน %(most)s ตัวอักษร กรุณาตัดข้อความให้สั้นลง")

_CODE = re.compile("_x([0-9A-Fa-f]{4})_")  # how Excel writes control characters, and "_x" itself, into XML
# Features of a worksheet whose values differ from what Excel shows, with the note for staff.
_NOTED_FEATURES = (
    (re.compile(rb"<(?:\w+:)?f[\s>]"), gettext_noop("ไฟล์มีสูตร ระบบใช้ค่าที่ Excel คำนวณไว้ล่าสุด ไม่คำนวณใหม่")),
    (
        re.compile(rb"<(?:\w+:)?(?:row|col)\s[^<>]*\bhidden\s*=\s*[\"'](?:1|true)"),
        gettext_noop("ไฟล์มีแถวหรือคอลัมน์ที่ซ่อนไว้ ระบบอ่านด้วย"),
    ),
)


def read_sheet(path: Path, count_known: CountKnown | None = None) -> Sheet:
    """The non-empty rows of a file, its type recognized by content. Raises SheetRefused."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SheetRefused(TOO_MANY_BYTES)
        content = path.read_bytes()
    except OSError:
        raise SheetRefused(gettext_noop("เปิดไฟล์ไม่ได้ กรุณาตรวจชื่อไฟล์และสิทธิ์อ่าน")) from None
    return read_content(content, count_known)


def read_content(content: bytes, count_known: CountKnown | None = None) -> Sheet:
    """As `read_sheet`, for uploads. ID-card numbers are removed here, so that no caller can forget it.

    count_known tells apart the sheet with headings from a cover sheet, and the right delimiter of a csv.
    """
    if len(content) > MOST_BYTES:
        raise SheetRefused(TOO_MANY_BYTES)
    if content.startswith(b"PK\x03\x04"):
        sheets = _read_xlsx(content, count_known)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetRefused(gettext_noop("เป็นไฟล์ Excel รุ่นเก่า (.xls) หรือไฟล์ที่ใส่รหัสผ่าน กรุณาบันทึกใหม่เป็น .xlsx ที่ไม่มีรหัสผ่าน"))
    else:
        sheets = [Sheet(list(_numbered(csv_rows(decode(content), count_known))))]
    sheets = [_without_id_cards(_turned_back(sheet)) for sheet in sheets]
    if not any(sheet.rows for sheet in sheets):
        raise SheetRefused(gettext_noop("ไฟล์นี้ไม่มีข้อมูล"))
    first, *others = sheets
    first.others = others
    return first


def _turned_back(sheet: Sheet) -> Sheet:
    """The sheet with Thai that was decoded wrongly turned back. Raises SheetRefused where letters were lost."""
    count = 0
    for number, cells in sheet.rows:
        for index, cell in enumerate(cells):
            if not isinstance(cell, str) or not is_suspect(cell):
                continue
            try:
                text = turn_back(cell)
            except Unreadable:
                raise SheetRefused(Sentence(LOST_LETTERS, row=number, text=cell[:20])) from None
            if text != cell:
                cells[index], count = text, count + 1
    if count:
        sheet.notes.append(
            Sentence(gettext_noop("ตัวอักษรไทยในไฟล์เพี้ยน ระบบแปลงกลับให้ %(count)s ช่อง กรุณาตรวจ"), count=count)
        )
    return sheet


def _without_id_cards(sheet: Sheet) -> Sheet:
    taken = take_out(sheet.rows)
    if not taken:
        return sheet
    rows = [(number, _trimmed(cells)) for number, cells in sheet.rows]
    return Sheet([row for row in rows if row[1]], sheet.notes, taken, sheet.title)


def _numbered(rows: Iterable[list[Cell]]) -> Iterator[tuple[int, list[Cell]]]:
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


# --- xlsx -------------------------------------------------------------------------------------------------------


def _read_xlsx(content: bytes, count_known: CountKnown | None) -> list[Sheet]:
    """The worksheets with known headings, else the first that holds anything; none of an empty file.

    Values are as Excel last computed them, never formulas. openpyxl uses defusedxml for rows, and lxml, where installed, for
    other parts; so declared entities are refused beforehand (center.sheets.xlsx_parts).
    """
    if not openpyxl.DEFUSEDXML:
        raise SheetRefused(gettext_noop("เครื่องนี้ยังอ่านไฟล์ Excel อย่างปลอดภัยไม่ได้ (ไม่มี defusedxml) กรุณาแจ้งผู้ดูแลระบบ"))
    try:
        parts = parts_to_read(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions it doesn't know
            book = openpyxl.load_workbook(parts, read_only=True, data_only=True, keep_links=False)
            try:
                return _sheets_to_read(book, parts, count_known)
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


def _sheets_to_read(book: openpyxl.Workbook, parts: io.BytesIO, count_known: CountKnown | None) -> list[Sheet]:
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    distinct = list({sheet._worksheet_path: sheet for sheet in reversed(visible)}.values())[::-1]
    for worksheet in distinct:
        worksheet.reset_dimensions()  # the size a sheet declares is often wrong
    chosen = [sheet for sheet in distinct if count_known and _has_headings(sheet, count_known)][:MOST_CANDIDATES]
    sheets = []
    for worksheet in chosen or distinct:
        rows = list(_numbered([_unescaped(cell) for cell in row] for row in worksheet.iter_rows(values_only=True)))
        if rows:
            titles = [
                without_id_cards(sheet.title)[0] for sheet in visible if sheet not in chosen and sheet != worksheet
            ]
            sheets.append(_sheet(worksheet, rows, titles, parts))
            if not chosen:
                break
    return sheets


def _has_headings(worksheet: Any, count_known: CountKnown) -> bool:
    """Whether a worksheet has the headings of the kind that is imported, in its first rows."""
    try:
        first = _numbered(
            [_unescaped(cell) for cell in row] for row in worksheet.iter_rows(max_row=SEARCHED_ROWS, values_only=True)
        )
        return count_known(list(first)) > 0
    except SheetRefused:  # too wide to be read, if it is read at all
        return False


def _sheet(worksheet: Any, rows: Rows, unread: list[str], parts: io.BytesIO) -> Sheet:
    """A worksheet with its merged cells filled in, and notes on what it and the file hold besides."""
    with zipfile.ZipFile(parts) as archive:
        content = archive.read(worksheet._worksheet_path)
    notes: list[str] = [note for pattern, note in _NOTED_FEATURES if pattern.search(content)]
    filled = fill_merged(rows, content)
    if filled is not None:
        notes.append(Sentence(MERGED, count=filled))
    title = without_id_cards(worksheet.title)[0]
    if unread:
        read_alone = gettext_noop("อ่านเฉพาะชีต “%(read)s” ไม่ได้อ่าน: %(others)s")
        notes.append(Sentence(read_alone, read=title, others=", ".join(unread)[:200]))
    return Sheet(rows, notes, title=title)


def _unescaped(cell: Cell) -> Cell:
    """A cell's value without Excel's codes for control characters: "_x000D_" is a carriage return, "_x005F_" an underscore."""
    if not isinstance(cell, str) or "_x" not in cell:
        return cell
    text = _CODE.sub(lambda code: chr(int(code[1], 16)), cell)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
