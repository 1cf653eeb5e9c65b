"""The demonstration's data, package by package: loaded by `manage.py load_demo`, taken away by `load_demo --remove`."""

from collections.abc import Callable
from dataclasses import dataclass

from center.records.registry import Registry


@dataclass(frozen=True)
class Demonstration:
    """Rows of one package. load adds what is missing and remove takes it all away; each returns how many rows."""

    key: str
    position: int
    load: Callable[[], int]
    remove: Callable[[], int]


DEMONSTRATIONS: Registry[Demonstration] = Registry("demonstrations")


def load_all() -> dict[str, int]:
    """Load all in their order; returns how many rows each added."""
    return {demonstration.key: demonstration.load() for demonstration in DEMONSTRATIONS}


def remove_all() -> dict[str, int]:
    """Take all away, the last loaded first; returns how many rows each removed."""
    return {demonstration.key: demonstration.remove() for demonstration in reversed(list(DEMONSTRATIONS))}
