"""Rows of people compared with the people and groups we know. Nobody is merged without asking; nothing is written here.

A row is proposed as somebody known when the folded name is the same. Only where name, phone and moo all agree is that
the default; everywhere else the default is a new person, and staff choose. Of a person known, only what is empty is
filled.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_noop

from center.people.membership_texts import BETWEEN, groups_in_words
from center.people.models import Group, Membership, Person
from center.people.sheet_rows import Identity, PersonRow
from center.records.messages import Sentence
from center.sheets.rows import NotDataRow, Outcome, RefusedRow, RowChange, count_outcomes, same_as
from thai.folding import fold, identity_of
from thai.phones import format_phone

NEW_PERSON = "new"
MOST_CANDIDATES = 5
NEW_GROUP = gettext_noop("ยังไม่มีกลุ่ม “%(group)s” จะเพิ่มให้")
TYPED_OVER = ("title", "first_name", "surname", "nickname", "phone", "moo", "tambon_id")
"""The columns of a person that our own exported list changes."""
FILLED = {"title": "", "surname": "", "nickname": "", "phone": "", "moo": None, "tambon_id": None}
"""The columns of a person we know that a sheet fills where they are empty, and what is in them then."""

GroupKey = tuple[str, str | None]
"""A group's folded name and the code of its tambon."""


@dataclass
class PersonChange(RowChange[PersonRow]):
    """What becomes of one row.

    candidates are people of that name; person the one this row means (None: a new one); same_as the row of the sheet
    that names this new person first. before: values that a row of our own exported list replaces.
    """

    candidates: list[Person] = field(default_factory=list)
    person: Person | None = None
    same_as: int | None = None
    fills: dict[str, str | int] = field(default_factory=dict)
    before: dict[str, str | int | None] = field(default_factory=dict)
    joins: bool = False
    group_key: GroupKey | None = None
    group_is_new: bool = False


def compare(
    read: Iterable[PersonRow | RefusedRow | NotDataRow], choices: Mapping[str, str]
) -> list[PersonChange | RefusedRow | NotDataRow]:
    """Compare the rows with the people and groups we know. choices: by row number, NEW_PERSON or a person's id.

    Five queries; writes nothing.
    """
    comparing = _Comparing(choices)
    return [comparing.change(row) if isinstance(row, PersonRow) else row for row in read]


class _Comparing:
    """The people and groups we know, and what earlier rows of the sheet said of them."""

    def __init__(self, choices: Mapping[str, str]) -> None:
        self.choices = choices
        self.people: dict[str, list[Person]] = defaultdict(list)
        self.by_number: dict[int, Person] = {}
        people = Person.objects.filter(merged_into=None).select_related("tambon").prefetch_related("memberships__group")
        for person in people.order_by("pk"):
            self.people[fold(person.full_name())].append(person)
            self.by_number[person.pk] = person
        self.groups: dict[str, list[Group]] = defaultdict(list)
        for group in Group.objects.order_by("pk"):
            self.groups[fold(group.name_th)].append(group)
        self.members = set(Membership.objects.filter(left_on=None).values_list("person_id", "group_id"))
        self.first_rows: dict[tuple[Identity | int, GroupKey | None], int] = {}
        self.new_people: dict[Identity, int] = {}
        self.joining: set[tuple[int, GroupKey | None]] = set()
        self.filled: dict[int, set[str]] = defaultdict(set)

    def change(self, row: PersonRow) -> PersonChange:
        """What becomes of the next row."""
        ours = self.by_number.get(row.own_number or 0)
        if ours and (BETWEEN in row.group or row.group == groups_in_words(ours)):
            row = replace(row, group="")  # as it was exported, or several: no group of that name
        group_key, group = self.group(row)
        key = (ours.pk if ours else row.identity), group_key
        if first := self.first_rows.get(key):
            return PersonChange(row, Outcome.DUPLICATE, same_as(first))
        self.first_rows[key] = row.number
        is_new_group = group_key is not None and group is None
        if is_new_group:
            row = replace(row, to_check=(*row.to_check, Sentence(NEW_GROUP, group=row.group)))
        change = PersonChange(row, group_key=group_key, group_is_new=is_new_group)
        change.candidates = [ours] if ours else self.people.get(fold(row.full_name), [])[:MOST_CANDIDATES]
        change.person = ours or self.person(change)
        if change.person is None:
            change.outcome, change.joins = Outcome.NEW, group_key is not None
            change.same_as = self.new_people.get(row.identity)
            self.new_people.setdefault(row.identity, row.number)
            return change
        if ours:
            self.type_over(change, ours)
        else:
            self.fill(change, change.person)
        is_member = group is not None and (change.person.pk, group.pk) in self.members
        joining = change.person.pk, group_key
        change.joins = group_key is not None and not is_member and joining not in self.joining
        self.joining.add(joining)
        if change.fills or change.joins:
            change.outcome = Outcome.CHANGED
        return change

    def person(self, change: PersonChange) -> Person | None:
        """Who of the candidates is meant: whom staff chose, else the only one of the same phone and moo."""
        row, candidates = change.row, change.candidates
        sure = [
            known
            for known in candidates
            if row.phone and (identity_of(known.full_name()), known.phone, known.moo) == row.identity
        ]
        chosen = self.choices.get(str(row.number), str(sure[0].pk) if len(sure) == 1 else NEW_PERSON)
        return next((candidate for candidate in candidates if str(candidate.pk) == chosen), None)

    def fill(self, change: PersonChange, person: Person) -> None:
        """What the row knows and neither the person's record nor an earlier row does."""
        filled = self.filled[person.pk]
        for name in FILLED:
            value = getattr(change.row, name)
            if value and not getattr(person, name) and name not in filled:
                change.fills[name] = value
        filled.update(change.fills)

    def type_over(self, change: PersonChange, person: Person) -> None:
        """What a row of our own exported list says otherwise than the record; empty cells never count."""
        for name in TYPED_OVER:
            value, current = getattr(change.row, name), getattr(person, name)
            if value and value != current:
                change.fills[name] = value
                if current:
                    change.before[name] = current

    def group(self, row: PersonRow) -> tuple[GroupKey | None, Group | None]:
        """The row's group by folded name and tambon; a name that one group alone has needs no tambon."""
        if not row.group:
            return None, None
        name = fold(row.group)
        found = self.groups.get(name, [])
        for group in found:
            if group.tambon_id == row.tambon_id:
                return (name, group.tambon_id), group
        if len(found) == 1 and (row.tambon_id is None or found[0].tambon_id is None):
            return (name, found[0].tambon_id), found[0]
        return (name, row.tambon_id), None


def counts(changes: Sequence[PersonChange | RefusedRow | NotDataRow]) -> dict[str, int]:
    """Numbers for people."""
    not_data = sum(isinstance(change, NotDataRow) for change in changes)
    data = [change for change in changes if not isinstance(change, NotDataRow)]
    read = [change for change in data if isinstance(change, PersonChange)]
    return count_outcomes(data) | {
        "not_data": not_data,
        "repaired": sum(bool(change.row.repairs) for change in read),
        "to_check": sum(bool(change.row.to_check) for change in read),
        "new_groups": len({change.group_key for change in read if change.group_is_new}),
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
