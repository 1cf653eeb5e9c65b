"""What a register is: rows, columns, what it is counted by. The packages' registers are listed in REGISTERS.

One mechanism shows them all, on the screen, on paper and as a file (consultations.registers.admin.registers).
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from center.records.registry import Registry
from consultations.registers.breakdowns import Breakdown, Line, count
from consultations.registers.periods import Period
from thai.dates import BANGKOK


@dataclass(frozen=True)
class Column:
    """A column of the list. personal: in files only for whoever may export personal data; contact: a way to reach somebody,
    also on the screen and on paper only for whoever works with the rows."""

    title: Any
    value: Callable[[Any], Any]
    personal: bool = False
    contact: bool = False


@dataclass(frozen=True)
class Register:
    """A register as offices keep it. permission: to see its rows; its figures hold no names.

    during: the rows of a period; None for registers that say how things stand today. starts_whole: without a period asked
    for it shows all rows, instead of those of this fiscal year. listed: the rows with all that the columns read. people: an
    aggregate of the rows in a period, counted in people_unit; people_join: of a table of which several
    rows belong to one. row_of: whose page a row's link opens.
    """

    key: str
    position: int
    title: Any
    permission: str
    unit: Any
    rows: Callable[[], QuerySet[Any]]
    columns: tuple[Column, ...]
    breakdowns: tuple[Breakdown, ...]
    listed: Callable[[QuerySet[Any], Period | None], QuerySet[Any]]
    during: Callable[[QuerySet[Any], Period], QuerySet[Any]] | None = None
    starts_whole: bool = False
    people: Callable[[Period | None], Any] | None = None
    people_join: bool = False
    people_unit: Any = ""
    about: Any = ""
    row_of: Callable[[Any], Model] = lambda row: row
    remark: Callable[[Mapping[str, list[Line]]], str] | None = None

    @property
    def permission_to_change(self) -> str:
        """Whoever has it works with the rows."""
        return self.permission.replace(".view_", ".change_")

    def narrowed(self, period: Period | None, given: Mapping[str, str]) -> QuerySet[Any]:
        """The rows of a period that an address asks for."""
        rows = self.rows()
        if period is not None and self.during is not None:
            rows = self.during(rows, period)
        for breakdown in self.breakdowns:
            rows = breakdown.narrowed(rows, given)
        return rows

    def figures(self, rows: QuerySet[Any], period: Period | None) -> tuple[Line, dict[str, list[Line]]]:
        """Total and lines of each breakdown. Two queries."""
        people = self.people(period) if self.people else None
        return count(rows, self.breakdowns, people, distinct=self.people_join)

    def asked(self, given: Mapping[str, str]) -> dict[str, str]:
        """What an address asks for, without parameters that the register doesn't know."""
        return {name: value for breakdown in self.breakdowns for name, value in breakdown.asked(given).items()}


REGISTERS: Registry[Register] = Registry("registers")


def moments(period: Period) -> tuple[dt.datetime, dt.datetime]:
    """When a period begins and when the day after it begins, in Bangkok."""
    first = dt.datetime.combine(period.first, dt.time.min, BANGKOK)
    return first, dt.datetime.combine(period.last + dt.timedelta(days=1), dt.time.min, BANGKOK)
