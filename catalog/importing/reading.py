"""One row of a sheet while it is read: its cells as repaired texts, and what was repaired. Asks no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from catalog.importing.columns import LABELS
from center.records.messages import Sentence
from center.sheets.cell_texts import cell_text, in_column
from center.sheets.columns import Headings
from center.sheets.reading import Cell

LONGEST_NAME = 200
CUT = gettext_noop("%(column)s: ตัดให้เหลือ %(most)s ตัวอักษร")
_LENGTHS = {"address": 300, "local_government": 120, "district": 60, "province": 60, "other_phones": 200}


@dataclass(frozen=True)
class Known:
    """What of the database a row's reading needs: our tambons and the categories by their folded names."""

    tambons: Mapping[str, str]
    categories: Mapping[str, str]


@dataclass
class Reading:
    """The cells of one row by what they hold, and what was repaired or should be looked at so far."""

    headings: Headings
    cells: list[Cell]
    repairs: list[str] = field(default_factory=list)
    to_check: list[str] = field(default_factory=list)

    def cell(self, name: str) -> Cell:
        return self.headings.value(self.cells, name)

    def text(self, name: str) -> str:
        """The repaired text of a field, its repairs noted, cut to the column's length."""
        text, repairs = cell_text(self.cell(name))
        self.repairs += [in_column(LABELS[name], repair) for repair in repairs]
        return self.cut(name, text)

    def number(self, name: str) -> int | None:
        """The id a cell of our own list holds, or None."""
        text = cell_text(self.cell(name))[0]
        return int(text) if text.isdecimal() and len(text) < 10 and int(text) else None

    def cut(self, name: str, text: str) -> str:
        longest = _LENGTHS.get(name, LONGEST_NAME)
        if len(text) > longest:
            self.repairs.append(Sentence(CUT, column=Sentence(LABELS[name]), most=longest))
        return text[:longest].strip()
