"""Cache validation by revision: each write gives its row a new random number; the sum over all rows is the version.

Row counts and newest timestamps would miss a transaction that began earlier and committed later; a sum doesn't depend
on the order of commits.
"""

import secrets
from typing import TYPE_CHECKING, Any

from django.db import connection, models

if TYPE_CHECKING:  # Django's fields take type parameters in the stubs only
    _PositiveIntegerField = models.PositiveIntegerField[int, int]
else:
    _PositiveIntegerField = models.PositiveIntegerField


def draw() -> int:
    """A random number that fits a signed 32-bit column."""
    return secrets.randbits(31)


class RevisionField(_PositiveIntegerField):
    """A random number, replaced whenever the row is saved."""

    left_out_of_history = True

    def __init__(self, **kwargs: Any) -> None:
        options: dict[str, Any] = {"default": draw, "db_index": True, "editable": False} | kwargs
        super().__init__(**options)

    def pre_save(self, model_instance: models.Model, add: bool) -> int:
        number = draw()
        setattr(model_instance, self.attname, number)
        return number


class RevisedQuerySet(models.QuerySet[Any]):
    def update(self, **changes: Any) -> int:
        """As Django's, with a new revision. bulk_update() calls it too."""
        return super().update(**{"revision": draw()} | changes)

    update.alters_data = True  # type: ignore[attr-defined]


class Revised(models.Model):
    """A row with a revision. Its manager is made from RevisedQuerySet and is its base manager."""

    revision = RevisionField()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; update_fields includes the revision."""
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "revision"} if fields else fields
        super().save(*args, **kwargs)


def version_of(*revised: type[Revised]) -> tuple[int | None, ...]:
    """The models' current version: it differs after any row was added, changed or removed. One query.

    Needs only an index scan of the revisions: COUNT(*) and not COUNT(pk), for which PostgreSQL would scan the table.
    """
    quote = connection.ops.quote_name
    sums = [
        f"(SELECT COUNT(*), SUM({quote('revision')}) FROM {quote(model._meta.db_table)}) {quote(model.__name__.lower())}"  # noqa: S608
        for model in revised
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {', '.join(sums)}")  # noqa: S608 the models' own names
        version: tuple[int | None, ...] = cursor.fetchone()
    return version
