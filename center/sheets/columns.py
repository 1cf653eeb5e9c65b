"""Finding the columns of a sheet by their headings, in any order and in the spellings that offices use."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext, gettext_noop, override

from center.records.messages import Sentence
from center.sheets.id_card_cells import taken_out
from center.sheets.reading import SEARCHED_ROWS
from center.sheets.sheet import Cell, Rows, Sheet, SheetRefused
from thai.folding import fold, tidy
from thai.id_cards import names_id_card

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
        spellings = {fold(text): name for name, several in self.variants.items() for text in several.split("|")}
        with override("en"):  # lists that were exported from the English pages
            return {fold(gettext(label)): name for name, label in self.labels.items()} | spellings

    @cached_property
    def _ignored(self) -> set[str]:
        spellings = [text for text in self.ignored.split("|") if text]
        with override("en"):
            return {fold(text) for text in [*spellings, *map(gettext, spellings)]}

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

    def count_known(self, rows: Rows) -> int:
        """How many fields the headings among the first rows name; 0 where a required one is missing."""
        found = self._best(rows, None)
        return len(found.columns) if found and self._is_sufficient(found.columns) else 0

    def find(self, rows: Rows, by_hand: Mapping[str, str] | None = None) -> "Headings":
        """The headings among the first rows: the row, or two rows together, that names the most fields.

        by_hand maps folded headings, matched by staff, to fields. Of two columns for the same field the first is used.
        Raises SheetRefused, naming what was found, if no row has a required heading.
        """
        found = self._best(rows, by_hand)
        if found and self._is_sufficient(found.columns):
            return found
        missing = {"column": Sentence(self.labels[self.required[0]]), "rows": SEARCHED_ROWS}
        if not found:
            raise SheetRefused(Sentence(NO_HEADINGS, **missing))
        best = list(found.columns)
        named = Sentence(
            ", ".join(f"%({name})s" for name in best), **{name: Sentence(self.labels[name]) for name in best}
        )
        raise SheetRefused(Sentence(HEADING_MISSING, **missing, found=named))

    def _is_sufficient(self, columns: Mapping[str, int]) -> bool:
        return any(name in columns for name in self.required)

    def _best(self, rows: Rows, by_hand: Mapping[str, str] | None) -> "Headings | None":
        """The headings that name the most fields, required ones first; the higher of two rows that name as many."""
        best: Headings | None = None
        for index, (number, cells) in enumerate(rows[:SEARCHED_ROWS]):
            alone = self._headings(number, [_as_heading(cell) for cell in cells], by_hand)
            above = rows[index - 1] if index else None
            joined = None
            if above and above[0] == number - 1 and any(alone.columns):
                joined = self._headings(number, _joined(above[1], cells), by_hand)
            for found in (alone, joined):
                if found and found.columns and (best is None or self._rank(found) > self._rank(best)):
                    best = found
        return best

    def _rank(self, headings: "Headings") -> tuple[bool, int, int]:
        return self._is_sufficient(headings.columns), len(headings.columns), -len(headings.asked)

    def _headings(self, number: int, texts: "Sequence[HeadingText]", by_hand: Mapping[str, str] | None) -> "Headings":
        columns: dict[str, int] = {}
        unknown: list[str] = []
        asked: list[str] = []
        for index, text in enumerate(texts):
            name = self._field(text, by_hand)
            if name and name not in columns:
                columns[name] = index
            elif text.shown:
                unknown.append(text.shown[:60])
                if text.is_text and not name and not any(self.is_settled(known, by_hand) for known in text.spellings):
                    asked.append(text.shown)
        return Headings(number, columns, len(texts), unknown, asked, tuple(text.shown for text in texts))

    def _field(self, text: "HeadingText", by_hand: Mapping[str, str] | None) -> str | None:
        """The field of a column: what staff chose for its heading as it is shown, else the first spelling that is known."""
        if by_hand and (folded := fold(text.shown)) in by_hand:
            return by_hand[folded] or None
        for spelling in text.spellings:
            if fold(spelling) in self._ignored:
                return None
            if name := self.recognize(spelling, by_hand):
                return name
        return None

    def guess_row(self, rows: Rows) -> tuple[int, list[Cell]] | None:
        """The row most likely to be headings, for staff to match by hand, where find() fails."""

        def likeness(row: tuple[int, list[Cell]]) -> tuple[int, int]:
            texts = [cell for cell in row[1] if isinstance(cell, str) and len(cell) <= 60]
            return sum(self.recognize(cell) is not None for cell in texts), len(set(texts))

        found = max(rows[:SEARCHED_ROWS], key=likeness, default=None)
        return found if found and likeness(found)[1] > 1 else None


@dataclass(frozen=True)
class HeadingText:
    """The heading of one column as it is shown to staff, and the spellings to look it up by, the best first."""

    shown: str = ""
    spellings: tuple[str, ...] = ()
    is_text: bool = True


def _as_heading(cell: Cell) -> HeadingText:
    if cell is None:
        return HeadingText()
    text = tidy(str(cell))
    return HeadingText(text, (text,) if isinstance(cell, str) else (), isinstance(cell, str))


def _joined(above: Sequence[Cell], below: Sequence[Cell]) -> list[HeadingText]:
    """The headings of two rows, the upper of which groups columns: "ผู้ผลิต" over "ชื่อ" and "ตำบล".

    A group's text stands in its first column and holds up to the next text of the upper row.
    """
    texts: list[HeadingText] = []
    group = ""
    for index in range(max(len(above), len(below))):
        upper = above[index] if index < len(above) else None
        lower = below[index] if index < len(below) else None
        if isinstance(upper, str):
            group = tidy(upper)
        part = tidy(lower) if isinstance(lower, str) else ""
        if not part or fold(part) == fold(group):
            texts.append(_as_heading(upper if upper is not None else lower))
        elif group:
            texts.append(HeadingText(f"{group} {part}", (f"{part}{group}", part, f"{group}{part}")))
        else:
            texts.append(_as_heading(lower))
    return texts


@dataclass(frozen=True)
class Headings:
    """The row of the headings (the lower of two), the column (from 0) of each field found, and the unknown headings.

    asked: those of the unknown headings that staff should match. texts: the heading of each column.
    """

    row_number: int
    columns: Mapping[str, int]
    width: int
    unknown: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    texts: tuple[str, ...] = ()

    def value(self, cells: Sequence[Cell], name: str) -> Cell:
        """The cell of a field in a row; None where the sheet has no such column or the row ends before it."""
        column = self.columns.get(name)
        return cells[column] if column is not None and column < len(cells) else None

    def data_rows(self, rows: Rows) -> Iterator[tuple[int, list[Cell]]]:
        """The data rows with their numbers: all below the headings."""
        return ((number, cells) for number, cells in rows if number > self.row_number)

    def notes_on(self, sheet: Sheet) -> list[str]:
        """Notes for staff on a sheet with these headings: removed ID-card numbers first."""
        if not sheet.id_cards:
            return list(sheet.notes)
        return [taken_out(sheet.id_cards, list(self.texts)), *sheet.notes]
