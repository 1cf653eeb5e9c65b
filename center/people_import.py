"""People of groups out of a sheet: read, met with the people we know, written. Nobody is merged without asking.

A row is proposed as somebody known when the folded name is the same. Only where name, phone and moo all agree is that
the default; everywhere else the default is a new person, and staff choose. Of a person known, only what is empty is
filled.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import models, transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from center.cell_texts import cell_text
from center.headings import Columns, Headings
from center.models import Group, Membership, Person, Tambon
from center.models.search import DERIVED
from center.sheets import Cell
from thai.folding import fold
from thai.phones import format_phone, parse_phones

BATCH = 500
NEW_PERSON = "new"
MOST_CANDIDATES = 5

COLUMNS = Columns(
    {
        "name": "ชื่อ-สกุล",
        "title": "คำนำหน้า",
        "first_name": "ชื่อ",
        "surname": "นามสกุล",
        "phone": "เบอร์โทรศัพท์",
        "moo": "หมู่ที่",
        "tambon": "ตำบล",
        "group": "กลุ่ม",
        "role": "หน้าที่",
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


@dataclass
class PersonChange:
    """What becomes of one row: outcome new, changed, duplicate, refused, or None for nothing.

    candidates are people of that name; person the one this row means (None: a new one); same_as the row of the sheet
    that names this new person first.
    """

    number: int
    outcome: str | None
    reason: str = ""
    row: PersonRow | None = None
    candidates: list[Person] = field(default_factory=list)
    default: str = NEW_PERSON
    person: Person | None = None
    same_as: int | None = None
    fills: dict = field(default_factory=dict)
    joins: bool = False
    group_key: tuple[str, str | None] | None = None
    group_is_new: bool = False


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
        repairs.extend(f"{COLUMNS.labels[name]}: {repair}" for repair in noted)
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
        return number, "ไม่มีชื่อคน"
    if whole.startswith("="):
        return number, "ชื่อเป็นสูตร กรุณาวางเป็นค่า"
    found = {"title": title, "first_name": first, "surname": surname, "role": role, "group": group}
    for name, value in found.items():
        if len(value) > _LONGEST[name]:
            return number, f"{COLUMNS.labels[name]}ยาวเกิน {_LONGEST[name]} ตัวอักษร"
    if len(phones) > 1:
        to_check.append("มีหลายเบอร์ ใช้เบอร์แรก")
    elif not phones and text("phone").strip("0"):
        to_check.append("อ่านเบอร์ไม่ออก")
    moo = re.sub(r"^\D+", "", text("moo"))
    place = re.sub(r"^\s*(?:ตำบล|ต\.)\s*", "", text("tambon"))
    tambon = tambons.get(fold(place))
    if place and tambon is None:
        to_check.append("ไม่รู้จักตำบล")
    moo_number = int(moo) if moo.isdecimal() and 0 < int(moo[:3]) < 40 and len(moo) < 3 else None
    return PersonRow(
        number, title, first, surname, phones[0].number if phones else "", moo_number, tambon, group, role,
        tuple(repairs), tuple(to_check),
    )  # fmt: skip


def own_tambons() -> dict[str, str]:
    """The codes of our tambons by folded name. One query."""
    return {fold(tambon.name_th): tambon.code for tambon in Tambon.objects.all()}


# --- Meeting what we have ----------------------------------------------------------------------------------------


def compare(read: Sequence[PersonRow | tuple[int, str]], choices: Mapping[str, str]) -> list[PersonChange]:
    """Meet the rows with the people and groups we know. choices: by row number, NEW_PERSON or a person's id.

    Three queries; writes nothing.
    """
    known: dict[str, list[Person]] = {}
    for person in Person.objects.filter(merged_into=None).select_related("tambon").order_by("pk"):
        known.setdefault(fold(person.full_name()), []).append(person)
    groups = _Groups()
    joined = set(Membership.objects.filter(left_on=None).values_list("person_id", "group_id"))
    changes: list[PersonChange] = []
    first_rows: dict[tuple, int] = {}
    people_of_sheet: dict[tuple, int] = {}
    spoken_for: set[tuple] = set()
    filled: dict[int, set[str]] = {}
    for row in read:
        if not isinstance(row, PersonRow):
            changes.append(PersonChange(row[0], "refused", row[1]))
            continue
        group_key, group = groups.find(row)
        identity = (fold(row.full_name), row.phone, row.moo)
        if first := first_rows.get((*identity, group_key)):
            changes.append(PersonChange(row.number, "duplicate", f"ซ้ำกับแถวที่ {first}", row))
            continue
        first_rows[(*identity, group_key)] = row.number
        change = PersonChange(
            row.number, None, "", row, group_key=group_key, group_is_new=bool(row.group) and not group
        )
        change.candidates = known.get(identity[0], [])[:MOST_CANDIDATES]
        sure = [one for one in change.candidates if row.phone and one.phone == row.phone and one.moo == row.moo]
        change.default = str(sure[0].pk) if len(sure) == 1 else NEW_PERSON
        chosen = choices.get(str(row.number), change.default)
        change.person = next((one for one in change.candidates if str(one.pk) == chosen), None)
        if change.person:
            done = filled.setdefault(change.person.pk, set())
            change.fills = {name: value for name, value in _fills(row, change.person).items() if name not in done}
            done.update(change.fills)
            is_member = group is not None and (change.person.pk, group.pk) in joined
            joining = (change.person.pk, group_key)
            change.joins = bool(row.group) and not is_member and joining not in spoken_for
            spoken_for.add(joining)
            if change.fills or change.joins:
                change.outcome = "changed"
        else:
            change.same_as = people_of_sheet.get(identity)
            people_of_sheet.setdefault(identity, row.number)
            change.joins = bool(row.group)
            change.outcome = "new"
        if change.group_is_new:
            change.row = replace(row, to_check=(*row.to_check, f"ยังไม่มีกลุ่ม “{row.group}” จะเพิ่มให้"))
        changes.append(change)
    return changes


class _Groups:
    """Groups by folded name and tambon; a name that one group alone has needs no tambon."""

    def __init__(self) -> None:
        self.by_name: dict[str, list[Group]] = {}
        for group in Group.objects.order_by("pk"):
            self.by_name.setdefault(fold(group.name_th), []).append(group)

    def find(self, row: PersonRow) -> tuple[tuple[str, str | None] | None, Group | None]:
        if not row.group:
            return None, None
        name = fold(row.group)
        found = self.by_name.get(name, [])
        for group in found:
            if group.tambon_id == row.tambon_id:
                return (name, group.tambon_id), group
        if len(found) == 1 and (row.tambon_id is None or found[0].tambon_id is None):
            return (name, found[0].tambon_id), found[0]
        return (name, row.tambon_id), None


def _fills(row: PersonRow, person: Person) -> dict:
    """What the sheet knows and the person's record doesn't."""
    names = ("title", "surname", "phone", "moo", "tambon_id")
    return {name: getattr(row, name) for name in names if getattr(row, name) and not getattr(person, name)}


def counts(changes: Sequence[PersonChange]) -> dict[str, int]:
    """Numbers for people."""

    def of(outcome: str | None) -> int:
        return sum(change.outcome == outcome for change in changes)

    return {
        "new": of("new"),
        "changed": of("changed"),
        "unchanged": of(None),
        "duplicate": of("duplicate"),
        "refused": of("refused"),
        "repaired": sum(bool(change.row and change.row.repairs) for change in changes),
        "to_check": sum(bool(change.row and change.row.to_check) for change in changes),
        "new_groups": len({change.group_key for change in changes if change.group_is_new}),
    }


def describe(person: Person) -> str:
    """How staff tell people of one name apart."""
    parts = [
        format_phone(person.phone) or "ไม่มีเบอร์",
        f"หมู่ที่ {person.moo}" if person.moo else "",
        str(person.tambon or ""),
    ]
    return " ".join([str(person), *(part for part in parts if part)])


# --- Writing ------------------------------------------------------------------------------------------------------


@dataclass
class Written:
    """What one row came to: its person, and what an undo must know, without personal data."""

    change: PersonChange
    person: Person | None = None
    filled: list[str] = field(default_factory=list)


class PeopleChanged(Exception):
    """Somebody else changed these people since they were compared; nothing was written."""


def write(changes: Sequence[PersonChange], *, user: models.Model | None, reason: str) -> list[Written]:
    """Write people, groups and memberships with their history, all or nothing. Raises PeopleChanged."""
    with transaction.atomic():
        named = {change.person.pk: change.person for change in changes if change.person and change.outcome == "changed"}
        locked = Person.objects.select_for_update().in_bulk(named)
        written = [Written(change) for change in changes]
        _write_people(written, locked, user, reason)
        _write_memberships(written, _write_groups(changes, user, reason), user, reason)
    return written


def _write_people(written: list[Written], locked: dict[int, Person], user, reason: str) -> None:
    new: dict[int, Person] = {}
    filled: dict[tuple[str, ...], dict[int, Person]] = {}
    derived = [one for one in Person._meta.concrete_fields if isinstance(one, DERIVED)]
    tambons = Tambon.objects.in_bulk()
    for one in written:
        change, row = one.change, one.change.row
        if change.outcome == "new":
            one.person = new.get(change.same_as or 0)
            if one.person is None:
                values = {name: getattr(row, name) for name in ("title", "first_name", "surname", "phone", "moo")}
                one.person = new[row.number] = Person(**values, tambon=tambons.get(row.tambon_id))
        elif change.outcome == "changed":
            one.person = locked.get(change.person.pk)
            if one.person is None or any(getattr(one.person, name) for name in change.fills):
                raise PeopleChanged
            for name, value in change.fills.items():
                setattr(one.person, name, value)
            one.filled = list(change.fills)
            if change.fills:
                names = tuple(sorted(name.removesuffix("_id") for name in change.fills))
                filled.setdefault(names, {})[one.person.pk] = one.person
    options = {"batch_size": BATCH, "default_user": user, "default_change_reason": reason}
    if new:
        bulk_create_with_history(list(new.values()), Person, **options)
    for names, people in filled.items():
        for person in people.values():
            for computed in derived:
                computed.pre_save(person, add=False)
        fields = [*names, *(computed.name for computed in derived)]
        bulk_update_with_history(list(people.values()), Person, fields, **options)


def _write_groups(changes: Sequence[PersonChange], user, reason: str) -> dict:
    groups = {(fold(group.name_th), group.tambon_id): group for group in Group.objects.order_by("-pk")}
    tambons = Tambon.objects.in_bulk()
    new = {}
    for change in changes:
        if change.joins and change.group_key not in groups and change.group_key not in new:
            row = change.row
            new[change.group_key] = Group(name_th=row.group, tambon=tambons.get(row.tambon_id))
    if new:
        options = {"batch_size": BATCH, "default_user": user, "default_change_reason": reason}
        bulk_create_with_history(list(new.values()), Group, **options)
    return groups | new


def _write_memberships(written: list[Written], groups: dict, user, reason: str) -> None:
    new = [
        Membership(person=one.person, group=groups[one.change.group_key], role=one.change.row.role)
        for one in written
        if one.change.joins
    ]
    if new:
        options = {"batch_size": BATCH, "default_user": user, "default_change_reason": reason}
        bulk_create_with_history(new, Membership, **options)
