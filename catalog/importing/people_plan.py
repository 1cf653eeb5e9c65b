"""What a sheet of people would do: its counts, the lines of its preview, and the writing of it.

How people are read, compared and written is known to `center.people` (sheet_rows, sheet_comparison, sheet_writing),
which knows nothing of imports; here that meets the batch, its preview and its rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from catalog.importing.models import ImportBatch, ImportRow
from catalog.importing.previews import Line, Shown, lists_of, refused_line, show_notes
from catalog.importing.writing import ImportClash
from center.people.sheet_comparison import NEW_PERSON, PersonChange, counts, describe
from center.people.sheet_rows import COLUMNS
from center.people.sheet_writing import PeopleChanged, write
from center.places import tambons
from center.records.bulk import BATCH
from center.records.messages import kept, kept_text
from center.sheets.reading import Sheet
from center.sheets.rows import Outcome, RefusedRow
from thai.phones import format_phone

PEOPLE_EDITED = gettext_noop("ข้อมูลบุคคลถูกแก้ไขระหว่างเปรียบเทียบ จึงยังไม่ได้บันทึกอะไรเลย กรุณานำเข้าอีกครั้ง")


@dataclass
class PeoplePlan:
    """Nothing here holds a lock or a transaction; `write` alone writes."""

    batch: ImportBatch
    sheet: Sheet
    notes: list[str]
    rows: list[PersonChange | RefusedRow]

    @property
    def counts(self) -> dict[str, int]:
        return counts(self.rows)

    def lines(self) -> Iterator[Line]:
        """The lines of the preview. One query."""
        cells, names = dict(self.sheet.rows), tambons.names_by_code()
        for row in self.rows:
            if isinstance(row, RefusedRow):
                yield refused_line(row, cells[row.number])
            elif lists := lists_of(row.outcome, row.row, ["known"] if row.candidates else []):
                yield lists, _shown(row, names)

    def write(self, by: AbstractUser | None) -> None:
        """Write all of it in one transaction, or nothing. Raises ImportClash."""
        try:
            with transaction.atomic():
                self._write(by)
        except (IntegrityError, PeopleChanged):
            raise ImportClash(PEOPLE_EDITED) from None

    def _write(self, by: AbstractUser | None) -> None:
        self.batch.mark_written(self.counts, by=by)
        changes = [row for row in self.rows if isinstance(row, PersonChange)]
        written = write(changes, by=by, reason=self.batch.history_reason())
        records = [self._record(row) for row in self.rows if isinstance(row, RefusedRow)]
        for row in written:
            if row.change.outcome:
                record = self._record(row.change)
                record.person = row.person
                record.after = {"filled": row.filled, "joined": row.change.joins} if row.person else None
                records.append(record)
        ImportRow.objects.bulk_create(records, batch_size=BATCH)

    def _record(self, row: PersonChange | RefusedRow) -> ImportRow:
        return ImportRow(batch=self.batch, number=row.number, outcome=row.outcome or "", reason=kept_text(row.reason))


def _shown(change: PersonChange, tambon_names: dict[str, str]) -> Shown:
    row = change.row
    shown: Shown = {"n": change.number, "name": f"{row.title}{row.full_name}"}
    if change.reason:
        shown["why"] = kept(change.reason)
    if change.outcome == Outcome.DUPLICATE:
        return shown

    def text(name: str, value: object) -> str:
        if name == "tambon_id":
            return tambon_names.get(str(value), "")
        return format_phone(str(value)) if name == "phone" else str(value)

    def label(name: str) -> str:
        return COLUMNS.labels[name.removesuffix("_id")]

    told = ((name, getattr(row, name)) for name in ("phone", "moo", "tambon_id", "group", "role"))
    shown["facts"] = [(label(name), text(name, value)) for name, value in told if value]
    if change.outcome == Outcome.CHANGED:
        shown["diff"] = [(label(name), "–", text(name, value)) for name, value in change.fills.items()]
        if change.joins:
            shown["diff"].append((gettext_noop("เป็นสมาชิก"), "–", row.group))
    show_notes(shown, row)
    if change.candidates:
        shown["known"] = [(str(person.pk), kept(describe(person))) for person in change.candidates]
        shown["chosen"] = str(change.person.pk) if change.person else NEW_PERSON
    return shown
