"""What comes of a row of a sheet, whatever the sheet is of."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from center.records.messages import Sentence


class Outcome(models.TextChoices):
    """What a row does to the database. A row that leaves it as it is has none."""

    NEW = "new", _("เพิ่มใหม่")
    CHANGED = "changed", _("เปลี่ยนแปลง")
    DUPLICATE = "duplicate", _("ซ้ำ")
    REFUSED = "refused", _("ไม่รับ")


@dataclass(frozen=True, kw_only=True)
class TakenRow:
    """A row that was read, with sentences for staff on what was repaired and what should be checked."""

    number: int
    repairs: tuple[str, ...] = ()
    to_check: tuple[str, ...] = ()


@dataclass(frozen=True)
class RefusedRow:
    """A row that can't be taken, and why, in Thai."""

    number: int
    reason: str

    @property
    def outcome(self) -> Outcome | None:
        return Outcome.REFUSED


RowT = TypeVar("RowT", bound=TakenRow)


@dataclass
class RowChange(Generic[RowT]):
    """What becomes of a row that was read. Without an outcome the database says the same already."""

    row: RowT
    outcome: Outcome | None = None
    reason: str = ""

    @property
    def number(self) -> int:
        return self.row.number


def same_as(number: int) -> Sentence:
    """Why a row is a duplicate: it says the same as an earlier one."""
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
