"""The filters of a list page: facets with labels and counts, selected values, and links that remove them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Count, QuerySet
from django.http import QueryDict

from center.records.search import LONGEST_QUERY
from thai.folding import fold, tidy

# More values of one filter than any facet offers; further values in a hostile URL are ignored.
MOST_VALUES = 30
Value = TypeVar("Value", bound=str | int)


@dataclass(frozen=True)
class Choice:
    """A value of a facet: how many rows it would show, and whether it is selected."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Facet:
    """A filter: its GET parameter, its title, its values."""

    name: str
    label: str
    choices: list[Choice]

    @property
    def selected(self) -> int:
        return sum(choice.selected for choice in self.choices)


@dataclass(frozen=True)
class Chip:
    """A selected value, with the URL of the page without it."""

    label: str
    remove_url: str


def search_of(query: QueryDict, name: str = "q") -> str:
    """The search text, tidied and truncated; empty if it has no letters or digits, as "!!!" or "%"."""
    typed = tidy(query.get(name, "").replace("\0", "")[:LONGEST_QUERY])
    return typed if fold(typed) else ""


def chosen(query: QueryDict, name: str, allowed: Iterable[str]) -> tuple[str, ...]:
    """The requested values of a filter that are allowed, in the order of `allowed`; others are ignored."""
    values = query.getlist(name)[:MOST_VALUES]
    return tuple(value for value in allowed if value in values)


def count(rows: QuerySet[Any], column: str) -> dict[str, int]:
    """How many of the rows have each value of a column, by the value as text; NULL isn't counted. One query."""
    counted = rows.order_by().values_list(column).annotate(Count("pk"))
    return {str(value): number for value, number in counted if value is not None}


def describe(
    name: str, label: str, labels: Mapping[Value, str], counts: Mapping[Value, int], selected: Iterable[Value]
) -> Facet:
    """A facet. A value without rows is left out unless it is selected, so that it can be removed."""
    selected = set(selected)
    choices = [
        Choice(str(value), str(text), counts.get(value, 0), value in selected)
        for value, text in labels.items()
        if counts.get(value) or value in selected
    ]
    return Facet(name, str(label), choices)


def chips(query: QueryDict, facets: Iterable[Facet]) -> list[Chip]:
    """The selected values of all facets. query: with values spelled as in the facets, else their links remove nothing."""
    return [
        Chip(choice.label, without(query, facet.name, choice.value))
        for facet in facets
        for choice in facet.choices
        if choice.selected
    ]


def without(query: QueryDict, name: str, value: str) -> str:
    """The query string of the first page without one value of a filter."""
    rest = query.copy()
    rest.pop("page", None)
    rest.setlist(name, [other for other in rest.getlist(name) if other != value])
    return f"?{rest.urlencode()}"
