"""Tasks waiting for officers, shown on the staff site's index page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import models
from django.http import HttpRequest

from center.records.registry import Registry
from center.staff.figures import Figure, read


@dataclass(frozen=True)
class Waiting:
    """How many rows wait, and the URL of their list. count: the number, or the rows, which are counted with all others."""

    name: str
    label: Any
    count: "int | models.QuerySet[Any]"
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
    """The waiting tasks that this officer may see, each with its number. What is given as rows costs one query in all."""
    tasks = [
        waiting
        for work in WORK
        if any(request.user.has_perm(permission) for permission in work.permissions)
        for waiting in work.counts()
    ]
    numbers = read({task.name: Figure(task.count) for task in tasks if isinstance(task.count, models.QuerySet)})
    return [replace(task, count=numbers.get(task.name, task.count)) for task in tasks]
