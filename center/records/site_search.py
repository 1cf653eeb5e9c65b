"""The kinds of row that the search over everything looks through. portal.search asks them and shows what they found."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Case, Count, QuerySet, Value, When, Window
from django.urls import reverse
from django.utils.http import urlencode

from center.records.languages import bilingual
from center.records.registry import Registry
from thai.folding import fold

# Shown of each kind; the rest stands behind "see all".
EACH = 5

Words = list[list[str]]  # each word of the query by its folded spellings, as Synonym.objects.expand gives them


@dataclass(frozen=True)
class Hit:
    """One found thing: a title as HTML or text, where it is, and a line about it."""

    title: Any
    url: str
    note: Any = ""


@dataclass(frozen=True)
class Group:
    """What was found of one kind: how many, the first few, and where all of them are listed (empty: all are here).

    asked: a name that looks like what was typed, where nothing was found.
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
    """A searchable kind: find() gives what holds the words, names() the Thai names a misspelt word may have meant."""

    key: str
    position: int

    def find(self, words: Words, typed: str) -> Group: ...

    def names(self) -> QuerySet | None: ...


@dataclass(frozen=True)
class RowKind:
    """A kind whose rows have a folded search column of their own. rows: published ones in the order of the page."""

    key: str
    position: int
    label: Any
    rows: Callable[[], QuerySet]
    note: Callable[[Any], Any]
    list_view: str

    def find(self, words: Words, typed: str) -> Group:
        """Those whose name begins with the search first. One query, count included."""
        rows = self.rows().holding(words)
        begins = Case(When(search_text__startswith=fold(typed), then=Value(0)), default=Value(1))
        ordered = rows.annotate(total=Window(Count("pk"))).order_by(begins, *rows.query.order_by)
        found = list(ordered[:EACH])
        hits = [Hit(bilingual(row, "name"), row.get_absolute_url(), self.note(row)) for row in found]
        return Group(self.key, self.label, found[0].total if found else 0, hits, all_url(self.list_view, typed))

    def names(self) -> QuerySet:
        return self.rows().order_by().values_list("name_th", flat=True)


KINDS: Registry[Kind] = Registry("kinds of the search")


def all_url(view: str, typed: str) -> str:
    """The list of a kind, searched by the same words."""
    return f"{reverse(view)}?{urlencode({'q': typed})}"
