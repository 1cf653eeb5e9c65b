"""The refused rows of an import as an xlsx to correct and import again: original columns and the reason."""

import tempfile
from collections.abc import Iterator
from typing import IO, Any

from catalog.importing import headings, previews
from catalog.importing.columns import REASON
from catalog.importing.kinds import KINDS
from catalog.importing.models import ImportBatch
from center.records.messages import translate
from center.sheets import spreadsheets
from center.sheets.columns import Headings
from center.sheets.rows import Outcome
from center.sheets.sheet import SheetRefused
from thai.folding import fold


def write_xlsx(batch: ImportBatch) -> IO[bytes] | None:
    """A temporary file, closed by the caller; None if the sheet was deleted or its headings are no longer known."""
    sheet = batch.stored_sheet()
    if sheet is None:
        return None
    try:
        found = headings.find(batch.kind, sheet)
    except SheetRefused:
        return None
    rows = dict(sheet.rows)
    top = _headings(batch, found)
    kept = [index for index, text in enumerate(top) if text and fold(text) != fold(REASON)]

    def table() -> Iterator[list[Any]]:
        for number, why in _reasons(batch):
            if number in rows:
                cells = dict(enumerate(rows[number]))
                yield [cells.get(index) for index in kept] + [why]

    out = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    spreadsheets.write(out, spreadsheets.XLSX, [top[index] for index in kept] + [REASON], table())
    out.seek(0)
    return out


def _headings(batch: ImportBatch, found: Headings) -> list[str]:
    """The heading of each column as it stands in the sheet; of headings in two rows one that will be recognized alone."""
    columns, fields = KINDS[batch.kind].columns, {index: name for name, index in found.columns.items()}
    return [
        columns.labels[fields[index]] if index in fields and not columns.recognize(text) else text
        for index, text in enumerate(found.texts)
    ]


def _reasons(batch: ImportBatch) -> list[tuple[int, str]]:
    """Numbers and reasons of the refused rows, from the preview, else from the records."""
    if batch.preview:
        return [(shown["n"], translate(shown.get("why", ""))) for shown in previews.lines(batch, "refused")]
    refused = batch.rows.filter(outcome=Outcome.REFUSED).values_list("number", "reason")
    return [(number, translate(reason)) for number, reason in refused]
