"""The page on which an officer says what the columns of a sheet hold."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from catalog.importing.admin_page import ImportPage, State
from catalog.importing.jobs import begin
from catalog.importing.models import HeadingChoice, ImportBatch
from catalog.importing.plans import COLUMNS, remembered
from center.sheets.columns import Columns
from center.sheets.reading import SheetRefused
from thai.folding import fold


class HeadingsPage(ImportPage):
    def headings_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.find_import(request, pk)
        if batch.state not in (State.HEADINGS, State.READY, State.REFUSED) or not batch.file:
            return self.to_import(batch)
        columns = COLUMNS[batch.kind]
        by_hand = remembered(batch.kind)
        named = batch.headings or self._headings_of(batch)
        rows = [
            {
                "index": index,
                "heading": heading,
                "chosen": columns.recognize(heading, by_hand) or ("-" if columns.is_settled(heading, by_hand) else ""),
            }
            for index, heading in enumerate(named)
        ]
        wrong = ""
        if request.method == "POST":
            for row in rows:
                row["chosen"] = request.POST.get(f"heading-{row['index']}", "")
            wrong = _wrong_match(rows, columns)
            if not wrong:
                self._remember(request, batch, rows)
                return self.to_import(batch)
        choices = [("-", gettext_noop("ไม่ใช้คอลัมน์นี้")), *columns.labels.items()]
        return self.show_page(
            request,
            "headings",
            _("จับคู่หัวตาราง: %s") % batch.file_name,
            batch=batch,
            rows=rows,
            choices=choices,
            wrong=wrong,
            required=" / ".join(gettext(columns.labels[name]) for name in columns.required),
        )

    @staticmethod
    def _headings_of(batch: ImportBatch) -> list[str]:
        """The headings of a sheet that was understood, for who wants to match them otherwise."""
        sheet = batch.stored_sheet()
        if sheet is None:
            return []
        try:
            headings = COLUMNS[batch.kind].find(sheet.rows, remembered(batch.kind))
        except SheetRefused:
            return []
        return [cell.strip()[:200] for cell in dict(sheet.rows)[headings.row_number] if isinstance(cell, str)]

    @staticmethod
    def _remember(request: HttpRequest, batch: ImportBatch, rows: list[dict]) -> None:
        """Keep what differs from what the portal knows by itself, and compare anew."""
        columns = COLUMNS[batch.kind]
        with transaction.atomic():
            for row in rows:
                chosen, known = "" if row["chosen"] == "-" else row["chosen"], columns.recognize(row["heading"])
                its = {"kind": batch.kind, "folded": fold(row["heading"])[:200]}
                if known and chosen == known:
                    HeadingChoice.objects.filter(**its).delete()
                else:
                    said = {"heading": row["heading"], "field": chosen, "by": request.user}
                    HeadingChoice.objects.update_or_create(**its, defaults=said)
            changed = ImportBatch.objects.filter(pk=batch.pk, state=batch.state).update(state=State.COMPARING)
            if changed:
                begin("compare_import", batch, request.user)


def _wrong_match(rows: list[dict], columns: Columns) -> str:
    """Why a matching can't be taken, in one sentence; empty when it can."""
    if missing := [row["heading"] for row in rows if row["chosen"] != "-" and row["chosen"] not in columns.labels]:
        return gettext("ยังไม่ได้เลือก: %s") % ", ".join(missing)
    chosen = [row["chosen"] for row in rows if row["chosen"] != "-"]
    if not set(columns.required) & set(chosen):
        return gettext("ต้องมีคอลัมน์หนึ่งเป็น %s") % " / ".join(gettext(columns.labels[name]) for name in columns.required)
    if twice := {name for name in chosen if chosen.count(name) > 1}:
        return gettext("เลือกซ้ำ: %s") % ", ".join(gettext(columns.labels[name]) for name in twice)
    return ""
