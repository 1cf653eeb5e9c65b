"""People of groups out of a sheet's rows, as we store them, with what was repaired. Only `own_tambons` asks the database."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from center.places.models import Tambon
from center.records.messages import Sentence
from center.sheets.cell_texts import cell_text, in_column
from center.sheets.columns import Columns, Headings
from center.sheets.reading import Cell
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


@dataclass(frozen=True)
class PersonRow:
    """One row as we store it; tambon_id is a code."""

    number: int
    title: str
    first_name: str
    surname: str
    phone: str
    moo: int | None
    tambon_id: str | None
    group: str
    role: str
    repairs: tuple[str, ...] = ()
    to_check: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.surname}".strip()


def read_people(
    rows: Iterable[tuple[int, list[Cell]]], headings: Headings, tambons: Mapping[str, str]
) -> Iterator[PersonRow | tuple[int, str]]:
    """Every row below the headings as a PersonRow, or its number and why it can't be taken. tambons: code by folded name."""
    for number, cells in rows:
        if number > headings.row_number and any(cell is not None for cell in cells):
            yield _read(number, cells, headings, tambons)


def _read(
    number: int, cells: list[Cell], headings: Headings, tambons: Mapping[str, str]
) -> PersonRow | tuple[int, str]:
    repairs: list[str] = []
    to_check: list[str] = []

    def text(name: str) -> str:
        value, noted = cell_text(headings.value(cells, name))
        repairs.extend(in_column(COLUMNS.labels[name], repair) for repair in noted)
        return value

    title, first, surname = text("title"), text("first_name"), text("surname")
    whole = text("name") or first
    if match := _TITLES.match(whole):
        title, whole = title or match[1], whole[match.end() :].strip()
    first, _space, rest = whole.partition(" ")
    surname = surname or rest.strip()
    phones = parse_phones(headings.value(cells, "phone"))
    group, role = text("group"), text("role")
    if not re.search(r"[^\W\d_]", first):
        return number, gettext_noop("ไม่มีชื่อคน")
    if whole.startswith("="):
        return number, gettext_noop("ชื่อเป็นสูตร กรุณาวางเป็นค่า")
    found = {"title": title, "first_name": first, "surname": surname, "role": role, "group": group}
    for name, value in found.items():
        if len(value) > _LONGEST[name]:
            return number, Sentence(TOO_LONG, column=Sentence(COLUMNS.labels[name]), most=_LONGEST[name])
    if len(phones) > 1:
        to_check.append(gettext_noop("มีหลายเบอร์ ใช้เบอร์แรก"))
    elif not phones and text("phone").strip("0"):
        to_check.append(gettext_noop("อ่านเบอร์โทรศัพท์ไม่ออก จึงเว้นว่างไว้ กรุณาตรวจ"))
    moo = re.sub(r"^\D+", "", text("moo"))
    place = re.sub(r"^\s*(?:ตำบล|ต\.)\s*", "", text("tambon"))
    tambon = tambons.get(fold(place))
    if place and tambon is None:
        to_check.append(gettext_noop("ไม่พบตำบลนี้ในอำเภอบางคล้า จึงเว้นว่างไว้ กรุณาตรวจ"))
    moo_number = int(moo) if moo.isdecimal() and 0 < int(moo[:3]) < 40 and len(moo) < 3 else None
    return PersonRow(
        number=number,
        title=title,
        first_name=first,
        surname=surname,
        phone=phones[0].number if phones else "",
        moo=moo_number,
        tambon_id=tambon,
        group=group,
        role=role,
        repairs=tuple(repairs),
        to_check=tuple(to_check),
    )


def own_tambons() -> dict[str, str]:
    """The codes of our tambons by folded name. One query."""
    return {fold(tambon.name_th): tambon.code for tambon in Tambon.objects.all()}
