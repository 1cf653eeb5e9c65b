"""Noticing that rows changed: each write draws a new random number, and the sum over all rows tells versions apart.

Counts and newest times would miss a transaction that began earlier and committed later; a sum doesn't depend on the
order in which writes become visible.
"""

import secrets

from django.db import connection, models


def draw() -> int:
    """A random number that fits a column of 32 bits with a sign."""
    return secrets.randbits(31)


class RevisionField(models.PositiveIntegerField):
    """A number drawn anew whenever the row is saved."""

    left_out_of_history = True

    def __init__(self, **kwargs) -> None:
        super().__init__(**{"default": draw, "db_index": True, "editable": False} | kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> int:
        setattr(model_instance, self.attname, draw())
        return super().pre_save(model_instance, add)


class RevisedQuerySet(models.QuerySet):
    def update(self, **changes) -> int:
        """As Django's, and the rows count as changed. bulk_update() comes through here too."""
        return super().update(**{"revision": draw()} | changes)

    update.alters_data = True


class Revised(models.Model):
    """A row whose changes are noticed. Its manager is made from RevisedQuerySet and is its base manager."""

    revision = RevisionField()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args, **kwargs) -> None:
        """As Django's; a save of some fields alone counts as a change too."""
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "revision"} if fields else fields
        super().save(*args, **kwargs)


def version_of(*revised: type[Revised]) -> tuple[int | None, ...]:
    """A value that differs whenever a row of the models was added, changed or removed. One query.

    It reads nothing but the index of the revisions: COUNT(*), since the primary key stands only in the rows themselves,
    and PostgreSQL would read the whole table for it.
    """
    quote = connection.ops.quote_name
    sums = [
        f"(SELECT COUNT(*), SUM({quote('revision')}) FROM {quote(model._meta.db_table)}) {quote(model._meta.model_name)}"  # noqa: S608
        for model in revised
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {', '.join(sums)}")  # noqa: S608 the models' own names
        return cursor.fetchone()
