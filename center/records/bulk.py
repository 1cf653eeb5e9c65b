"""Many rows written or deleted at once, with their histories and the columns that are computed from others.

Django's bulk_create and bulk_update write neither; whoever calls these functions still calls changes.written().
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history, get_history_model_for_model

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


def delete_rows(model: type[models.Model], pks: Iterable[Any], *, by: AbstractUser | None, reason: str) -> int:
    """Delete rows at which nothing points any more, with an entry in each history; returns how many pks there were.

    They don't go into the recycle bin, and nobody looks for what hangs on them.
    """
    pks, history, now = sorted(pks), get_history_model_for_model(model), timezone.now()
    for start in range(0, len(pks), BATCH):
        rows = model._default_manager.filter(pk__in=pks[start : start + BATCH])
        history.objects.bulk_create(
            history(
                history_date=now,
                history_user=by,
                history_change_reason=reason,
                history_type="-",
                **{column.attname: getattr(row, column.attname) for column in history.tracked_fields},
            )
            for row in rows
        )
        rows._raw_delete(rows.db)
    return len(pks)


def pointed_at(model: type[models.Model], pks: Collection[Any], but: Collection[type[models.Model]]) -> set[Any]:
    """Which of these rows another row points at, rows of some models and histories aside. A query for each relation."""
    found: set[Any] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        # Of many-to-many relations the table between has a relation of its own.
        if isinstance(relation, models.ForeignObjectRel) and not relation.many_to_many:
            pointing: Any = relation.related_model
            if pointing not in but and not hasattr(pointing, "instance_type"):  # which histories have
                name = relation.field.name
                rows = pointing._base_manager.filter(**{f"{name}__in": sorted(pks)}).order_by()
                found.update(rows.values_list(f"{name}_id", flat=True))
    return found & set(pks)
