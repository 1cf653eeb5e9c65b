"""What a change would break: a floor below asks before it saves, the floors above answer.

A closure breaks bookings; the package of the bookings registers a function that names them. Nothing is cancelled here:
the answer is shown to the officer, who saves anyway or doesn't.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from center.records.registry import Registry


@dataclass(frozen=True)
class Broken:
    """One thing that a change would break: what it is, when (aware), and its page on the staff site."""

    label: Any
    url: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Breaks:
    """A package's answer. asked: with the row as it would be saved (removed: as it is), and whether it is removed."""

    key: str
    position: int
    asked: Callable[[models.Model, bool], Iterable[Broken]]


BREAKS: Registry[Breaks] = Registry("what changes break")


def broken_by(row: models.Model, *, removed: bool = False) -> list[Broken]:
    """What saving (or removing) the row as it stands would break, the earliest first. Reads only."""
    found = [broken for breaks in BREAKS for broken in breaks.asked(row, removed)]
    return sorted(found, key=lambda broken: (broken.at is None, broken.at and broken.at.timestamp()))
