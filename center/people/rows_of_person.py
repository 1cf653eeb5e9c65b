"""Which rows hold a person: packages register theirs, so that merging, exporting and erasing one person finds all."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from center.people.models import Person
from center.records.registry import Registry


@dataclass(frozen=True)
class RowsOfPerson:
    """Rows of one model that point at a person by a field."""

    model: type[models.Model]
    field: str
    position: int

    @property
    def key(self) -> str:
        return f"{self.model._meta.label_lower}.{self.field}"

    @property
    def label(self) -> Any:
        return self.model._meta.verbose_name_plural

    def of(self, person: Person) -> "models.QuerySet[Any]":
        return self.model._base_manager.filter(**{self.field: person})


ROWS_OF_PERSON: Registry[RowsOfPerson] = Registry("rows of a person")


def rows_of(person: Person) -> "list[tuple[Any, models.QuerySet[Any]]]":
    """All rows that hold the person, kind by kind: label and queryset. No query."""
    return [(kind.label, kind.of(person)) for kind in ROWS_OF_PERSON]
