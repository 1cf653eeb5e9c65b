"""The headings of a sheet: what we know of them, and what staff said of the others."""

from collections.abc import Iterable

from catalog.importing.kinds import KINDS
from catalog.importing.models import HeadingChoice, ImportBatch
from center.access.models import User
from center.sheets.cell_texts import cell_text
from center.sheets.columns import Headings
from center.sheets.sheet import Cell, Sheet, SheetRefused
from thai.folding import fold

NOT_USED = "-"
LONGEST_HEADING = 200


class HeadingsUnknown(Exception):
    """Staff must match headings: .headings as written in the sheet, and .why (may be empty)."""

    def __init__(self, headings: list[str], why: str = "") -> None:
        super().__init__(why)
        self.headings, self.why = headings, why


class SheetUnchosen(Exception):
    """The file has several sheets with known headings, of which staff must choose one."""


def find(kind: str, sheet: Sheet) -> Headings:
    """The headings of a sheet, by known spellings and staff's choices. Raises SheetRefused where there are none."""
    return KINDS[kind].columns.find(sheet.rows, remembered(kind))


def find_or_ask(kind: str, sheet: Sheet) -> Headings:
    """As find(), but raises HeadingsUnknown where staff must match a column first."""
    try:
        headings = find(kind, sheet)
    except SheetRefused as refusal:
        guessed = KINDS[kind].columns.guess_row(sheet.rows)
        if guessed is None:
            raise
        raise HeadingsUnknown(_distinct(guessed[1]), refusal.said) from None
    if headings.asked:
        raise HeadingsUnknown(_distinct(headings.texts))
    return headings


def remembered(kind: str) -> dict[str, str]:
    """Staff's earlier choices for this kind of sheet: field by folded heading, empty for "not used"."""
    return dict(HeadingChoice.objects.filter(kind=kind).values_list("folded", "field"))


def _distinct(cells: Iterable[Cell]) -> list[str]:
    """The headings of a row, each once."""
    found: dict[str, str] = {}
    for cell in cells:
        if isinstance(cell, str) and fold(cell):
            found.setdefault(fold(cell), cell.strip()[:LONGEST_HEADING])
    return list(found.values())


# --- Matched by hand ------------------------------------------------------------------------------------------------


def to_match(batch: ImportBatch) -> list[str]:
    """The headings to match: those that a job asked for, else all headings of the sheet, to change earlier choices."""
    if batch.headings:
        return list(batch.headings)
    sheet = batch.stored_sheet()
    try:
        return _distinct(find(batch.kind, sheet).texts) if sheet else []
    except SheetRefused:
        return []


def examples(batch: ImportBatch, most: int = 3) -> dict[str, list[str]]:
    """The first values below each heading of the sheet, by folded heading."""
    sheet = batch.stored_sheet()
    if sheet is None:
        return {}
    try:
        found = find(batch.kind, sheet)
        row_number, texts = found.row_number, list(found.texts)
    except SheetRefused:
        guessed = KINDS[batch.kind].columns.guess_row(sheet.rows)
        if guessed is None:
            return {}
        row_number, texts = guessed[0], [str(cell) if cell is not None else "" for cell in guessed[1]]
    values: dict[str, list[str]] = {}
    for index, text in enumerate(texts):
        shown = values.setdefault(fold(text), [])
        for number, cells in sheet.rows:
            if (
                number > row_number
                and len(shown) < most
                and index < len(cells)
                and (value := cell_text(cells[index])[0])
            ):
                shown.append(value[:40])
    return values


def remember(kind: str, chosen: Iterable[tuple[str, str]], by: User) -> None:
    """Store staff's choices (heading, and field or NOT_USED), except those that equal the built-in match."""
    for heading, name in chosen:
        folded = fold(heading)[:LONGEST_HEADING]
        if name == KINDS[kind].columns.recognize(heading):
            HeadingChoice.objects.filter(kind=kind, folded=folded).delete()
        else:
            said = {"heading": heading, "field": "" if name == NOT_USED else name, "by": by}
            HeadingChoice.objects.update_or_create(kind=kind, folded=folded, defaults=said)
