"""Rows whose change shows on every page: what the cache holds of the center is forgotten with it."""

from typing import Any

from django.core.cache import cache
from django.db import models, transaction

DESK_KEY = "center:desk"
"""In the cache: what every page says of the center (center.office.status)."""


class SaidOnEveryPage(models.Model):
    """A row whose change shows on every page.

    What goes past save() and delete() (bulk updates, the bin and what comes back from it) calls forget_desk() itself.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        forget_desk()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        gone = super().delete(*args, **kwargs)
        forget_desk()
        return gone


def forget_desk() -> None:
    """The next page asks the database anew what to say of the center.

    Forgotten at once, so that the present transaction reads its own changes, and again after it: meanwhile another
    process may have read the old rows back into the cache.
    """
    cache.delete(DESK_KEY)
    transaction.on_commit(lambda: cache.delete(DESK_KEY))
