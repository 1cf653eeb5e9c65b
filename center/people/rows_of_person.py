"""Which rows hold a person: packages register theirs, so that merging, exporting and erasing one person finds all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models

from center.people.models import Person
from center.records.personal import is_personal
from center.records.registry import Registry

Rows = models.QuerySet[Any]


@dataclass(frozen=True)
class RowsOfPerson:
    """Rows of one model that point at a person by a field.

    pending(rows): those that aren't over. Whoever has one is still needed by the center and isn't erased.
    forget(rows): anonymizes rows of a person who is erased, with what hangs on them; without it the personal texts of
    the rows themselves are emptied. Both take a queryset of the model; rows may go on pointing at the nameless person.
    merges: whether two records of a person may each have such a row where only one is allowed. Then the duplicate's is
    set aside (dropped=True) or stays with the duplicate; else the merge is refused.
    """

    model: type[models.Model]
    field: str
    position: int
    pending: Callable[[Rows], Rows] | None = None
    forget: Callable[[Rows], object] | None = None
    merges: bool = False
    dropped: bool = False

    @property
    def key(self) -> str:
        return f"{self.model._meta.label_lower}.{self.field}"

    @property
    def label(self) -> Any:
        return self.model._meta.verbose_name_plural

    def of(self, person: Person) -> Rows:
        return self.model._base_manager.filter(**{self.field: person})

    @property
    def personal_texts(self) -> list[str]:
        """The text columns of the model that hold personal data; choices, such as the sex, are figures without a name."""
        texts = (models.CharField, models.TextField)
        fields = self.model._meta.concrete_fields
        return [field.name for field in fields if isinstance(field, texts) and is_personal(field) and not field.choices]

    @property
    def holds_more(self) -> bool:
        """Whether the rows hold more of a person than the reference."""
        return self.forget is not None or bool(self.personal_texts)

    def anonymize(self, rows: Rows) -> None:
        """Empty whatever tells who the rows are about."""
        if self.forget is not None:
            self.forget(rows)
        elif names := self.personal_texts:
            rows.update(**dict.fromkeys(names, ""))

    def pending_of(self, person: Person) -> Rows:
        return self.pending(self.of(person)) if self.pending else self.model._base_manager.none()


ROWS_OF_PERSON: Registry[RowsOfPerson] = Registry("rows of a person")


def rows_of(person: Person) -> "list[tuple[Any, Rows]]":
    """All rows that hold the person, kind by kind: label and queryset. No query."""
    return [(kind.label, kind.of(person)) for kind in ROWS_OF_PERSON]
