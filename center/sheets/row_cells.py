"""One row of a sheet while it is read: its cells as repaired texts, and the repairs. No queries."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from center.records.messages import Sentence
from center.sheets.cell_texts import cell_text, in_column
from center.sheets.columns import Columns, Headings
from center.sheets.sheet import Cell
from thai.folding import fold

CUT = gettext_noop("%(column)s: ตัดให้เหลือ %(most)s ตัวอักษร")


@dataclass
class RowCells:
    """The cells of one row by field; collects repairs and what staff should check."""

    columns: Columns
    headings: Headings
    cells: list[Cell]
    repairs: list[str] = field(default_factory=list)
    to_check: list[str] = field(default_factory=list)

    def cell(self, name: str) -> Cell:
        """The cell as it was read; None where the sheet has no such column."""
        return self.headings.value(self.cells, name)

    def put(self, name: str, cell: Cell) -> None:
        """Replace the cell of a field; without such a column nothing happens."""
        index = self.headings.columns.get(name)
        if index is not None:
            self.cells += [None] * (index + 1 - len(self.cells))
            self.cells[index] = cell

    def text(self, name: str) -> str:
        """The repaired text of a field; records the repairs."""
        text, repairs = cell_text(self.cell(name))
        self.repairs += [in_column(self.columns.labels[name], repair) for repair in repairs]
        return self.cut(name, text)

    def number(self, name: str) -> int | None:
        """The primary key that a cell of our own exported list holds, or None."""
        text = cell_text(self.cell(name))[0]
        return int(text) if text.isdecimal() and len(text) < 10 and int(text) else None

    def cut(self, name: str, text: str) -> str:
        """The text, cut to the length of its column; cutting is recorded as a repair."""
        longest = self.columns.longest.get(name, len(text))
        if len(text) > longest:
            self.repairs.append(Sentence(CUT, column=Sentence(self.columns.labels[name]), most=longest))
            text = text[:longest]
        return text.strip()

    def by_heading(self) -> dict[str, Cell]:
        """The cells of all columns with a heading, by folded heading."""
        texts = self.headings.texts
        return {
            fold(text): self.cells[index] if index < len(self.cells) else None
            for index, text in enumerate(texts)
            if text
        }
