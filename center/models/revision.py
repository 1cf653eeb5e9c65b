"""Noticing that rows changed: each write draws a new random number, and the sum over all rows tells versions apart.

Counts and newest times would miss a transaction that began earlier and committed later; a sum doesn't depend on the
order in which writes become visible.
"""

import secrets

from django.db import models
from django.db.models import Count, Sum, Value


def draw() -> int:
    """A random number that fits a column of 32 bits with a sign."""
    return secrets.randbits(31)


class RevisionField(models.PositiveIntegerField):
    """A number drawn anew whenever the row is saved."""

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


def version_of(*revised: type[Revised]) -> tuple:
    """A value that differs whenever a row of the models was added, changed or removed. One query over their indexes."""
    parts = [
        model.objects.order_by()
        .annotate(part=Value(number))
        .values_list("part")
        .annotate(rows=Count("pk"), total=Sum("revision"))
        for number, model in enumerate(revised)
    ]
    return tuple(sorted(parts[0].union(*parts[1:], all=True)))
