"""Writes tables as xlsx, or as csv in UTF-8 with a byte order mark, which Excel needs for Thai.

Texts stay texts, even those that begin like a formula. Dates are dates in xlsx, and 5/2/2569 in csv. Rows are streamed.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from thai.dates import BANGKOK, clock, local_date, numeric_date

XLSX, CSV = "xlsx", "csv"
TYPES = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv; charset=utf-8",
}
LONGEST_CELL = 32_767  # Excel's limit
WIDEST, NARROWEST = 60, 8  # letters
# Thai, Buddhist calendar: Excel shows 5/2/2569 and sorts by the date.
DAY, DAY_AND_TIME = "[$-107041E]d/m/yyyy", "[$-107041E]d/m/yyyy hh:mm"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")

Value = str | int | float | Decimal | date | datetime | time | bool | None


def plain(value: Value) -> str | int | float | Decimal:
    """The content of a csv's cell: numbers unchanged, dates and times as Thai texts (5/2/2569, 09.30 น.)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ใช่" if value else "ไม่ใช่"
    if isinstance(value, datetime):
        return f"{numeric_date(local_date(value))} {clock(value)}"
    if isinstance(value, date):
        return numeric_date(value)
    if isinstance(value, time):
        return clock(value)
    if isinstance(value, int | float | Decimal):
        return value
    return str(value)[:LONGEST_CELL]


def write(file: IO[bytes], kind: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write a table into a binary file: kind XLSX or CSV."""
    (_write_xlsx if kind == XLSX else _write_csv)(file, headings, rows)


def _write_csv(file: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    file.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_escaped(heading) for heading in headings])
    writer.writerows([_escaped(plain(value)) for value in row] for row in rows)
    text.detach()


def _escaped(value: str | int | float | Decimal) -> str | int | float | Decimal:
    """A text that Excel would evaluate as a formula is prefixed with an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_DANGEROUS) else value


def _write_xlsx(file: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("ข้อมูล")
    sheet.freeze_panes = "A2"
    rows = iter(rows)
    # Column widths precede the rows in the file, so they are computed from the first rows.
    first = [row for row, _number in zip(rows, range(200), strict=False)]
    for index, heading in enumerate(headings):
        longest = max([len(heading), *(len(str(plain(row[index]))) for row in first)])
        sheet.column_dimensions[get_column_letter(index + 1)].width = min(max(longest + 2, NARROWEST), WIDEST)
    bold = Font(bold=True)
    sheet.append([_cell(sheet, heading, bold) for heading in headings])
    for row in first:
        sheet.append([_cell(sheet, value) for value in row])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    book.save(file)


def _cell(sheet: Any, content: Value, font: Font | None = None) -> Any:
    if isinstance(content, date):
        return _day_cell(sheet, content)
    value = plain(content)
    if value == "":
        return None
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"  # a text even if it begins with "="
    if font:
        cell.font = font
    return cell


def _day_cell(sheet: Any, day: date) -> Any:
    """A date that Excel sorts and shows in the Buddhist era; of an aware datetime its time in Bangkok."""
    if isinstance(day, datetime):
        day = day.astimezone(BANGKOK).replace(tzinfo=None, microsecond=0) if day.tzinfo else day
    cell = WriteOnlyCell(sheet, day)
    cell.number_format = DAY_AND_TIME if isinstance(day, datetime) else DAY
    return cell
