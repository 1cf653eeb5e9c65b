"""Registry of retention periods: how long each kind of data is kept, and the function that removes it afterwards.

The privacy page, the forms' wording, the nightly job and `manage.py purge_personal_data` read it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

from django.utils.translation import gettext as _

from center.records.registry import Registry

YEAR = 365.25  # days, on average


@dataclass(frozen=True)
class Period:
    """How long one kind of data is kept. what, then: the data and what happens to it, as shown on the privacy page.

    forget(now) deletes or anonymizes whatever has been kept for that long, with its copies, and returns the number of
    rows; running it again finds nothing. Modules of models declare a period without it, hooks.py adds it.
    """

    key: str
    position: int
    kept_for: timedelta
    what: Any
    then: Any
    forget: Callable[[datetime], int] | None = None

    @property
    def days(self) -> int:
        return self.kept_for.days

    @property
    def in_words(self) -> str:
        """90 วัน, or 10 ปี from two years on, in the active language."""
        years = round(self.days / YEAR)
        return _("%d ปี") % years if years >= 2 else _("%d วัน") % self.days

    def forgotten_by(self, forget: Callable[[datetime], int]) -> Self:
        """The same period with the function that ends it."""
        return replace(self, forget=forget)


PERIODS: Registry[Period] = Registry("retention periods")


def purge(now: datetime) -> dict[str, int]:
    """Run the function of every period; returns the number of rows by the period's key. Idempotent; run daily.

    A function that fails doesn't keep the others from running; afterwards the first error is raised.
    """
    counts: dict[str, int] = {}
    errors: list[Exception] = []
    for period in PERIODS:
        if period.forget is None:
            continue
        try:
            counts[period.key] = period.forget(now)
        except Exception as error:  # raised below
            error.add_note(f"retention period {period.key!r}")
            errors.append(error)
    if errors:
        raise errors[0]
    return counts
