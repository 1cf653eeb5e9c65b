"""Registry of retention periods: packages register how long data is kept; the privacy page and nightly jobs read it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from center.records.registry import Registry


@dataclass(frozen=True)
class Period:
    """How long one kind of data is kept. what, then: the data and what happens to it, as shown on the privacy page."""

    key: str
    position: int
    kept_for: timedelta
    what: Any
    then: Any

    @property
    def days(self) -> int:
        return self.kept_for.days


PERIODS: Registry[Period] = Registry("retention periods")
