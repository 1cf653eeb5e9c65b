"""Many rows written at once, with their histories and the columns that are computed from others.

Django's bulk_create and bulk_update write neither; whoever calls these functions still calls changes.written().
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.contrib.auth.models import AbstractUser
from django.db import models
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from center.records.search import DERIVED

BATCH = 500


def create_rows(rows: Sequence[models.Model], *, by: AbstractUser | None, reason: str) -> None:
    """Insert rows of one model; their primary keys are set."""
    if rows:
        options = {"default_user": by, "default_change_reason": reason}
        bulk_create_with_history(rows, type(rows[0]), batch_size=BATCH, **options)


def update_rows(changes: Iterable[tuple[models.Model, Iterable[str]]], *, by: AbstractUser | None, reason: str) -> None:
    """Write the named fields (or columns: tambon_id) of rows whose attributes are set already.

    An update for each model and set of fields.
    """
    groups: dict[tuple[type[models.Model], tuple[str, ...]], list[models.Model]] = defaultdict(list)
    for row, names in changes:
        fields = {row._meta.get_field(name).name for name in names}
        for field in row._meta.concrete_fields:
            if isinstance(field, DERIVED):
                field.pre_save(row, add=False)
                fields.add(field.name)
        groups[type(row), tuple(sorted(fields))].append(row)
    for (model, names), rows in groups.items():
        options = {"default_user": by, "default_change_reason": reason}
        bulk_update_with_history(rows, model, list(names), batch_size=BATCH, **options)
