"""Registry of the kinds of row that the search over the whole site covers; portal.search runs them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Case, Count, QuerySet, Value, When, Window
from django.urls import reverse
from django.utils.http import urlencode

from center.records.languages import bilingual
from center.records.registry import Registry
from center.records.search import SearchableQuerySet
from thai.folding import fold

# Shown of each kind; "see all" links to the rest.
EACH = 5

Words = list[list[str]]  # the folded spellings of each word of the query, as Synonym.objects.expand returns them


@dataclass(frozen=True)
class Hit:
    """One search result: a title as HTML or text, its URL, and a line about it."""

    title: Any
    url: str
    note: Any = ""


@dataclass(frozen=True)
class Group:
    """The results of one kind: their count, the first few, and the URL of the full list (empty: these are all).

    asked: a spelling suggestion, if nothing was found.
    """

    name: str
    label: Any
    count: int
    hits: list[Hit]
    all_url: str = ""
    asked: str = ""

    @property
    def more(self) -> bool:
        return bool(self.all_url) and self.count > len(self.hits)


class Kind(Protocol):
    """A searchable kind: find() returns the results, names() the Thai names to suggest for a misspelt search."""

    @property
    def key(self) -> str: ...

    @property
    def position(self) -> int: ...

    def find(self, words: Words, typed: str) -> Group: ...

    def names(self) -> QuerySet[Any, str] | None: ...


@dataclass(frozen=True)
class RowKind:
    """A kind whose rows have a search_text column. rows: the published ones in the order of the list page.

    url: address of a row; its place on another page where it has none of its own.
    """

    key: str
    position: int
    label: Any
    rows: Callable[[], SearchableQuerySet]
    note: Callable[[Any], Any]
    list_view: str
    url: Callable[[Any], str] = lambda row: row.get_absolute_url()

    def find(self, words: Words, typed: str) -> Group:
        """Rows whose name begins with the search come first. One query, count included."""
        rows = self.rows().holding(words)
        begins = Case(When(search_text__startswith=fold(typed), then=Value(0)), default=Value(1))
        ordered = rows.annotate(total=Window(Count("pk"))).order_by(begins, *rows.query.order_by)
        found = list(ordered[:EACH])
        hits = [Hit(bilingual(row, "name"), self.url(row), self.note(row)) for row in found]
        return Group(self.key, self.label, found[0].total if found else 0, hits, all_url(self.list_view, typed))

    def names(self) -> QuerySet[Any, str] | None:
        return self.rows().order_by().values_list("name_th", flat=True)


KINDS: Registry[Kind] = Registry("kinds of the search")


def all_url(view: str, typed: str) -> str:
    """The URL of a kind's list, searched for the same words."""
    return f"{reverse(view)}?{urlencode({'q': typed})}"
