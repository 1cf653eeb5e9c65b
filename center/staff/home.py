"""The staff site's first page: packages register its buttons, its blocks and what the next seven days bring."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from center.records.batch import Answers, Deferred, reads_of
from center.records.registry import Registry


@dataclass(frozen=True)
class HomeButton:
    """A button at the head: its words, the name of its page, and the permission to use it."""

    key: str
    position: int
    label: Any
    view: str
    permission: str

    @property
    def url(self) -> str:
        return reverse(self.view)


@dataclass(frozen=True)
class HomeBlock:
    """A block for whoever has the permission. context(request): what its template reads, None if there is nothing to show;
    called before anything is read.

    column: "main" (left) or "side" (right).
    """

    key: str
    position: int
    column: str
    permission: str
    template: str
    context: Callable[[HttpRequest], Deferred[dict[str, Any] | None]]


@dataclass(frozen=True)
class Coming:
    """Something of a day to come."""

    day: dt.date
    label: Any
    url: str


@dataclass(frozen=True)
class ComingKind:
    """A package's rows of the next days. rows(first, last): both days included; called before anything is read."""

    key: str
    position: int
    permission: str
    rows: Callable[[dt.date, dt.date], Deferred[Iterable[Coming]]]


@dataclass(frozen=True)
class SearchedKind:
    """A model of the staff site's one search, by its admin's own search. key: "app_label.model"."""

    key: str
    position: int


BUTTONS: Registry[HomeButton] = Registry("buttons of the staff home")
BLOCKS: Registry[HomeBlock] = Registry("blocks of the staff home")
COMING: Registry[ComingKind] = Registry("what is coming")
SEARCHED: Registry[SearchedKind] = Registry("the staff site's search")
DAYS = 7


def buttons_for(request: HttpRequest) -> list[HomeButton]:
    return [button for button in BUTTONS if request.user.has_perm(button.permission)]


def blocks_for(request: HttpRequest, column: str) -> Deferred[list[str]]:
    """The blocks of a column that this officer may see and that have something to show, rendered."""
    blocks = [
        (block.template, block.context(request))
        for block in BLOCKS
        if block.column == column and request.user.has_perm(block.permission)
    ]

    def rendered(answers: Answers) -> list[str]:
        made = [(template, context.make(answers)) for template, context in blocks]
        return [render_to_string(template, context, request) for template, context in made if context is not None]

    return Deferred(rendered, reads_of(part for _template, part in blocks))


def coming_for(request: HttpRequest, today: dt.date) -> Deferred[list[Coming]]:
    """What tomorrow and the six days after it bring, in order."""
    first, last = today + dt.timedelta(days=1), today + dt.timedelta(days=DAYS)
    kinds = [kind.rows(first, last) for kind in COMING if request.user.has_perm(kind.permission)]

    def rows(answers: Answers) -> list[Coming]:
        return sorted((row for kind in kinds for row in kind.make(answers)), key=lambda row: row.day)

    return Deferred(rows, reads_of(kinds))
