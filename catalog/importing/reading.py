"""What the reading of a row must know: our tambons and categories, how long texts may be. Asks no database."""

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.importing.columns import LABELS
from center.sheets.columns import Headings
from center.sheets.reading import Cell
from center.sheets.row_cells import RowCells

LONGEST_NAME = 200
LONGEST = dict.fromkeys(LABELS, LONGEST_NAME) | {
    "address": 300,
    "local_government": 120,
    "district": 60,
    "province": 60,
}


@dataclass(frozen=True)
class Known:
    """What of the database a row's reading needs: our tambons and the categories by their folded names."""

    tambons: Mapping[str, str]
    categories: Mapping[str, str]


def cells_of(cells: list[Cell], headings: Headings) -> RowCells:
    """A row of a sheet of products or producers, to be read."""
    return RowCells(headings, cells, LABELS, LONGEST)
