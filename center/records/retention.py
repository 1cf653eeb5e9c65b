"""How long personal data is kept: each package registers its periods; the privacy page and the nightly jobs read them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from center.records.registry import Registry


@dataclass(frozen=True)
class Period:
    """One kind of data, how long it is kept, and what happens then, in words for the privacy page."""

    key: str
    position: int
    kept_for: timedelta
    what: Any
    then: Any

    @property
    def days(self) -> int:
        return self.kept_for.days


PERIODS: Registry[Period] = Registry("retention periods")
