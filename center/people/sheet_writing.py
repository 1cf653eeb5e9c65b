"""People, groups and memberships of a sheet written: with their history, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from center.access.models import User
from center.people.models import Group, Membership, Person
from center.people.sheet_comparison import GroupKey, PersonChange
from center.people.sheet_rows import PersonRow
from center.places.models import Tambon
from center.records.bulk import create_rows, update_rows
from center.sheets.rows import Outcome
from thai.folding import fold


@dataclass
class WrittenRow:
    """What one row came to: its person, and what an undo must know, without personal data."""

    change: PersonChange
    person: Person | None = None
    filled: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)


class PeopleChanged(Exception):
    """Somebody else changed these people since they were compared; nothing was written."""


def write(changes: Sequence[PersonChange], *, by: User | None, reason: str) -> list[WrittenRow]:
    """Write people, groups and memberships with their history, all or nothing. Raises PeopleChanged."""
    with transaction.atomic():
        tambons = Tambon.objects.in_bulk()
        written = [WrittenRow(change) for change in changes]
        _write_people(written, tambons, by, reason)
        groups = _write_groups(changes, tambons, by, reason)
        joining = [
            Membership(person=row.person, group=groups[row.change.group_key], role=row.change.row.role)
            for row in written
            if row.change.joins
        ]
        create_rows(joining, by=by, reason=reason)
    return written


def _write_people(written: list[WrittenRow], tambons: dict[str, Tambon], by: User | None, reason: str) -> None:
    """Make new people and fill those we know, setting the person of each row."""
    known = {row.change.person.pk for row in written if row.change.person and row.change.outcome == Outcome.CHANGED}
    locked = Person.objects.select_for_update().in_bulk(known)
    new: dict[int, Person] = {}
    filled: dict[int, tuple[Person, list[str]]] = {}
    for row in written:
        change = row.change
        if change.outcome == Outcome.NEW:
            first = change.same_as or change.number
            if first not in new:
                new[first] = _new_person(change.row, tambons)
            row.person = new[first]
        elif change.outcome == Outcome.CHANGED and change.person:
            row.person = person = locked.get(change.person.pk)
            if person is None or any(
                (getattr(person, name) or None) != change.before.get(name) for name in change.fills
            ):
                raise PeopleChanged
            for name, value in change.fills.items():
                setattr(person, name, value)
            row.filled = [name for name in change.fills if name not in change.before]
            row.replaced = list(change.before)
            if change.fills:
                filled.setdefault(person.pk, (person, []))[1].extend(change.fills)
    create_rows(list(new.values()), by=by, reason=reason)
    update_rows(filled.values(), by=by, reason=reason)


def _new_person(row: PersonRow, tambons: dict[str, Tambon]) -> Person:
    return Person(
        title=row.title,
        first_name=row.first_name,
        surname=row.surname,
        nickname=row.nickname,
        phone=row.phone,
        moo=row.moo,
        tambon=tambons.get(row.tambon_id or ""),
    )


def _write_groups(
    changes: Sequence[PersonChange], tambons: dict[str, Tambon], by: User | None, reason: str
) -> dict[GroupKey | None, Group]:
    """Make the groups nobody has; all groups by their keys."""
    groups: dict[GroupKey | None, Group] = {
        (fold(group.name_th), group.tambon_id): group for group in Group.objects.order_by("-pk")
    }
    new: dict[GroupKey | None, Group] = {}
    for change in changes:
        if change.joins and change.group_key not in groups and change.group_key not in new:
            row = change.row
            new[change.group_key] = Group(name_th=row.group, tambon=tambons.get(row.tambon_id or ""))
    create_rows(list(new.values()), by=by, reason=reason)
    return groups | new
