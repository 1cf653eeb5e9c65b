"""The headings of a sheet: what we know of them, and what staff said of the others."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from catalog.importing.kinds import KINDS
from catalog.importing.models import HeadingChoice, ImportBatch
from center.access.models import User
from center.sheets.columns import Columns, Headings
from center.sheets.reading import Cell, Sheet, SheetRefused
from thai.folding import fold

NOT_USED = "-"
LONGEST_HEADING = 200


class HeadingsUnknown(Exception):
    """Somebody has to say what columns mean: .headings as they stand in the sheet, and .why, or empty."""

    def __init__(self, headings: list[str], why: str = "") -> None:
        super().__init__(why)
        self.headings, self.why = headings, why


def find(kind: str, sheet: Sheet) -> Headings:
    """The headings of a sheet, by our spellings and what staff said. Raises SheetRefused where there are none."""
    return KINDS[kind].columns.find(sheet.rows, _remembered(kind))


def find_or_ask(kind: str, sheet: Sheet) -> Headings:
    """As find(), but raises HeadingsUnknown where a person has to say first what a column holds."""
    try:
        headings = find(kind, sheet)
    except SheetRefused as refusal:
        guessed = KINDS[kind].columns.guess_row(sheet.rows)
        if guessed is None:
            raise
        raise HeadingsUnknown(_distinct(guessed[1]), refusal.said) from None
    if headings.asked:
        raise HeadingsUnknown(_distinct(dict(sheet.rows)[headings.row_number]))
    return headings


def _remembered(kind: str) -> dict[str, str]:
    """What staff said of headings of this kind of sheet before: field by folded heading, empty for "not used"."""
    return dict(HeadingChoice.objects.filter(kind=kind).values_list("folded", "field"))


def _distinct(cells: Iterable[Cell]) -> list[str]:
    """The headings of a row, each once."""
    found: dict[str, str] = {}
    for cell in cells:
        if isinstance(cell, str) and fold(cell):
            found.setdefault(fold(cell), cell.strip()[:LONGEST_HEADING])
    return list(found.values())


# --- Matched by hand ------------------------------------------------------------------------------------------------


@dataclass
class Match:
    """A heading of the page on which staff say what columns hold. chosen: a field, NOT_USED, or nothing yet."""

    index: int
    heading: str
    chosen: str


def matches_of(batch: ImportBatch) -> list[Match]:
    """The headings to match: those a job asked for, else all of a sheet that was understood and shall be read otherwise."""
    columns, by_hand = KINDS[batch.kind].columns, _remembered(batch.kind)
    matches = []
    for index, heading in enumerate(batch.headings or _headings_of(batch)):
        settled = NOT_USED if columns.is_settled(heading, by_hand) else ""
        matches.append(Match(index, heading, columns.recognize(heading, by_hand) or settled))
    return matches


def _headings_of(batch: ImportBatch) -> list[str]:
    sheet = batch.stored_sheet()
    try:
        cells = dict(sheet.rows)[find(batch.kind, sheet).row_number] if sheet else []
    except SheetRefused:
        return []
    return [cell.strip()[:LONGEST_HEADING] for cell in cells if isinstance(cell, str)]


def wrong_match(matches: list[Match], columns: Columns) -> str:
    """Why a matching can't be taken, in one sentence; empty when it can."""
    if missing := [match.heading for match in matches if match.chosen not in (NOT_USED, *columns.labels)]:
        return gettext("ยังไม่ได้เลือก: %s") % ", ".join(missing)
    chosen = [match.chosen for match in matches if match.chosen != NOT_USED]
    if not set(columns.required) & set(chosen):
        return gettext("ต้องมีคอลัมน์หนึ่งเป็น %s") % required_of(columns)
    if twice := {name for name in chosen if chosen.count(name) > 1}:
        return gettext("เลือกซ้ำ: %s") % ", ".join(gettext(columns.labels[name]) for name in twice)
    return ""


def required_of(columns: Columns) -> str:
    """The labels of the columns of which a sheet has at least one."""
    return " / ".join(gettext(columns.labels[name]) for name in columns.required)


def remember(kind: str, matches: list[Match], by: User) -> None:
    """Keep what differs from what the portal knows by itself."""
    for match in matches:
        chosen = "" if match.chosen == NOT_USED else match.chosen
        key = {"kind": kind, "folded": fold(match.heading)[:LONGEST_HEADING]}
        if chosen and chosen == KINDS[kind].columns.recognize(match.heading):
            HeadingChoice.objects.filter(**key).delete()
        else:
            said = {"heading": match.heading, "field": chosen, "by": by}
            HeadingChoice.objects.update_or_create(**key, defaults=said)
