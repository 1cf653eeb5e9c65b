"""The rules of registration rounds: all rounds of a kind and a fiscal year are set at once; which one a new case is for."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from center.access.models import User
from consultations.registers.case_refusals import RoundInUse
from consultations.registers.models import Case, CaseKind, RegistrationRound
from thai.dates import fiscal_quarter_bounds


def coming_rounds(kind: CaseKind) -> list[RegistrationRound]:
    """The rounds a new case may be for, the next to close first. One query; none for a kind without rounds."""
    return list(kind.rounds.closing_from(timezone.localdate())) if kind.has_rounds else []


def proposed(fiscal_year: int) -> dict[int, dt.date]:
    """When rounds usually open, by their numbers: on the first day of each quarter of a Buddhist fiscal year."""
    return {number: fiscal_quarter_bounds(fiscal_year, number)[0] for number in range(1, 5)}


def set_rounds(
    kind: CaseKind, fiscal_year: int, dates: Mapping[int, tuple[dt.date, dt.date] | None], *, by: User
) -> bool:
    """Set the rounds of a Buddhist fiscal year: by number, when each opens and closes; None takes it away.

    Cases of a round are due on its new date from then on. Returns whether anything changed. Raises RoundInUse.
    """
    changed = False
    with transaction.atomic():
        CaseKind.objects.select_for_update(no_key=True).get(pk=kind.pk)
        present = {row.number: row for row in kind.rounds.filter(fiscal_year=fiscal_year)}
        for number, days in dates.items():
            row = present.get(number)
            if days is None:
                changed |= row is not None and _take_away(row, by)
            elif row is None or (row.opens_on, row.closes_on) != days:
                row = row or RegistrationRound(kind=kind, fiscal_year=fiscal_year, number=number)
                row.opens_on, row.closes_on = days
                row._history_user = by  # type: ignore[attr-defined]
                row.save()
                changed = True
    return changed


def _take_away(row: RegistrationRound, by: User) -> bool:
    if Case.objects.filter(round=row).exists():
        raise RoundInUse(row.number)
    row._history_user = by  # type: ignore[attr-defined]
    row.delete()
    return True
