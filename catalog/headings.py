"""Which column of a sheet holds what, by the headings offices write, in any order."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from catalog.sheets import Cell, SheetRefused
from thai.folding import fold, tidy

SEARCHED_ROWS = 10  # titles and empty rows may stand above the headings

LABELS = {
    "product": "ชื่อสินค้า",
    "producer": "ผู้ผลิต",
    "local_government": "อปท.",
    "tambon": "ตำบล",
    "moo": "หมู่ที่",
    "district": "อำเภอ",
    "province": "จังหวัด",
    "address": "ที่อยู่",
    "phone": "เบอร์โทรศัพท์",
    "latitude": "ละติจูด",
    "longitude": "ลองจิจูด",
    "category": "ประเภท",
}
"""What a column can hold, with the name staff know it by."""

_VARIANTS = {
    "product": "ชื่อสินค้า|ชื่อสินค้า OTOP|สินค้า|สินค้า OTOP|ชื่อผลิตภัณฑ์|ชื่อผลิตภัณฑ์ OTOP|ผลิตภัณฑ์|ผลิตภัณฑ์ OTOP|"
    "รายการสินค้า|รายชื่อผลิตภัณฑ์|ชื่อสินค้าและบริการ|product|product name",
    "producer": "ผู้ผลิต|ชื่อผู้ผลิต|ชื่อสถานที่จัดจำหน่าย|สถานที่จัดจำหน่าย|ชื่อกลุ่ม|ชื่อกลุ่มผู้ผลิต|กลุ่มผู้ผลิต|กลุ่ม|ผู้ประกอบการ|"
    "ชื่อผู้ประกอบการ|ชื่อผู้ผลิต/ผู้ประกอบการ|ผู้ผลิต ผู้ประกอบการ|ชื่อกลุ่ม/ผู้ผลิต|ชื่อร้าน|เจ้าของ|producer",
    "local_government": "อปท|ชื่อ อปท|องค์กรปกครองส่วนท้องถิ่น|ชื่อองค์กรปกครองส่วนท้องถิ่น|เทศบาล/อบต|อบต/เทศบาล",
    "tambon": "ตำบล|ต.|ตำบล/แขวง|sub-district|tambon",
    "moo": "หมู่|หมู่ที่|หมู่บ้านที่|moo",
    "district": "อำเภอ|อ.|ชื่ออำเภอ|เขต/อำเภอ|อำเภอ/เขต|district|amphoe",
    "province": "จังหวัด|จ.|ชื่อจังหวัด|province",
    "address": "ที่อยู่|ที่ตั้ง|ที่อยู่ผู้ผลิต|สถานที่ตั้ง|สถานที่ผลิต|ที่อยู่ที่ติดต่อได้|บ้านเลขที่|address",
    "phone": "เบอร์โทรศัพท์|เบอร์โทร|โทรศัพท์|โทร|หมายเลขโทรศัพท์|เบอร์ติดต่อ|เบอร์มือถือ|เบอร์โทรศัพท์ติดต่อ|โทรศัพท์มือถือ|phone|tel",
    "latitude": "lat|latitude|ละติจูด|พิกัด lat",
    "longitude": "long|lng|lon|longitude|ลองจิจูด|ลองติจูด|พิกัด long",
    "category": "ประเภท|ประเภทสินค้า|ประเภทผลิตภัณฑ์|ประเภท OTOP|หมวด|หมวดหมู่|หมวดสินค้า|category",
}
_KNOWN = {fold(variant): name for name, variants in _VARIANTS.items() for variant in variants.split("|")}


@dataclass(frozen=True)
class Headings:
    """The row the headings stand in, the column (from 0) of each field found, and the headings nobody knew."""

    row_number: int
    columns: Mapping[str, int]
    width: int
    unknown: list[str] = field(default_factory=list)

    def value(self, cells: Sequence[Cell], name: str) -> Cell:
        """The cell of a field in a row; None where the sheet has no such column or the row ends before it."""
        column = self.columns.get(name)
        return cells[column] if column is not None and column < len(cells) else None


def recognize(heading: Cell, by_hand: Mapping[str, str] | None = None) -> str | None:
    """The field a heading names, or None. Tone marks, spaces and what stands in brackets don't matter."""
    if not isinstance(heading, str):
        return None
    whole, bare = fold(heading), fold(re.sub(r"\([^)]*\)", "", heading))
    for folded in (whole, bare):
        if by_hand and folded in by_hand:
            return by_hand[folded]
        if folded in _KNOWN:
            return _KNOWN[folded]
    return None


def find_headings(rows: Sequence[tuple[int, list[Cell]]], by_hand: Mapping[str, str] | None = None) -> Headings:
    """The headings among the first rows. by_hand maps folded headings to fields, for those matched by a person.

    Of two columns for one field the first counts. Raises SheetRefused, naming what was found, where no row has a
    heading for the product's name.
    """
    best: list[str] = []
    for number, cells in rows[:SEARCHED_ROWS]:
        columns: dict[str, int] = {}
        unknown: list[str] = []
        for index, cell in enumerate(cells):
            name = recognize(cell, by_hand)
            if name and name not in columns:
                columns[name] = index
            elif cell is not None:
                unknown.append(tidy(str(cell))[:60])
        if "product" in columns:
            return Headings(number, columns, len(cells), unknown)
        if columns and len(columns) >= len(best):
            best = [LABELS[name] for name in columns]
    found = f"พบเพียง: {', '.join(best)}" if best else "ไม่พบหัวตารางที่รู้จัก"
    raise SheetRefused(f"ไม่พบคอลัมน์ชื่อสินค้าใน {SEARCHED_ROWS} แถวแรก ({found})")
