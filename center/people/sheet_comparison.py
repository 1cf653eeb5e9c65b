"""People of a sheet met with the people and groups we know. Nobody is merged without asking; nothing is written here.

A row is proposed as somebody known when the folded name is the same. Only where name, phone and moo all agree is that
the default; everywhere else the default is a new person, and staff choose. Of a person known, only what is empty is
filled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_noop

from center.people.models import Group, Membership, Person
from center.people.sheet_rows import PersonRow
from center.records.messages import Sentence
from thai.folding import fold
from thai.phones import format_phone

NEW_PERSON = "new"
MOST_CANDIDATES = 5
SAME_AS = gettext_noop("ซ้ำกับแถวที่ %(row)s")
NEW_GROUP = gettext_noop("ยังไม่มีกลุ่ม “%(group)s” จะเพิ่มให้")


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
            changes.append(PersonChange(row.number, "duplicate", Sentence(SAME_AS, row=first), row))
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
            change.row = replace(row, to_check=(*row.to_check, Sentence(NEW_GROUP, group=row.group)))
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


def describe(person: Person) -> Sentence:
    """How staff tell people of one name apart."""
    parts: dict[str, str] = {
        "name": str(person),
        "phone": format_phone(person.phone) or Sentence(gettext_noop("ไม่มีเบอร์")),
    }
    if person.moo:
        parts["moo"] = Sentence(gettext_noop("หมู่ที่ %(moo)s"), moo=person.moo)
    if person.tambon:
        parts["tambon"] = str(person.tambon)
    return Sentence(" ".join(f"%({name})s" for name in parts), **parts)
