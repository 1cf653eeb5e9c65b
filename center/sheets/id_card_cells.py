"""Removes ID-card numbers from the cells of a sheet before the rows are used, and reports where.

`thai.id_cards` recognizes the numbers and the headings; nothing here knows what other columns mean.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_noop
from openpyxl.utils import get_column_letter

from center.records.messages import Sentence
from thai.id_cards import (
    DIGITS,
    LONGEST_HEADING,
    is_id_card_number,
    names_id_card,
    names_other_number,
    without_id_cards,
)

# Rows in which every text may be a heading; further down only texts that match _HINT (repeated headings).
HEADED_ROWS = 10
TAKEN_OUT = gettext_noop("ตัดเลขบัตรประชาชนออกแล้ว %(count)s ช่อง จากคอลัมน์ %(columns)s เว็บไซต์นี้ไม่เก็บเลขบัตรประชาชน")
_HINT = re.compile("บัตร|ประช|ประจ|ปชช|หลัก|id", re.IGNORECASE)
# Matches the number of digits per cell: a number spread over cells, by digit or by printed group.
_IN_CELLS = re.compile(rf"(?=(1{{{DIGITS}}}|14521))")


def take_out(rows: Sequence[tuple[int, list[object]]]) -> Counter[int]:
    """Remove ID-card numbers from rows, in place; returns the number of changed cells by column (from 0).

    Under a heading of ID cards every cell is emptied. Elsewhere a number with a valid check digit is removed, unless its
    heading names other numbers of thirteen digits (อย., bar codes).
    """
    taken: Counter[int] = Counter()
    headed: dict[int, bool] = {}  # columns with a heading of ID cards (True) or of other numbers (False)
    for index, (_number, cells) in enumerate(rows):
        for column in _spread_over_cells(cells, headed):
            cells[column] = None
            taken[column] += 1
        for column, cell in enumerate(cells):
            if cell is None:
                continue
            kind = _heading_kind(cell, first=index < HEADED_ROWS)
            if kind is not None:
                headed[column] = kind
            elif headed.get(column):
                cells[column] = None
                taken[column] += 1
            elif headed.get(column) is None:
                cells[column], found = _without(cell)
                taken[column] += bool(found)
    return +taken


def taken_out(taken: Mapping[int, int], headings: Sequence[object]) -> Sentence:
    """The note for staff: how many cells of which columns lost ID-card numbers."""
    names: dict[str, str] = {}
    for column, count in sorted(taken.items()):
        heading = headings[column] if column < len(headings) else None
        lettered = Sentence(gettext_noop("คอลัมน์ %(letter)s"), letter=get_column_letter(column + 1))
        name = " ".join(heading.split())[:LONGEST_HEADING] if isinstance(heading, str) else lettered
        names[f"name{column}"], names[f"count{column}"] = name, f"{count:,}"
    pattern = ", ".join(f"%(name{column})s (%(count{column})s)" for column in sorted(taken))
    return Sentence(TAKEN_OUT, count=f"{sum(taken.values()):,}", columns=Sentence(pattern, **names))


def _heading_kind(cell: object, *, first: bool) -> bool | None:
    """True for a heading of ID cards, False for one of other numbers, None for anything else."""
    if not isinstance(cell, str) or len(cell) > 2 * LONGEST_HEADING or not (first or _HINT.search(cell)):
        return None
    if names_id_card(cell):
        return True
    return False if first and names_other_number(cell) else None


def _without(cell: object) -> tuple[object, int]:
    """The cell without ID-card numbers, and how many it held."""
    if isinstance(cell, str):
        left, count = without_id_cards(cell)
        return ((left or None) if count else cell), count
    number = _whole(cell)
    return (None, 1) if number is not None and is_id_card_number(str(number)) else (cell, 0)


def _whole(cell: object) -> int | None:
    """The whole number a cell of a spreadsheet holds, which may be a float."""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else None
    return cell if isinstance(cell, int) and not isinstance(cell, bool) else None


def _spread_over_cells(cells: list[object], headed: Mapping[int, bool]) -> list[int]:
    """The columns of numbers spread over thirteen cells (a digit each) or five (a printed group each)."""
    if len(cells) < 5:
        return []
    digits = [_few_digits(cell) for cell in cells]
    shape = "".join(str(len(some)) if some else " " for some in digits)
    found: list[int] = []
    for match in _IN_CELLS.finditer(shape):
        columns = range(match.start(), match.start() + len(match[1]))
        number = "".join(digits[column] for column in columns)
        if match.start() not in found and (headed.get(match.start()) or is_id_card_number(number)):
            found += columns
    return sorted(set(found))


def _few_digits(cell: object) -> str:
    """The digits of a cell that holds one to five and nothing else; else empty."""
    if isinstance(cell, str):
        text = cell.strip()
        return text if len(text) <= 5 and text.isascii() and text.isdecimal() else ""
    number = _whole(cell)
    return str(number) if number is not None and 0 <= number < 100_000 else ""
