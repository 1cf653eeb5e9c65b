"""A sheet that was sent: read at once, since it may hold ID-card numbers, and stored as its rows; the rest is a job's."""

import hashlib
import threading

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from catalog.importing.jobs import begin, note
from catalog.importing.kinds import Kind
from catalog.importing.models import ImportBatch
from center.access.models import User
from center.jobs.models import Job
from center.records.messages import kept_text
from center.sheets.reading import SheetRefused, read_content
from center.sheets.stored_sheets import pack
from thai.id_cards import without_id_cards

# One sheet at a time in a process: the largest take a hundred megabytes while they are read.
_reading = threading.Lock()


def begin_import(
    file: UploadedFile, *, kind: str, all_districts: bool, published: bool, by: User
) -> tuple[ImportBatch, Job | None]:
    """Store the rows of a sheet and queue their comparison. What can't be read is refused: no file, no job.

    all_districts and published don't concern people.
    """
    content = file.read()
    people = kind == Kind.PEOPLE
    batch = ImportBatch(
        kind=kind,
        state=ImportBatch.State.COMPARING,
        file_name=without_id_cards(file.name or "")[0][-260:] or "–",
        sha256=hashlib.sha256(content).hexdigest(),
        started_by=by,
        all_districts=all_districts and not people,
        published=published and not people,
    )
    try:
        with _reading:
            rows = pack(read_content(content))
    except SheetRefused as refusal:
        batch.state, batch.trouble = ImportBatch.State.REFUSED, kept_text(refusal.said)
    else:
        batch.file = ContentFile(rows, "sheet")
    with transaction.atomic():
        batch.save()
        note(batch, by, "รับไฟล์นำเข้า")
        return batch, begin("compare_import", batch, by) if batch.file else None
