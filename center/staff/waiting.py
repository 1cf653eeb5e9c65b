"""Tasks waiting for officers, shown on the staff site's index page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from center.records.registry import Registry


@dataclass(frozen=True)
class Waiting:
    """A number of waiting rows, and the URL of their list."""

    name: str
    label: Any
    count: int
    url: str


@dataclass(frozen=True)
class WaitingWork:
    """A package's waiting tasks. `counts` is called only for users with one of the permissions."""

    key: str
    position: int
    permissions: tuple[str, ...]
    counts: Callable[[], Iterable[Waiting]]


WORK: Registry[WaitingWork] = Registry("waiting work")


def waiting_for(request: HttpRequest) -> list[Waiting]:
    """The waiting tasks that this officer may see."""
    return [
        waiting
        for work in WORK
        if any(request.user.has_perm(permission) for permission in work.permissions)
        for waiting in work.counts()
    ]
