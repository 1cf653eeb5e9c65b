"""What waits for an officer, shown on the staff site's first page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from center.records.registry import Registry


@dataclass(frozen=True)
class Waiting:
    """How many rows wait for one thing, and the list that shows them."""

    name: str
    label: Any
    count: int
    url: str


@dataclass(frozen=True)
class WaitingWork:
    """A package's work that waits. Asked only for users who hold one of the permissions."""

    key: str
    position: int
    permissions: tuple[str, ...]
    counts: Callable[[], Iterable[Waiting]]


WORK: Registry[WaitingWork] = Registry("waiting work")


def waiting_for(request: HttpRequest) -> list[Waiting]:
    """What waits for this officer, only of kinds they may see."""
    return [
        waiting
        for work in WORK
        if any(request.user.has_perm(permission) for permission in work.permissions)
        for waiting in work.counts()
    ]
