"""The staff site's first page: packages register its buttons, its blocks and what the next seven days bring."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

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
    """A block for whoever has the permission. context(request): what its template reads, None if there is nothing to show.

    column: "main" (left) or "side" (right).
    """

    key: str
    position: int
    column: str
    permission: str
    template: str
    context: Callable[[HttpRequest], dict[str, Any] | None]


@dataclass(frozen=True)
class Coming:
    """Something of a day to come."""

    day: dt.date
    label: Any
    url: str


@dataclass(frozen=True)
class ComingKind:
    """A package's rows of the next days. rows(first, last): both days included."""

    key: str
    position: int
    permission: str
    rows: Callable[[dt.date, dt.date], Iterable[Coming]]


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


def blocks_for(request: HttpRequest, column: str) -> list[str]:
    """The blocks of a column that this officer may see and that have something to show, rendered."""
    shown: list[str] = []
    for block in BLOCKS:
        if block.column == column and request.user.has_perm(block.permission):
            context = block.context(request)
            if context is not None:
                shown.append(render_to_string(block.template, context, request))
    return shown


def coming_for(request: HttpRequest, today: dt.date) -> list[Coming]:
    """What tomorrow and the six days after it bring, in order."""
    first, last = today + dt.timedelta(days=1), today + dt.timedelta(days=DAYS)
    found = [row for kind in COMING if request.user.has_perm(kind.permission) for row in kind.rows(first, last)]
    return sorted(found, key=lambda row: row.day)
