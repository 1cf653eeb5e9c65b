"""Numbers and rows of several tables in one query, so that a page of many small parts costs one whatever stands on it.

Parts say what they read before anything is read (Deferred), and are made of the answers afterwards.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models.functions import JSONObject

T = TypeVar("T")


@dataclass(frozen=True)
class Figure:
    """A number of a query set: of its rows, or the sum of a column of them."""

    rows: "models.QuerySet[Any]"
    sum_of: str = ""

    def query(self, key: str) -> "models.QuerySet[Any, Any]":
        """One row: the key and the number; none where nothing is counted."""
        number = models.Sum(self.sum_of, default=0) if self.sum_of else models.Count("pk")
        named = self.rows.order_by().annotate(batch_key=models.Value(key, models.CharField())).values("batch_key")
        numbered: models.QuerySet[Any, Any] = named.annotate(batch_row=JSONObject(figure=number))
        return numbered.values_list("batch_key", "batch_row")


@dataclass(frozen=True)
class Rows:
    """A few columns of the rows of a query set, and of rows they refer to: "number", "kind__name_th".

    Read as instances whose other columns are deferred, in no order. For numbers, texts, dates, times and truth values;
    for whole rows a query set of their own costs less.
    """

    rows: "models.QuerySet[Any]"
    columns: tuple[str, ...]

    def query(self, key: str) -> "models.QuerySet[Any, Any]":
        """For each row the key and its columns, those that join them included."""
        joining = [column.rpartition("__")[0] for column in self.columns if "__" in column]
        read = {column: models.F(column) for column in ("pk", *joining, *self.columns)}
        return self.rows.order_by().values_list(models.Value(key, models.CharField()), JSONObject(**read))


Asked = Mapping[str, "Figure | Rows | models.QuerySet[Any]"]
Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Deferred(Generic[T]):
    """Something that is made of what is read together with what others read.

    reads: by keys of the whole page; of one key all give the same, and it is read once.
    """

    make: Callable[[Answers], T]
    reads: Asked = field(default_factory=dict)

    def now(self) -> T:
        """Read for this alone, and make it."""
        return self.make(read(self.reads))


def reads_of(parts: Iterable[Deferred[Any]]) -> dict[str, Any]:
    """What several parts read, each key once."""
    return {key: asked for part in parts for key, asked in part.reads.items()}


def read(asked: Asked) -> dict[str, Any]:
    """The answers by their keys: a number for Figures, a list for Rows, in one query, none without either.

    A query set is its own answer and costs a query of its own, the first time that it is read.
    """
    batched = {key: part for key, part in asked.items() if isinstance(part, Figure | Rows)}
    answers: dict[str, Any] = {key: 0 if isinstance(part, Figure) else [] for key, part in batched.items()}
    if batched:
        first, *others = (part.query(key) for key, part in batched.items())
        for key, row in first.union(*others, all=True) if others else first:
            part = batched[key]
            if isinstance(part, Figure):
                answers[key] = row["figure"]
            else:
                answers[key].append(_instance(part.rows.model, row))
    return {**asked, **answers}


def together(parts: Mapping[str, Deferred[Any]]) -> dict[str, Any]:
    """Several parts, made of what all of them read at once."""
    answers = read(reads_of(parts.values()))
    return {name: deferred.make(answers) for name, deferred in parts.items()}


def _instance(model: type[models.Model], row: Mapping[str, Any]) -> models.Model:
    """An instance of columns as they stand in JSON; what isn't a column of it is set as an attribute."""
    own: dict[str, Any] = {}
    related: dict[str, dict[str, Any]] = defaultdict(dict)
    computed: dict[str, Any] = {}
    names = {column.name: column for column in model._meta.concrete_fields}
    for name, value in row.items():
        relation, _joined, column = name.partition("__")
        if column:
            related[relation][column] = value
        elif name == "pk" or name in names:
            column_of = model._meta.pk if name == "pk" else names[name]
            own[column_of.attname] = _python(column_of, value)
        else:
            computed[name] = value
    read = [column.attname for column in model._meta.concrete_fields if column.attname in own]
    instance = model.from_db(None, read, [own[name] for name in read])
    for name, value in computed.items():
        setattr(instance, name, value)
    for relation, columns in related.items():
        target: Any = names[relation].related_model
        pk = own[names[relation].attname]
        setattr(instance, relation, None if pk is None else _instance(target, {"pk": pk, **columns}))
    return instance


def _python(column: "models.Field[Any, Any]", value: Any) -> Any:
    """A value of JSON as the column's own type; moments are aware: SQLite keeps them in UTC and says no zone."""
    value = column.to_python(value)
    if isinstance(value, dt.datetime) and value.tzinfo is None:
        return value.replace(tzinfo=dt.UTC)
    return value
