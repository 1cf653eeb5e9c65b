"""Which rows hold a person: packages register theirs, so that merging, exporting and erasing one person finds all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models

from center.people.models import Person
from center.records.registry import Registry


@dataclass(frozen=True)
class RowsOfPerson:
    """Rows of one model that point at a person by a field. label: what they are called."""

    key: str
    position: int
    label: Any
    rows: Callable[[Person], models.QuerySet]


ROWS_OF_PERSON: Registry[RowsOfPerson] = Registry("rows of a person")


def rows_of(person: Person) -> list[tuple[Any, models.QuerySet]]:
    """All rows that hold the person, kind by kind: label and queryset. No query."""
    return [(kind.label, kind.rows(person)) for kind in ROWS_OF_PERSON]
