"""People of groups out of a sheet's rows, as we store them, with what was repaired. Asks no database."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from center.records.messages import Sentence
from center.sheets.columns import Columns, Headings
from center.sheets.reading import Cell
from center.sheets.row_cells import RowCells
from center.sheets.rows import RefusedRow, TakenRow
from thai.folding import fold
from thai.phones import parse_phones

COLUMNS = Columns(
    {
        "name": gettext_noop("ชื่อ-สกุล"),
        "title": gettext_noop("คำนำหน้า"),
        "first_name": gettext_noop("ชื่อ"),
        "surname": gettext_noop("นามสกุล"),
        "phone": gettext_noop("เบอร์โทรศัพท์"),
        "moo": gettext_noop("หมู่ที่"),
        "tambon": gettext_noop("ตำบล"),
        "group": gettext_noop("กลุ่ม"),
        "role": gettext_noop("หน้าที่"),
    },
    {
        "name": "ชื่อ-สกุล|ชื่อสกุล|ชื่อ-นามสกุล|ชื่อ นามสกุล|ชื่อและนามสกุล|รายชื่อ|สมาชิก|ชื่อสมาชิก|name|full name",
        "title": "คำนำหน้า|คำนำหน้าชื่อ|คำนำหน้านาม|title",
        "first_name": "ชื่อ|ชื่อตัว|first name",
        "surname": "นามสกุล|สกุล|ชื่อสกุล (นามสกุล)|surname|last name",
        "phone": "เบอร์|เบอร์โทร|เบอร์โทรศัพท์|โทรศัพท์|โทร|มือถือ|เบอร์มือถือ|หมายเลขโทรศัพท์|เบอร์ติดต่อ|phone|tel",
        "moo": "หมู่|หมู่ที่|ม.|หมู่บ้านที่|moo",
        "tambon": "ตำบล|ต.|tambon|sub-district",
        "group": "กลุ่ม|ชื่อกลุ่ม|กลุ่ม/องค์กร|กลุ่มองค์กร|สังกัดกลุ่ม|องค์กร|group",
        "role": "หน้าที่|ตำแหน่ง|ตำแหน่งในกลุ่ม|หน้าที่ในกลุ่ม|role|position",
    },
    required=("name", "first_name"),
    ignored="เหตุผลที่ไม่รับ|เหตุผล|ลำดับ|ลำดับที่|ที่|no|no.|อำเภอ|จังหวัด|หมายเหตุ",
)
_TITLES = re.compile(
    r"^(นางสาว|นาง|นาย|น\.ส\.|ด\.ช\.|ด\.ญ\.|ดร\.|ผศ\.|รศ\.|ว่าที่ ?ร\.ต\.(?:หญิง)?|ร\.ต\.|ส\.ต\.|จ\.ส\.อ\.)\s*(?=\S)"
)
TOO_LONG = gettext_noop("%(column)sยาวเกิน %(most)s ตัวอักษร")
_LONGEST = {"title": 40, "first_name": 100, "surname": 100, "role": 60, "group": 200}

Identity = tuple[str, str, int | None]


@dataclass(frozen=True, kw_only=True)
class PersonRow(TakenRow):
    """One row as we store it; tambon_id is a code."""

    title: str
    first_name: str
    surname: str
    phone: str
    moo: int | None
    tambon_id: str | None
    group: str
    role: str

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.surname}".strip()

    @property
    def identity(self) -> Identity:
        """What makes two rows of a sheet the same person: folded name, phone and moo."""
        return fold(self.full_name), self.phone, self.moo


def read_people(
    rows: Iterable[tuple[int, list[Cell]]], headings: Headings, tambons: Mapping[str, str]
) -> Iterator[PersonRow | RefusedRow]:
    """Read every row below the headings. Never raises for what a cell holds. tambons: code by folded name."""
    for number, cells in headings.data_rows(rows):
        yield _read(number, RowCells(COLUMNS, headings, cells), tambons)


def _read(number: int, row: RowCells, tambons: Mapping[str, str]) -> PersonRow | RefusedRow:
    title, first, surname = row.text("title"), row.text("first_name"), row.text("surname")
    whole = row.text("name") or first
    if match := _TITLES.match(whole):
        title, whole = title or match[1], whole[match.end() :].strip()
    first, _space, rest = whole.partition(" ")
    surname = surname or rest.strip()
    group, role = row.text("group"), row.text("role")
    if not re.search(r"[^\W\d_]", first):
        return RefusedRow(number, gettext_noop("ไม่มีชื่อคน"))
    if whole.startswith("="):
        return RefusedRow(number, gettext_noop("ชื่อเป็นสูตร กรุณาวางเป็นค่า"))
    found = {"title": title, "first_name": first, "surname": surname, "role": role, "group": group}
    for name, value in found.items():
        if len(value) > _LONGEST[name]:
            return RefusedRow(number, Sentence(TOO_LONG, column=Sentence(COLUMNS.labels[name]), most=_LONGEST[name]))
    phone, moo, tambon = _phone(row), _moo(row), _tambon(row, tambons)
    return PersonRow(
        number=number,
        title=title,
        first_name=first,
        surname=surname,
        phone=phone,
        moo=moo,
        tambon_id=tambon,
        group=group,
        role=role,
        repairs=tuple(row.repairs),
        to_check=tuple(row.to_check),
    )


def _phone(row: RowCells) -> str:
    phones = parse_phones(row.cell("phone"))
    if len(phones) > 1:
        row.to_check.append(gettext_noop("มีหลายเบอร์ ใช้เบอร์แรก"))
    elif not phones and row.text("phone").strip("0"):
        row.to_check.append(gettext_noop("อ่านเบอร์โทรศัพท์ไม่ออก จึงเว้นว่างไว้ กรุณาตรวจ"))
    return phones[0].number if phones else ""


def _moo(row: RowCells) -> int | None:
    text = re.sub(r"^\D+", "", row.text("moo"))
    return int(text) if text.isdecimal() and len(text) < 3 and 0 < int(text) < 40 else None


def _tambon(row: RowCells, tambons: Mapping[str, str]) -> str | None:
    name = re.sub(r"^\s*(?:ตำบล|ต\.)\s*", "", row.text("tambon"))
    code = tambons.get(fold(name))
    if name and code is None:
        row.to_check.append(gettext_noop("ไม่พบตำบลนี้ในอำเภอบางคล้า จึงเว้นว่างไว้ กรุณาตรวจ"))
    return code
