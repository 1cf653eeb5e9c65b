"""The text of a sheet's cell: repaired, with what was repaired."""

import html
import re
from datetime import date, datetime

from django.utils.translation import gettext_noop

from center.records.messages import Sentence
from thai.folding import fold, has_thai_digits, tidy

EMPTY = {"", "ไมมี", "ไมระบุ", "ไมมีขอมูล", "na", "none", "null", "nan"}
"""Folded texts that stand for an empty cell; a dash folds to nothing."""
EXCEL_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}


def cell_text(cell: object) -> tuple[str, list[str]]:
    """The repaired text of a cell and what was repaired, in Thai. Empty for a placeholder such as "ไม่มี" or "-"."""
    if isinstance(cell, bool) or cell is None:
        return "", []
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10], []
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell)), []
    text = cell if isinstance(cell, str) else str(cell)[:200]
    if text.strip() in EXCEL_ERRORS:
        return "", [gettext_noop("ตัดค่าผิดพลาดของ Excel")]
    plain = html.unescape(text)
    repaired = tidy(plain, arabic_digits=True)
    if fold(repaired) in EMPTY:
        return "", []
    repairs = [gettext_noop("แปลงรหัส HTML")] if plain != text else []
    if re.search(r"[\r\n]", plain.strip()):
        repairs.append(gettext_noop("ยุบบรรทัดในเซลล์"))
    elif plain.strip(" ") != plain or re.search(r"\s\s|[\t\u00a0]", plain):
        repairs.append(gettext_noop("ตัดช่องว่างเกิน"))
    if has_thai_digits(plain):
        repairs.append(gettext_noop("เลขไทยเป็นเลขอารบิก"))
    if "เเ" in plain:
        repairs.append(gettext_noop("เ เ เป็น แ"))
    if tidy(plain).replace(" ", "") != re.sub(r"\s", "", plain).replace("เเ", "แ"):
        repairs.append(gettext_noop("เรียงสระและวรรณยุกต์ใหม่หรือตัดอักขระที่มองไม่เห็น"))
    return repaired, repairs


def in_column(label: str, repair: str) -> Sentence:
    """What was repaired, with the name staff know the column by."""
    return Sentence("%(column)s: %(repair)s", column=Sentence(label), repair=Sentence(repair))
