"""Parts of a page that packages above it add: a group's page shows its products."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest

from center.records.registry import Registry


@dataclass(frozen=True)
class PagePart:
    """A part of a page. context: returns the template's context, or None to show nothing."""

    key: str
    position: int
    page: str
    template: str
    context: Callable[[HttpRequest, models.Model], dict[str, Any] | None]


PAGE_PARTS: Registry[PagePart] = Registry("parts of pages")


def parts_of(page: str, request: HttpRequest, row: models.Model) -> list[dict[str, Any]]:
    """The parts of a page that have something to show for the row: the template and its context in one dict each."""
    found = []
    for part in PAGE_PARTS:
        if part.page == page and (context := part.context(request, row)) is not None:
            found.append({"template": part.template, **context})
    return found
