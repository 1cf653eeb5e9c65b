"""The headings of a sheet: what we know of them, and what staff said of the others."""

from collections.abc import Iterable

from catalog.importing.kinds import KINDS
from catalog.importing.models import HeadingChoice, ImportBatch
from center.access.models import User
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


def remember(kind: str, chosen: Iterable[tuple[str, str]], by: User) -> None:
    """Store staff's choices (heading, and field or NOT_USED), except those that equal the built-in match."""
    for heading, name in chosen:
        folded = fold(heading)[:LONGEST_HEADING]
        if name == KINDS[kind].columns.recognize(heading):
            HeadingChoice.objects.filter(kind=kind, folded=folded).delete()
        else:
            said = {"heading": heading, "field": "" if name == NOT_USED else name, "by": by}
            HeadingChoice.objects.update_or_create(kind=kind, folded=folded, defaults=said)
