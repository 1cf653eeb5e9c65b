"""The text and the rows of csv files: encodings, delimiters, and files that only look like csv."""

import csv
import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext_noop

from center.records.messages import Sentence
from center.sheets.sheet import Cell, CountKnown, SheetRefused

UNREADABLE = gettext_noop("อ่านไฟล์ไม่ได้ รับเฉพาะ .xlsx และ .csv ที่บันทึกเป็น UTF-8 หรือ Windows-874 (ภาษาไทย)")
WEB_PAGE = gettext_noop("อ่านไฟล์ไม่ได้ เพราะเป็นหน้าเว็บที่ตั้งชื่อเป็นไฟล์ Excel กรุณาเปิดใน Excel แล้วบันทึกเป็น .xlsx")
BROKEN_BYTE = gettext_noop("อ่านไฟล์ไม่ได้ มีตัวอักษรเสียในแถวที่ %(row)s กรุณาแก้ข้อความในแถวนั้น แล้วบันทึกเป็น .xlsx หรือ CSV UTF-8")
BROKEN_CSV = gettext_noop("ไฟล์ csv เสีย อาจมีเครื่องหมายคำพูดที่ไม่ปิด กรุณาบันทึกใหม่จาก Excel")
DELIMITERS = ",;\t|"

_MARKUP = re.compile(r"\s*(?:<(?:!doctype|!--|\?xml|/?[a-z][a-z0-9:]*[\s>/])|MIME-Version:)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_THAI_IN_UTF8 = re.compile(rb"\xe0[\xb8\xb9][\x80-\xbf]")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_ESCAPED = re.compile(r"'[=+\-@\t\r]")  # the apostrophe by which our csv exports prevent formulas
_NAMED_DELIMITER = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # a first line that Excel understands


def decode(content: bytes) -> str:
    """The text of a file: UTF-8 and UTF-16 with or without a byte order mark, else Windows-874, of which TIS-620 is a part.

    Raises SheetRefused, saying what else the file is, or in which row a byte of UTF-8 is broken.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in content[:200]:
        encodings = ["utf-16-le" if content[1:2] in (b"\x00", b"\x0e") else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp874"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8-sig" and _is_mostly_utf8(content):
                row = error.object.count(b"\n", 0, error.start) + 1
                raise SheetRefused(Sentence(BROKEN_BYTE, row=row)) from None
            continue
        if _MARKUP.match(text):
            raise SheetRefused(WEB_PAGE)
        if not _CONTROL.search(text):
            return text
    raise SheetRefused(UNREADABLE)


def _is_mostly_utf8(content: bytes) -> bool:
    """Whether a file that isn't valid UTF-8 was meant to be: it says so, or most of its bytes are Thai in UTF-8."""
    if content.startswith(b"\xef\xbb\xbf"):
        return not _CONTROL.search(content.decode("utf-8", "replace"))
    thai = 3 * len(_THAI_IN_UTF8.findall(content))
    return thai > 0 and thai >= 0.8 * len(_HIGH_BYTE.findall(content))


def csv_rows(text: str, count_known: CountKnown | None) -> Iterator[list[Cell]]:
    """The rows of a csv. Raises SheetRefused for broken quoting."""
    if named := _NAMED_DELIMITER.match(text):
        delimiter, text = named[1], text[named.end() :]
    else:
        delimiter = _delimiter(text, count_known)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [cell[1:] if _ESCAPED.match(cell) else cell for cell in row]
    except csv.Error:
        raise SheetRefused(BROKEN_CSV) from None


def _delimiter(text: str, count_known: CountKnown | None) -> str:
    """The delimiter under which most headings are known, else the one that gives the most cells in a row."""
    head = io.StringIO(text[:20_000], newline="").readlines()[:10]

    def score(delimiter: str) -> tuple[int, int]:
        try:
            rows = [list(row) for row in csv.reader(head, delimiter=delimiter)]
        except csv.Error:
            return 0, 0
        known = count_known([(number, [*cells]) for number, cells in enumerate(rows, start=1)]) if count_known else 0
        return known, max(map(len, rows), default=0)

    return max(DELIMITERS, key=score)
