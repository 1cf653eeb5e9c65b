"""The refused rows of an import as a file to correct and import again."""

import tempfile
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from catalog.importing import previews
from catalog.importing.admin_page import ImportPage
from catalog.importing.columns import REASON
from catalog.importing.models import ImportBatch
from catalog.importing.plans import COLUMNS, remembered
from center.records.messages import told
from center.sheets import spreadsheets
from center.sheets.reading import SheetRefused
from thai.folding import fold


class RefusedRowsFile(ImportPage):
    def refused_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The refused rows with their original columns and why, to correct and import again."""
        batch = self.find_import(request, pk)
        sheet = batch.stored_sheet()
        if sheet is None:
            raise Http404
        try:
            headings = COLUMNS[batch.kind].find(sheet.rows, remembered(batch.kind))
        except SheetRefused:
            raise Http404 from None
        rows = dict(sheet.rows)
        reasons = self._reasons(batch)
        top = rows[headings.row_number]
        kept = [index for index, cell in enumerate(top) if cell is not None and fold(str(cell)) != fold(REASON)]

        def cell(cells: list, index: int) -> Any:
            return cells[index] if index < len(cells) else None

        table = ([*(cell(rows[number], index) for index in kept), why] for number, why in reasons if number in rows)
        out = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
        spreadsheets.write(out, spreadsheets.XLSX, [*(str(top[index]) for index in kept), REASON], table)
        out.seek(0)
        name = gettext("เฉพาะแถวที่ไม่รับ") + ".xlsx"
        return FileResponse(out, as_attachment=True, filename=name, content_type=spreadsheets.TYPES[spreadsheets.XLSX])

    @staticmethod
    def _reasons(batch: ImportBatch) -> list[tuple[int, str]]:
        """Numbers of the refused rows and why: of the preview, or where that is gone, of what was recorded."""
        if batch.preview:
            return [(shown["n"], told(shown.get("why", ""))) for shown in previews.lines(batch, "refused")]
        kept = batch.rows.filter(outcome="refused").values_list("number", "reason")
        return [(number, told(reason)) for number, reason in kept]
