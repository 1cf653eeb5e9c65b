"""The refused rows of an import as an xlsx to correct and import again: original columns and the reason."""

import tempfile
from collections.abc import Iterator
from typing import IO, Any

from catalog.importing import headings, previews
from catalog.importing.columns import REASON
from catalog.importing.models import ImportBatch
from center.records.messages import translate
from center.sheets import spreadsheets
from center.sheets.reading import SheetRefused
from center.sheets.rows import Outcome
from thai.folding import fold


def write_xlsx(batch: ImportBatch) -> IO[bytes] | None:
    """A temporary file, closed by the caller; None if the sheet was deleted or its headings are no longer known."""
    sheet = batch.stored_sheet()
    if sheet is None:
        return None
    try:
        number = headings.find(batch.kind, sheet).row_number
    except SheetRefused:
        return None
    rows = dict(sheet.rows)
    top = rows[number]
    kept = [index for index, cell in enumerate(top) if cell is not None and fold(str(cell)) != fold(REASON)]

    def table() -> Iterator[list[Any]]:
        for number, why in _reasons(batch):
            if number in rows:
                cells = dict(enumerate(rows[number]))
                yield [cells.get(index) for index in kept] + [why]

    out = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    spreadsheets.write(out, spreadsheets.XLSX, [str(top[index]) for index in kept] + [REASON], table())
    out.seek(0)
    return out


def _reasons(batch: ImportBatch) -> list[tuple[int, str]]:
    """Numbers and reasons of the refused rows, from the preview, else from the records."""
    if batch.preview:
        return [(shown["n"], translate(shown.get("why", ""))) for shown in previews.lines(batch, "refused")]
    refused = batch.rows.filter(outcome=Outcome.REFUSED).values_list("number", "reason")
    return [(number, translate(reason)) for number, reason in refused]
