"""A sheet as it was read: the types that all of center.sheets shares."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

Cell = object
"""What a cell holds: text, int, float, bool, date, datetime, time, timedelta or None."""
Rows = list[tuple[int, list[Cell]]]
"""The rows of a sheet with their numbers as in Excel."""
CountKnown = Callable[[Rows], int]
"""How many headings of a kind of sheet stand in the first rows of a sheet; 0 where a required one is missing."""


class SheetRefused(Exception):
    """The whole file is refused. .said, also str(), is one Thai sentence for whoever uploaded it."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


@dataclass
class Sheet:
    """The rows of one sheet, and notes for staff.

    id_cards: the number of cells that lost ID-card numbers, by column (from 0). title: its name in the file. others: further
    sheets of the file with known headings, of which staff choose one.
    """

    rows: Rows
    notes: list[str] = field(default_factory=list)
    id_cards: Counter[int] = field(default_factory=Counter)
    title: str = ""
    others: list["Sheet"] = field(default_factory=list)
