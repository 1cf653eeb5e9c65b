"""State transitions of an import: start, next steps, and the reset when a job failed.

The work of each step is a background job (catalog.importing.jobs).
"""

import hashlib
import threading
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_noop

from catalog.importing.kinds import KINDS
from catalog.importing.models import ImportBatch
from center.access.models import User
from center.jobs.models import Job
from center.jobs.queue import enqueue
from center.records.messages import serialize_text
from center.sheets.reading import read_content
from center.sheets.sheet import Sheet, SheetRefused
from center.sheets.stored_sheets import pack
from thai.id_cards import without_id_cards

State = ImportBatch.State
RUNNING = {State.COMPARING: "compare_import", State.WRITING: "write_import", State.UNDOING: "undo_import"}
"""The job of each state in which one runs."""
AFTER_FAILURE = {State.COMPARING: State.REFUSED, State.WRITING: State.READY, State.UNDOING: State.WRITTEN}
"""The state of an import after that job failed or was cancelled."""
CANCELLED = gettext_noop("งานถูกยกเลิก ยังไม่มีอะไรเปลี่ยน")
# One sheet at a time per process: reading the largest takes 120 MB.
_reading = threading.Lock()


def begin_import(
    file: "UploadedFile[Any]", *, kind: str, all_districts: bool, published: bool, by: User
) -> tuple[ImportBatch, Job | None]:
    """Store the rows of a sheet and queue their comparison. For an unreadable file neither is done.

    The file is parsed in this request, since ID-card numbers must not be stored. all_districts and published are ignored
    for people.
    """
    content = file.read()
    people = kind == ImportBatch.Kind.PEOPLE
    batch = ImportBatch(
        kind=kind,
        state=State.COMPARING,
        file_name=without_id_cards(file.name or "")[0][-260:] or "–",
        sha256=hashlib.sha256(content).hexdigest(),
        started_by=by,
        all_districts=all_districts and not people,
        published=published and not people,
    )
    try:
        with _reading:
            rows = pack(read_content(content, KINDS[kind].columns.count_known))
    except SheetRefused as refusal:
        batch.state, batch.trouble = State.REFUSED, serialize_text(refusal.said)
    else:
        batch.file = ContentFile(rows, "sheet")
    with transaction.atomic():
        batch.save()
        note(batch, by, "รับไฟล์นำเข้า")
        return batch, begin("compare_import", batch, by) if batch.file else None


def keep_sheet(batch: ImportBatch, sheet: Sheet, by: User) -> None:
    """Replace the stored sheets of a file by the one that staff chose, and queue the comparison."""
    old = batch.file.name or ""
    sheet.others = []
    batch.file.save("sheet", ContentFile(pack(sheet)), save=False)
    if next_step(batch, State.COMPARING, by, expected={"state": State.SHEETS}, file=batch.file.name):
        default_storage.delete(old)


def begin(kind: str, batch: ImportBatch, by: User) -> Job:
    """Queue a job for an import, unless one is unfinished. Idempotent."""
    return enqueue(kind, arguments={"batch": batch.pk}, by=by, unique_key=f"import:{batch.pk}")


def next_step(batch: ImportBatch, state: str, by: User, *, expected: dict[str, Any], **changes: Any) -> bool:
    """Move an import to a state in which a job runs, and queue it; False if its fields aren't as `expected` any more."""
    with transaction.atomic():
        moved = ImportBatch.objects.filter(pk=batch.pk, **expected).update(state=state, **changes)
        if moved:
            begin(RUNNING[State(state)], batch, by)
    return bool(moved)


def unfinished_job(batch: ImportBatch) -> Job | None:
    """The unfinished job of an import. If it failed or was cancelled, resets the import's state and returns None."""
    state = State(batch.state)
    job = Job.objects.filter(kind=RUNNING[state], arguments__batch=batch.pk).order_by("-pk").first()
    if job and job.is_unfinished:
        return job
    unsettled = ImportBatch.objects.filter(pk=batch.pk, state=state)
    unsettled.update(state=AFTER_FAILURE[state], trouble=(job and job.error) or CANCELLED)
    return None


def note(batch: ImportBatch, by: User | None, what: str) -> None:
    """Add an entry to the staff log (LogEntry) of an import."""
    if by:
        LogEntry.objects.log_actions(by.pk, [batch], CHANGE, what, single_object=True)
