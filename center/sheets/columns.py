"""Finding the columns of a sheet by their headings, in any order and in the spellings that offices use."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext_noop

from center.records.messages import Sentence
from center.sheets.id_card_cells import taken_out
from center.sheets.reading import Cell, Sheet, SheetRefused
from thai.folding import fold, tidy
from thai.id_cards import names_id_card

SEARCHED_ROWS = 10  # titles and empty rows may precede the headings
NO_HEADINGS = gettext_noop("ไม่พบคอลัมน์%(column)sใน %(rows)s แถวแรก (ไม่พบหัวตารางที่รู้จัก) กรุณาเพิ่มหัวตารางนี้แล้วนำเข้าอีกครั้ง")
HEADING_MISSING = gettext_noop("ไม่พบคอลัมน์%(column)sใน %(rows)s แถวแรก (พบเพียง: %(found)s) กรุณาเพิ่มหัวตารางนี้แล้วนำเข้าอีกครั้ง")


@dataclass(frozen=True)
class Columns:
    """The columns of one kind of sheet: the label of each, and the headings that offices use for it.

    variants: spellings separated by "|". A sheet must have at least one of `required`. Columns with `ignored` headings are
    skipped without asking. longest: the maximum length of some fields; longer texts are cut.
    """

    labels: Mapping[str, str]
    variants: Mapping[str, str]
    required: tuple[str, ...]
    ignored: str = ""
    longest: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def _known(self) -> dict[str, str]:
        return {fold(spelling): name for name, several in self.variants.items() for spelling in several.split("|")}

    @cached_property
    def _ignored(self) -> set[str]:
        return {fold(spelling) for spelling in self.ignored.split("|")}

    def recognize(self, heading: Cell, by_hand: Mapping[str, str] | None = None) -> str | None:
        """The field of a heading, or None. Tone marks, spaces and texts in brackets are ignored."""
        if not isinstance(heading, str):
            return None
        for folded in (fold(heading), fold(re.sub(r"\([^)]*\)", "", heading))):
            if by_hand and folded in by_hand:
                return by_hand[folded] or None
            if folded in self._known:
                return self._known[folded]
        return None

    def is_settled(self, heading: str, by_hand: Mapping[str, str] | None = None) -> bool:
        """Whether a heading needs no question: it is empty, ignored, matched by hand, or of ID cards."""
        folded = fold(heading)
        return not folded or folded in self._ignored or folded in (by_hand or {}) or names_id_card(heading)

    def find(self, rows: Sequence[tuple[int, list[Cell]]], by_hand: Mapping[str, str] | None = None) -> "Headings":
        """The headings among the first rows. by_hand maps folded headings, matched by staff, to fields.

        Of two columns for the same field the first is used. Raises SheetRefused, naming what was found, if no row has a
        required heading.
        """
        best: list[str] = []
        for number, cells in rows[:SEARCHED_ROWS]:
            columns: dict[str, int] = {}
            unknown: list[str] = []
            asked: list[str] = []
            for index, cell in enumerate(cells):
                name = self.recognize(cell, by_hand)
                if name and name not in columns:
                    columns[name] = index
                elif cell is not None:
                    unknown.append(tidy(str(cell))[:60])
                    if isinstance(cell, str) and not name and not self.is_settled(cell, by_hand):
                        asked.append(tidy(cell))
            if any(name in columns for name in self.required):
                return Headings(number, columns, len(cells), unknown, asked)
            if columns and len(columns) >= len(best):
                best = list(columns)
        missing = {"column": Sentence(self.labels[self.required[0]]), "rows": SEARCHED_ROWS}
        if not best:
            raise SheetRefused(Sentence(NO_HEADINGS, **missing))
        found = Sentence(
            ", ".join(f"%({name})s" for name in best), **{name: Sentence(self.labels[name]) for name in best}
        )
        raise SheetRefused(Sentence(HEADING_MISSING, **missing, found=found))

    def guess_row(self, rows: Sequence[tuple[int, list[Cell]]]) -> tuple[int, list[Cell]] | None:
        """The row most likely to be headings, for staff to match by hand, where find() fails."""

        def likeness(row: tuple[int, list[Cell]]) -> tuple[int, int]:
            texts = [cell for cell in row[1] if isinstance(cell, str) and len(cell) <= 60]
            return sum(self.recognize(cell) is not None for cell in texts), len(set(texts))

        found = max(rows[:SEARCHED_ROWS], key=likeness, default=None)
        return found if found and likeness(found)[1] > 1 else None


@dataclass(frozen=True)
class Headings:
    """The row of the headings, the column (from 0) of each field found, and the unknown headings.

    asked: those of the unknown headings that staff should match.
    """

    row_number: int
    columns: Mapping[str, int]
    width: int
    unknown: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def value(self, cells: Sequence[Cell], name: str) -> Cell:
        """The cell of a field in a row; None where the sheet has no such column or the row ends before it."""
        column = self.columns.get(name)
        return cells[column] if column is not None and column < len(cells) else None

    def data_rows(self, rows: Iterable[tuple[int, list[Cell]]]) -> Iterator[tuple[int, list[Cell]]]:
        """The data rows with their numbers: all below the headings."""
        return ((number, cells) for number, cells in rows if number > self.row_number)

    def notes_on(self, sheet: Sheet) -> list[str]:
        """Notes for staff on a sheet with these headings: removed ID-card numbers first."""
        if not sheet.id_cards:
            return list(sheet.notes)
        return [taken_out(sheet.id_cards, dict(sheet.rows)[self.row_number]), *sheet.notes]
