"""What a change would break: a lower package asks before it saves, packages above register the answers.

A closure breaks bookings; the package of the bookings registers a function that returns them. Nothing is cancelled
here: the answer is shown to the officer, who saves anyway or doesn't.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from center.records.registry import Registry


@dataclass(frozen=True)
class Broken:
    """One row that a change would break: its label, its time (aware), and its page on the staff site."""

    label: Any
    url: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Breaks:
    """A package's answer. asked(row, removed): row as it would be saved, or, if removed, as it is now.

    A change of several rows at once is asked about as an object of its own, such as center.office's PlannedWeek.
    """

    key: str
    position: int
    asked: Callable[[Any, bool], Iterable[Broken]]


BREAKS: Registry[Breaks] = Registry("what changes break")


def broken_by(row: object, *, removed: bool = False) -> list[Broken]:
    """What saving (or removing) the row in its present state would break, the earliest first. Reads only."""
    found = [broken for breaks in BREAKS for broken in breaks.asked(row, removed)]
    return sorted(found, key=lambda broken: (broken.at is None, broken.at and broken.at.timestamp()))
