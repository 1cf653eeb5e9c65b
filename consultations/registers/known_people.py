"""Who of the registers somebody on a sheet may be. They are proposed, never taken without asking."""

from collections.abc import Iterable
from typing import Protocol

from django.db.models import Q

from center.people.models import Person
from consultations.outreach.registrations import identity_of
from thai.names import split_name

MOST_PROPOSED = 3


class Written(Protocol):
    """What somebody wrote of themselves."""

    name: str
    phone: str
    moo: int | None
    tambon_id: str | None


def propose(rows: Iterable[Written]) -> list[list[Person]]:
    """For each row the people of its name, or of its phone and first name; those of its phone and village first. One query."""
    rows = list(rows)
    phones = {row.phone for row in rows if row.phone}
    first_names = {split_name(row.name).first_name for row in rows if row.name}
    if not first_names:
        return [[] for _row in rows]
    condition = Q(first_name__in=first_names) | Q(phone__in=phones)
    people = list(Person.objects.one_record_each().filter(condition).select_related("tambon").order_by("pk"))
    return [_of_row(row, people) for row in rows]


def _of_row(row: Written, people: list[Person]) -> list[Person]:
    found = [person for person in people if row.name and _may_be(person, row)]
    return sorted(found, key=lambda person: -_agreements(person, row))[:MOST_PROPOSED]


def _may_be(person: Person, row: Written) -> bool:
    if identity_of(person.full_name()) == identity_of(row.name):
        return True
    first_name = identity_of(split_name(row.name).first_name)
    return bool(row.phone) and person.phone == row.phone and identity_of(person.first_name) == first_name


def _agreements(person: Person, row: Written) -> int:
    """How much speaks for the person: the phone more than the tambon, that more than the moo."""
    same_phone = bool(row.phone) and person.phone == row.phone
    same_tambon = bool(row.tambon_id) and person.tambon_id == row.tambon_id
    return 4 * same_phone + 2 * same_tambon + (same_tambon and person.moo == row.moo)
