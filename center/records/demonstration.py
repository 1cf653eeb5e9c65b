"""Registry of demonstration data: loaded by `manage.py load_demo`, removed by `load_demo --remove`."""

from collections.abc import Callable
from dataclasses import dataclass

from center.records.registry import Registry


@dataclass(frozen=True)
class Demonstration:
    """The demonstration data of one package. load adds missing rows, remove deletes all; each returns how many rows."""

    key: str
    position: int
    load: Callable[[], int]
    remove: Callable[[], int]


DEMONSTRATIONS: Registry[Demonstration] = Registry("demonstrations")


def load_all() -> dict[str, int]:
    """Load all, by position; returns how many rows each added."""
    return {demonstration.key: demonstration.load() for demonstration in DEMONSTRATIONS}


def remove_all() -> dict[str, int]:
    """Remove all, in reverse order; returns how many rows each removed."""
    return {demonstration.key: demonstration.remove() for demonstration in reversed(list(DEMONSTRATIONS))}
