"""People, groups and memberships of a sheet written: with their history, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from center.people.models import Group, Membership, Person
from center.people.sheet_comparison import PersonChange
from center.places.models import Tambon
from center.records.bulk import create_rows, update_rows
from thai.folding import fold


@dataclass
class Written:
    """What one row came to: its person, and what an undo must know, without personal data."""

    change: PersonChange
    person: Person | None = None
    filled: list[str] = field(default_factory=list)


class PeopleChanged(Exception):
    """Somebody else changed these people since they were compared; nothing was written."""


def write(changes: Sequence[PersonChange], *, by: AbstractUser | None, reason: str) -> list[Written]:
    """Write people, groups and memberships with their history, all or nothing. Raises PeopleChanged."""
    with transaction.atomic():
        named = {change.person.pk: change.person for change in changes if change.person and change.outcome == "changed"}
        locked = Person.objects.select_for_update().in_bulk(named)
        written = [Written(change) for change in changes]
        _write_people(written, locked, by, reason)
        _write_memberships(written, _write_groups(changes, by, reason), by, reason)
    return written


def _write_people(written: list[Written], locked: dict[int, Person], by: AbstractUser | None, reason: str) -> None:
    new: dict[int, Person] = {}
    filled: dict[int, tuple[Person, list[str]]] = {}
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
                filled.setdefault(one.person.pk, (one.person, []))[1].extend(change.fills)
    create_rows(list(new.values()), by=by, reason=reason)
    update_rows(filled.values(), by=by, reason=reason)


def _write_groups(changes: Sequence[PersonChange], by: AbstractUser | None, reason: str) -> dict:
    groups = {(fold(group.name_th), group.tambon_id): group for group in Group.objects.order_by("-pk")}
    tambons = Tambon.objects.in_bulk()
    new = {}
    for change in changes:
        if change.joins and change.group_key not in groups and change.group_key not in new:
            row = change.row
            new[change.group_key] = Group(name_th=row.group, tambon=tambons.get(row.tambon_id))
    create_rows(list(new.values()), by=by, reason=reason)
    return groups | new


def _write_memberships(written: list[Written], groups: dict, by: AbstractUser | None, reason: str) -> None:
    new = [
        Membership(person=one.person, group=groups[one.change.group_key], role=one.change.row.role)
        for one in written
        if one.change.joins
    ]
    create_rows(new, by=by, reason=reason)
