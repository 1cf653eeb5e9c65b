"""Follow-up work after rows change (search columns, caches, files): packages register it in hooks.py, here it is run.

Code that writes rows calls written() once afterwards: the staff site's base for every form, list action and deletion,
the recycle bin for restored rows, imports for theirs. Code that purges rows calls purged(). docs/architecture.md lists
the registered functions.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from center.records.registry import Registry

Model = type[models.Model]


@dataclass(frozen=True)
class AfterWriting:
    """Runs for rows of one model that were added, changed or removed, if `concerns` accepts the model.

    renamed: run only if a name may have changed, since it rewrites every row that contains the name.
    """

    key: str
    position: int
    concerns: Callable[[Model], bool]
    run: Callable[[Sequence[models.Model]], object]
    renamed: bool = False


@dataclass(frozen=True)
class Link:
    """Rows of a model whose `field` referred to a purged row until it was deleted."""

    model: Model
    field: str
    pks: list[Any]


@dataclass(frozen=True)
class Purged:
    """The purged rows, cascade included, as (model, primary key), and the links that other rows had to them."""

    rows: list[tuple[Model, object]]
    links: list[Link] = field(default_factory=list)


@dataclass(frozen=True)
class AfterPurging:
    """Runs once for each purged deletion, in the transaction that purges it."""

    key: str
    position: int
    run: Callable[[Purged], None]


AFTER_WRITING: Registry[AfterWriting] = Registry("what follows writing")
AFTER_PURGING: Registry[AfterPurging] = Registry("what follows purging")


def written(rows: Iterable[models.Model], *, renamed: bool = False) -> None:
    """Run what is registered for rows that were added, changed or removed. Writes.

    renamed: whether other rows may contain copies of a former name.
    """
    by_model: dict[Model, list[models.Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for effect in AFTER_WRITING:
        for model, of_model in by_model.items():
            if effect.concerns(model) and (renamed or not effect.renamed):
                effect.run(of_model)


def purged(gone: Purged) -> None:
    """Run what is registered for purged rows. Writes, and removes files."""
    for effect in AFTER_PURGING:
        effect.run(gone)
