"""Site-wide registries, which each package fills in its hooks.py."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Keyed(Protocol):
    """An entry of a registry: `key` is unique, `position` is its place in the list."""

    @property
    def key(self) -> str: ...

    @property
    def position(self) -> int: ...


Entry = TypeVar("Entry", bound=Keyed)


class Registry(Generic[Entry]):
    """Entries added at start-up, listed by position. Raises ValueError for a duplicate key."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: dict[str, Entry] = {}

    def add(self, *entries: Entry) -> None:
        for entry in entries:
            if entry.key in self._entries:
                raise ValueError(f"{self.name} has an entry {entry.key!r} already")
            self._entries[entry.key] = entry

    def get(self, key: str) -> Entry | None:
        return self._entries.get(key)

    def __iter__(self) -> Iterator[Entry]:
        return iter(sorted(self._entries.values(), key=lambda entry: entry.position))

    def __len__(self) -> int:
        return len(self._entries)
