"""What follows when rows change: each package registers its part in its hooks.py; here it is called.

Whoever writes rows calls written() once afterwards: the staff site's base does it for every form, list action and
deletion, the recycle bin for what comes back, imports for what they write. Whoever removes rows for good calls purged().
docs/architecture.md lists what is registered.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import models

from center.records.registry import Registry

Model = type[models.Model]


@dataclass(frozen=True)
class AfterWriting:
    """Called with rows of one model that were added, changed or removed. concerns: of which models.

    renamed: only where a name may have changed, since every row that holds it is written anew.
    """

    key: str
    position: int
    concerns: Callable[[Model], bool]
    run: Callable[[Sequence[models.Model]], None]
    renamed: bool = False


@dataclass(frozen=True)
class Link:
    """Rows of a model that pointed at a purged row by a field, until it was deleted."""

    model: Model
    field: str
    pks: list


@dataclass(frozen=True)
class Purged:
    """What is gone for good, with all that went with it: (model, primary key) of each row, and what pointed at them."""

    rows: list[tuple[Model, object]]
    links: list[Link] = field(default_factory=list)


@dataclass(frozen=True)
class AfterPurging:
    """Called once for each thing that is gone for good, in the transaction that removes its last traces."""

    key: str
    position: int
    run: Callable[[Purged], None]


AFTER_WRITING: Registry[AfterWriting] = Registry("what follows writing")
AFTER_PURGING: Registry[AfterPurging] = Registry("what follows purging")


def written(rows: Iterable[models.Model], *, renamed: bool = False) -> None:
    """Do what follows from these rows having been added, changed or removed. Writes.

    renamed: whether existing rows may hold copies of an old name of theirs.
    """
    by_model: dict[Model, list[models.Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for effect in AFTER_WRITING:
        for model, of_model in by_model.items():
            if effect.concerns(model) and (renamed or not effect.renamed):
                effect.run(of_model)


def purged(gone: Purged) -> None:
    """Do what follows from rows being gone for good. Writes, and removes files."""
    for effect in AFTER_PURGING:
        effect.run(gone)
