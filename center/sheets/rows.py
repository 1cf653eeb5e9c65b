"""Rows of sheets and their outcomes, for all kinds of sheets."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from center.records.messages import Sentence


class Outcome(models.TextChoices):
    """What importing a row does. A row that changes nothing has no outcome."""

    NEW = "new", _("เพิ่มใหม่")
    CHANGED = "changed", _("เปลี่ยนแปลง")
    DUPLICATE = "duplicate", _("ซ้ำ")
    REFUSED = "refused", _("ไม่รับ")


@dataclass(frozen=True, kw_only=True)
class TakenRow:
    """A valid row, with messages for staff: repairs, and what they should check."""

    number: int
    repairs: tuple[str, ...] = ()
    to_check: tuple[str, ...] = ()


@dataclass(frozen=True)
class RefusedRow:
    """A row that can't be imported, and the reason in Thai."""

    number: int
    reason: str

    @property
    def outcome(self) -> Outcome | None:
        return Outcome.REFUSED


@dataclass(frozen=True)
class NotDataRow:
    """A row that holds no data: a section title, a total, a note, the line to sign."""

    number: int


RowT = TypeVar("RowT", bound=TakenRow)


@dataclass
class RowChange(Generic[RowT]):
    """A valid row and its outcome; None if the database has the same values already."""

    row: RowT
    outcome: Outcome | None = None
    reason: str = ""

    @property
    def number(self) -> int:
        return self.row.number


def same_as(number: int) -> Sentence:
    """The reason of a duplicate: the same as an earlier row."""
    return Sentence(gettext_noop("ซ้ำกับแถวที่ %(row)s"), row=number)


def count_outcomes(rows: Iterable[RowChange[Any] | RefusedRow]) -> dict[str, int]:
    """How many rows have each outcome, "unchanged" among them."""
    counted = Counter(row.outcome for row in rows)
    return {
        "new": counted[Outcome.NEW],
        "changed": counted[Outcome.CHANGED],
        "unchanged": counted[None],
        "duplicate": counted[Outcome.DUPLICATE],
        "refused": counted[Outcome.REFUSED],
    }
