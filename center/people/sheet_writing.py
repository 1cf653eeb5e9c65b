"""People, groups and memberships of a sheet written: with their history, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import models, transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from center.people.models import Group, Membership, Person
from center.people.sheet_comparison import PersonChange
from center.places.models import Tambon
from center.records.search import DERIVED
from thai.folding import fold

BATCH = 500


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
