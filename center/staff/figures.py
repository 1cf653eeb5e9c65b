"""Numbers of several tables in one query, so that a page of counts costs one whatever stands on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Figure:
    """A number of a query set: of its rows, or the sum of a column of them."""

    rows: "models.QuerySet[Any]"
    sum_of: str = ""

    def query(self, key: str) -> "models.QuerySet[Any, Any]":
        """One row: the key and the number."""
        number = models.Sum(self.sum_of, default=0) if self.sum_of else models.Count("pk")
        named = self.rows.order_by().annotate(figure_key=models.Value(key, models.CharField()))
        return named.values("figure_key").annotate(figure=number).values_list("figure_key", "figure")


def read(figures: Mapping[str, Figure]) -> dict[str, int]:
    """All the numbers by their keys. One query, none without figures."""
    if not figures:
        return {}
    first, *others = (figure.query(key) for key, figure in figures.items())
    return dict.fromkeys(figures, 0) | dict(first.union(*others, all=True))
