"""People of groups out of a sheet's rows, as we store them, with what was repaired. Asks no database."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from center.records.messages import Sentence
from center.sheets.columns import Columns, Headings
from center.sheets.data_rows import data_rows
from center.sheets.phones import name_and_phones
from center.sheets.row_cells import RowCells
from center.sheets.rows import NotDataRow, RefusedRow, TakenRow
from center.sheets.sheet import Cell, Rows
from thai.folding import fold, identity_of
from thai.names import Name, is_only_title, split_name
from thai.phones import Phone, parse_phones

COLUMNS = Columns(
    {
        "number": gettext_noop("เลขที่บุคคล"),
        "name": gettext_noop("ชื่อ-สกุล"),
        "title": gettext_noop("คำนำหน้า"),
        "first_name": gettext_noop("ชื่อ"),
        "surname": gettext_noop("นามสกุล"),
        "nickname": gettext_noop("ชื่อเล่น"),
        "phone": gettext_noop("เบอร์โทรศัพท์"),
        "moo": gettext_noop("หมู่ที่"),
        "tambon": gettext_noop("ตำบล"),
        "group": gettext_noop("กลุ่ม"),
        "role": gettext_noop("หน้าที่"),
    },
    {
        "number": "เลขที่บุคคล",
        "name": "ชื่อ-สกุล|ชื่อสกุล|ชื่อ-นามสกุล|ชื่อ นามสกุล|ชื่อและนามสกุล|รายชื่อ|สมาชิก|ชื่อสมาชิก|name|full name",
        "title": "คำนำหน้า|คำนำหน้าชื่อ|คำนำหน้านาม|title",
        "first_name": "ชื่อ|ชื่อตัว|first name",
        "surname": "นามสกุล|สกุล|ชื่อสกุล (นามสกุล)|surname|last name",
        "nickname": "ชื่อเล่น|nickname",
        "phone": "เบอร์|เบอร์โทร|เบอร์โทรศัพท์|โทรศัพท์|โทร|มือถือ|เบอร์มือถือ|หมายเลขโทรศัพท์|เบอร์ติดต่อ|phone|tel",
        "moo": "หมู่|หมู่ที่|ม.|หมู่บ้านที่|moo",
        "tambon": "ตำบล|ต.|tambon|sub-district",
        "group": "กลุ่ม|ชื่อกลุ่ม|กลุ่ม/องค์กร|กลุ่มองค์กร|สังกัดกลุ่ม|องค์กร|group",
        "role": "หน้าที่|ตำแหน่ง|ตำแหน่งในกลุ่ม|หน้าที่ในกลุ่ม|role|position",
    },
    required=("name", "first_name"),
    ignored="เหตุผลที่ไม่รับ|เหตุผล|ลำดับ|ลำดับที่|ที่|no|no.|อำเภอ|จังหวัด|หมายเหตุ|ไอดีไลน์|อีเมล (ถ้ามี)|เพศ|รวมเข้ากับ",
)
_NICKNAME = re.compile(r"\s*[(\[]\s*(?:ชื่อเล่น\s*)?([^()\[\]]{1,60})[)\]]\s*$")
NOT_A_NAME = gettext_noop("ไม่มีชื่อคน มีแต่คำนำหน้า")
PHONE_IN_NAME = gettext_noop("ชื่อ: ย้ายเบอร์ออกจากชื่อ")
NICKNAME_IN_NAME = gettext_noop("ชื่อ: ย้ายชื่อเล่น “%(nickname)s” ออกจากชื่อ")
TOO_LONG = gettext_noop("%(column)sยาวเกิน %(most)s ตัวอักษร")
_LONGEST = {"title": 40, "first_name": 100, "surname": 100, "nickname": 60, "role": 60, "group": 200}

Identity = tuple[str, str, int | None]


@dataclass(frozen=True, kw_only=True)
class PersonRow(TakenRow):
    """One row as we store it; tambon_id is a code.

    own_number: the primary key in a row of our own exported list. typed: its cells by folded heading.
    """

    title: str
    first_name: str
    surname: str
    nickname: str
    phone: str
    moo: int | None
    tambon_id: str | None
    group: str
    role: str
    own_number: int | None = None
    typed: Mapping[str, Cell] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.surname}".strip()

    @property
    def identity(self) -> Identity:
        """What makes two rows of a sheet the same person: name, phone and moo."""
        return identity_of(self.full_name), self.phone, self.moo


def read_people(
    rows: Rows, headings: Headings, tambons: Mapping[str, str]
) -> Iterator[PersonRow | RefusedRow | NotDataRow]:
    """Read every row below the headings. Never raises for what a cell holds. tambons: code by folded name."""
    name = "name" if "name" in headings.columns else "first_name"
    for row in data_rows(rows, headings, COLUMNS, name=name):
        yield row if isinstance(row, NotDataRow) else _read(*row, tambons)


def _read(number: int, row: RowCells, tambons: Mapping[str, str]) -> PersonRow | RefusedRow:
    title, first, surname = row.text("title"), row.text("first_name"), row.text("surname")
    nickname, group, role = row.text("nickname"), row.text("group"), row.text("role")
    whole, phones = name_and_phones(row.text("name") or first)
    if phones:
        row.repairs.append(PHONE_IN_NAME)
    if match := _NICKNAME.search(whole):
        row.repairs.append(Sentence(NICKNAME_IN_NAME, nickname=match[1]))
        nickname, whole = nickname or match[1].strip(), whole[: match.start()]
    own_number = row.number("number")
    # In our own list the parts stand in columns of their own.
    name = Name("", whole, "") if own_number and "name" not in row.headings.columns else split_name(whole)
    if not re.search(r"[^\W\d_]", name.first_name):
        return RefusedRow(number, gettext_noop("ไม่มีชื่อคน"))
    if whole.startswith("="):
        return RefusedRow(number, gettext_noop("ชื่อเป็นสูตร กรุณาวางเป็นค่า"))
    if is_only_title(whole) and not surname:
        return RefusedRow(number, NOT_A_NAME)
    found = {
        "title": title or name.title,
        "first_name": name.first_name,
        "surname": surname or name.surname,
        "nickname": nickname,
        "role": role,
        "group": group,
    }
    for key, value in found.items():
        if len(value) > _LONGEST[key]:
            return RefusedRow(number, Sentence(TOO_LONG, column=Sentence(COLUMNS.labels[key]), most=_LONGEST[key]))
    return PersonRow(
        number=number,
        **found,
        phone=_phone(row, phones),
        moo=_moo(row),
        tambon_id=_tambon(row, tambons),
        own_number=own_number,
        typed=row.by_heading() if own_number else {},
        repairs=tuple(row.repairs),
        to_check=tuple(row.to_check),
    )


def _phone(row: RowCells, from_name: list[Phone]) -> str:
    phones = list({phone.number: phone for phone in [*parse_phones(row.cell("phone")), *from_name]}.values())
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
