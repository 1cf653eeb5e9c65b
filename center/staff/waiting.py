"""Tasks waiting for officers, shown on the staff site's index page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import models
from django.http import HttpRequest

from center.records.batch import Answers, Deferred, Figure, reads_of
from center.records.registry import Registry


@dataclass(frozen=True)
class Waiting:
    """How many rows wait, and the URL of their list. count: the number, or the rows, which are counted with all others."""

    name: str
    label: Any
    count: "int | models.QuerySet[Any]"
    url: str


@dataclass(frozen=True)
class WaitingWork:
    """A package's waiting tasks. `counts` is called only for users with one of the permissions, and makes no query.

    Deferred: tasks whose numbers or words come of more than counting.
    """

    key: str
    position: int
    permissions: tuple[str, ...]
    counts: Callable[[], "Iterable[Waiting] | Deferred[Iterable[Waiting]]"]


WORK: Registry[WaitingWork] = Registry("waiting work")


def waiting_for(request: HttpRequest) -> Deferred[list[Waiting]]:
    """The waiting tasks that this officer may see, each with its number."""
    parts = [
        part if isinstance(part, Deferred) else _counted(list(part))
        for work in WORK
        if any(request.user.has_perm(permission) for permission in work.permissions)
        for part in [work.counts()]
    ]

    def tasks(answers: Answers) -> list[Waiting]:
        return [task for part in parts for task in part.make(answers)]

    return Deferred(tasks, reads_of(parts))


def _counted(tasks: list[Waiting]) -> Deferred[Iterable[Waiting]]:
    """The tasks with the numbers of their rows."""
    figures = {f"waiting:{task.name}": Figure(task.count) for task in tasks if isinstance(task.count, models.QuerySet)}
    return Deferred(
        lambda answers: [replace(task, count=answers.get(f"waiting:{task.name}", task.count)) for task in tasks],
        figures,
    )
