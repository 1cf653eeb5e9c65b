"""The rows below the headings: which of them hold data, and which are section titles, totals, notes or the line to sign."""

import re
from collections.abc import Iterator, Set

from django.utils.translation import gettext_noop

from center.records.messages import Sentence
from center.sheets.cell_texts import cell_text
from center.sheets.columns import Columns, Headings
from center.sheets.row_cells import RowCells
from center.sheets.rows import NotDataRow
from center.sheets.sheet import Cell, Rows
from thai.folding import fold, tidy

_ORDINALS = {fold(heading) for heading in ("ลำดับ", "ลำดับที่", "ที่", "no", "no.")}
_NUMBER = re.compile(r"[0-9๐-๙.,\s]*")
LONGEST_DITTO = 20
_ENUMERATED = re.compile(r"^(?:\(?(?:[0-9๐-๙]{1,3}|[ก-ฮ])[.)]\s*|[*•\-–]+\s*)")
_TOTAL = re.compile(
    r"^(?:(?:ยอด|ผล|จำนวน)?รวม(?:$|[\s:.=(0-9]|ทั้ง|จำนวน|เป็น|ประเภท|หมวด|กลุ่ม|ตำบล|หมู่|อำเภอ|จังหวัด|สินค้า|ผลิตภัณฑ์|รายการ|เงิน|ราคา|ราย|ย่อย|หน้า|ยอด|คน)"
    r"|ยอดยก(?:มา|ไป)|(?:จำนวน)?ทั้ง(?:หมด|สิ้น)(?:$|[\s:0-9])|(?:sub|grand)?\s?-?total\b)",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"^(?:หมายเหตุ|ที่มา(?:$|[\s:])|แหล่ง(?:ที่มา|ข้อมูล)|ข้อมูล\s?(?:ณ|จาก)|คำอธิบาย|คำชี้แจง|อ้างอิง|note\b|source\b)", re.IGNORECASE
)
_SECTION = re.compile(
    r"^(?:ประเภท|หมวด|ตำบล|ต\.|หมู่ที่|หมู่บ้าน|อำเภอ|อ\.|จังหวัด|จ\.|ส่วนที่|ตอนที่|ภาคที่|กลุ่มที่\s?[0-9]|ปี(?:งบประมาณ)?\s?(?:พ\.ศ\.)?\s?[0-9]{2,4}$|เดือน)"
)
_PAGE = re.compile(r"^(?:หน้า(?:ที่)?\s?[0-9]+.*|-\s?[0-9]+\s?-|[0-9]+\s?/\s?[0-9]+)$")
_SIGNATURE = re.compile(r"ลงชื่อ|ลงนาม|ผู้(?:รายงาน|รับรอง|จัดทำ|ตรวจสอบ|อนุมัติ|เห็นชอบ)|[.…_]{6,}")
_IN_BRACKETS = re.compile(r"^\(.{2,}\)$")
_DITTO = re.compile(
    r"^[-\s]*(?:[\"”“″〃]|''|,,|’’)+[-\s]*$|^(?:เหมือน|ตาม|ดัง|เช่นเดียวกับ|เดียวกับ)\s?(?:ข้าง|ด้าน|แถว)?บน$|^เช่นเดียวกัน$"
)
SAME_AS_ABOVE = gettext_noop("%(column)s: ใช้ค่าของแถวบน “%(text)s”")


def data_rows(
    rows: Rows,
    headings: Headings,
    columns: Columns,
    *,
    name: str,
    sections: Set[str] = frozenset(),
    groups: tuple[tuple[str, ...], ...] = (),
    own_number: str = "",
) -> Iterator[tuple[int, RowCells] | NotDataRow]:
    """The rows below the headings with their numbers, and the rows that hold no data.

    name: the field that every row of data has. sections: folded texts that are section titles when they stand alone.
    groups: fields of one thing, the leading one first, such as a producer with phone and address. Where the leading cell is
    empty and no other cell of the group says something else than the row above, the row above holds; but not for rows of our
    own exported lists, which have a number in the field own_number. Ditto marks hold in any column. Both are recorded for
    staff to check.
    """
    ordinal = next((index for index, text in enumerate(headings.texts) if fold(text) in _ORDINALS), None)
    above: dict[str, Cell] = {}
    in_footer = False
    for number, cells in headings.data_rows(rows):
        kind = _kind(cells, ordinal, headings.columns.get(name), sections)
        in_footer = (in_footer and not _is_numbered(cells, ordinal)) or kind == "signature"
        if kind or (in_footer and len(_texts(cells)) < 3):
            above = {}
            yield NotDataRow(number)
            continue
        row = RowCells(columns, headings, list(cells))
        _take_from_above(row, above, () if own_number and row.number(own_number) else groups)
        above = {field: row.cell(field) for field in headings.columns}
        yield number, row


def _texts(cells: list[Cell]) -> list[str]:
    """The texts of a row; numbers, also those written as text, aren't among them."""
    texts = [cell.strip() for cell in cells if isinstance(cell, str)]
    return [text for text in texts if text and not _NUMBER.fullmatch(text)]


def _is_numbered(cells: list[Cell], ordinal: int | None) -> bool:
    if ordinal is None or ordinal >= len(cells):
        return False
    return bool(re.fullmatch(r"[0-9]+\.?0*", tidy(str(cells[ordinal]), arabic_digits=True)))


def _kind(cells: list[Cell], ordinal: int | None, name: int | None, sections: Set[str]) -> str:
    """What a row is instead of data; empty for data."""
    texts = _texts(cells)
    if _is_numbered(cells, ordinal):
        return (
            ""
            if texts or any(index != ordinal and cell is not None for index, cell in enumerate(cells))
            else "empty line"
        )
    if len(texts) <= 3 and _SIGNATURE.search(" ".join(texts)):
        return "signature"
    if not texts or len(texts) > 2:
        return "" if texts or (name is not None and name < len(cells) and cells[name] is not None) else "numbers"
    text = _ENUMERATED.sub("", tidy(texts[0], arabic_digits=True))
    if _TOTAL.match(text):
        return "total"
    if len(texts) > 1:
        return ""
    if fold(text) in sections or any(pattern.match(text) for pattern in (_NOTE, _SECTION, _PAGE, _IN_BRACKETS)):
        return "text"
    return ""


def _take_from_above(row: RowCells, above: dict[str, Cell], groups: tuple[tuple[str, ...], ...]) -> None:
    for field_name in row.headings.columns:
        cell = row.cell(field_name)
        if (
            isinstance(cell, str)
            and len(cell) <= LONGEST_DITTO
            and _DITTO.match(cell.strip())
            and above.get(field_name) is not None
        ):
            _take(row, field_name, above)
    for leading, *others in groups:
        if leading not in row.headings.columns or _text(row.cell(leading)) or not _text(above.get(leading)):
            continue
        if any(_text(row.cell(other)) not in ("", _text(above.get(other))) for other in others):
            continue
        _take(row, leading, above)
        for other in others:
            if other in row.headings.columns and not _text(row.cell(other)):
                row.put(other, above.get(other))


def _take(row: RowCells, field_name: str, above: dict[str, Cell]) -> None:
    row.put(field_name, above[field_name])
    label = Sentence(row.columns.labels[field_name])
    row.to_check.append(Sentence(SAME_AS_ABOVE, column=label, text=_text(above[field_name])[:40]))


def _text(cell: Cell) -> str:
    return cell_text(cell)[0]
