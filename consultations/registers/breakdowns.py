"""Counting rows by what they have in common, all breakdowns of a register in one query, and their names in another.

Each breakdown but an overlapping one puts every row on one of its lines, those without a value too, so all of them add up
to the same total.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, Count, Max, Model, Q, QuerySet, Sum, TextField, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

COLUMNS = 5
# Longer values of an address are no value of any row.
LONGEST_VALUE = 12
UNKNOWN = gettext_lazy("ไม่ระบุ")
# How an address asks for the rows without a value.
NONE = "none"


@dataclass(frozen=True)
class Line:
    """One line: how many rows, and how many people they stand for. values: what the filters of an address would be."""

    label: str
    number: int
    people: int = 0
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def query(self) -> str:
        return "&".join(f"{name}={value}" for name, value in self.values.items())


@dataclass(frozen=True)
class Breakdown:
    """Rows by the values of one or two fields.

    filters: parameter of an address and lookup, for each value. names: primary keys and names of the rows that the first
    value refers to. label: the line in words from the name and the values, all as texts or None. parts: instead of fields,
    lines by their own conditions: (value, label, condition). overlapping: a row may stand on several lines, so they may add
    up to more than there is.
    """

    key: str
    title: Any
    filters: tuple[tuple[str, str], ...] = ()
    names: Callable[[], QuerySet[Any, Any]] | None = None
    label: Callable[..., str] | None = None
    parts: tuple[tuple[str, Any, Q], ...] = ()
    overlapping: bool = False
    order: Callable[[Line], Any] | None = None

    @property
    def note(self) -> str:
        return _("หนึ่งรายการอาจอยู่หลายบรรทัด จึงรวมได้มากกว่ายอดรวม") if self.overlapping else ""

    def select(self, rows: QuerySet[Any], people: Any, distinct: bool, number: int) -> QuerySet[Any, Any]:
        """A query of the form that all breakdowns share: its number, five texts, count of rows, sum of people.

        Grouped by the fields themselves, and made texts afterwards: each row is read once and no name with it.
        """
        if self.parts:
            marks = {
                f"mark{place}": Case(When(condition, then=Value("1")), default=Value(""))
                for place, (_value, _label, condition) in enumerate(self.parts)
            }
            grouped: QuerySet[Any, Any] = rows.annotate(**marks).values(*marks)
            columns: list[Any] = [Cast(Max(name), TextField()) for name in marks]
        else:
            lookups = [lookup for _name, lookup in self.filters]
            grouped = rows.values(*lookups)
            columns = [Cast(Max(lookup), TextField()) for lookup in lookups]
        columns += [Cast(Value(""), TextField())] * (COLUMNS - len(columns))
        shown = {f"text{place}": column for place, column in enumerate(columns)}
        summed = people if people is not None else Sum(Value(0))
        counted: QuerySet[Any, Any] = grouped.annotate(
            breakdown=Value(number), **shown, counted=Count("pk", distinct=distinct), summed=summed
        ).values_list("breakdown", *shown, "counted", "summed")
        return counted

    def named(self, number: int) -> QuerySet[Any, Any] | None:
        """A query of the form that all breakdowns share: its number, primary keys as texts, names."""
        if self.names is None:
            return None
        rows = self.names().order_by().annotate(breakdown=Value(number), key=Cast("pk", TextField()))
        named: QuerySet[Any, Any] = rows.values_list("breakdown", "key", "words")
        return named

    def lines(self, groups: list[tuple[list[str | None], int, int]], names: Mapping[str, str]) -> list[Line]:
        """The groups that the query found as lines, in order."""
        found = self._of_parts(groups) if self.parts else [self._line(*group, names) for group in groups]
        return sorted(found, key=self.order or _most_first)

    def _of_parts(self, groups: list[tuple[list[str | None], int, int]]) -> list[Line]:
        lines = []
        for place, (value, label, _condition) in enumerate(self.parts):
            of_part = [(number, people) for marks, number, people in groups if marks[place]]
            if of_part:
                number, people = map(sum, zip(*of_part, strict=True))
                lines.append(Line(str(label), number, people, {self.key: value}))
        return lines

    def _line(self, texts: list[str | None], number: int, people: int, names: Mapping[str, str]) -> Line:
        parameters = [name for name, _lookup in self.filters]
        own = texts[: len(parameters)]
        name = names.get(own[0] or "", "")
        label = self.label(name, *own) if self.label else name
        values = {parameter: text or NONE for parameter, text in zip(parameters, own, strict=True)}
        return Line(label or str(UNKNOWN), number, people, values)

    def narrowed(self, rows: QuerySet[Any], given: Mapping[str, str]) -> QuerySet[Any]:
        """The rows of the line that an address asks for; what it doesn't ask for or no row can have changes nothing."""
        for value, _label, condition in self.parts:
            if given.get(self.key) == value:
                rows = rows.filter(condition)
        for name, lookup in self.filters:
            value = given.get(name, "")
            if value == NONE:
                rows = rows.filter(Q(**{f"{lookup}__isnull": True}) | _empty_text(rows.model, lookup))
            elif value and value.isprintable() and len(value) <= LONGEST_VALUE:
                with suppress(ValueError):  # no number
                    rows = rows.filter(**{lookup: value})
        return rows

    def asked(self, given: Mapping[str, str]) -> dict[str, str]:
        """What an address asks this breakdown for."""
        names = [self.key] if self.parts else [name for name, _lookup in self.filters]
        return {name: given[name] for name in names if given.get(name)}


def count(
    rows: QuerySet[Any], breakdowns: Sequence[Breakdown], people: Any = None, *, distinct: bool = False
) -> tuple[Line, dict[str, list[Line]]]:
    """The total and the lines of each breakdown by its key. Two queries: the figures, and the names of their lines.

    people: an aggregate of the rows; distinct: it joins a table of which several rows belong to one. The first breakdown
    mustn't overlap: the total is the sum of its lines.
    """
    groups: dict[int, list[tuple[list[str | None], int, int]]] = {number: [] for number in range(len(breakdowns))}
    rows = rows.order_by()
    queries = [breakdown.select(rows, people, distinct, number) for number, breakdown in enumerate(breakdowns)]
    for number, *texts, counted, summed in queries[0].union(*queries[1:], all=True):
        if counted:
            groups[number].append((texts, counted, summed or 0))
    names = _names(breakdowns)
    found = {
        breakdown.key: breakdown.lines(groups[number], names.get(number, {}))
        for number, breakdown in enumerate(breakdowns)
    }
    first = groups[0]
    return Line("", sum(group[1] for group in first), sum(group[2] for group in first)), found


def _names(breakdowns: Sequence[Breakdown]) -> dict[int, dict[str, str]]:
    """The names of the rows that each breakdown's lines refer to, by its number and their primary keys."""
    queries = [query for number, breakdown in enumerate(breakdowns) if (query := breakdown.named(number)) is not None]
    found: dict[int, dict[str, str]] = {}
    for number, key, words in queries[0].union(*queries[1:], all=True) if queries else ():
        found.setdefault(number, {})[key] = words
    return found


def _most_first(line: Line) -> tuple[bool, int, int, str]:
    """Lines without a value last."""
    return NONE in line.values.values(), -line.people, -line.number, line.label


def _empty_text(model: type[Model], lookup: str) -> Q:
    """Also an empty text, where the field at the end of the lookup is one."""
    target: Any = model
    for name in lookup.split("__"):
        found = target._meta.get_field(name)
        target = found.related_model or target
    return Q(**{lookup: ""}) if isinstance(found, CharField) else Q(pk=None)
