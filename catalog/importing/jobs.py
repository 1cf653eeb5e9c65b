"""Background jobs of imports: compare the upload, write what was confirmed, undo, delete old files.

`catalog.importing.steps` queues them, and resets the state of an import whose job failed.
"""

from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from catalog.importing import previews, undo
from catalog.importing.headings import HeadingsUnknown, SheetUnchosen
from catalog.importing.models import PLACE, ImportBatch
from catalog.importing.plans import Plan, make_plan
from catalog.importing.steps import note
from catalog.importing.writing import ImportClash
from center.jobs.kinds import Refused, job_kind
from center.jobs.models import Job
from center.jobs.running import RunningJob
from center.records.messages import serialize, serialize_text
from center.records.retention import Period
from center.sheets.sheet import SheetRefused

KEPT = Period("imports", 60, timedelta(days=30), _("แถวของไฟล์ที่นำเข้าและผลเปรียบเทียบ"), _("ลบ"))
ORPHANED_AFTER = timedelta(days=1)
STEPS = 3  # reading, comparing, and the preview or the writing
State = ImportBatch.State
GONE = gettext_noop("ไฟล์ของการนำเข้านี้ถูกลบไปแล้ว กรุณาเลือกไฟล์ใหม่")
CHANGED_MEANWHILE = gettext_noop("ข้อมูลในระบบเปลี่ยนไปหลังจากเปรียบเทียบ จึงยังไม่ได้บันทึกอะไร กรุณาตรวจรายการใหม่อีกครั้ง")


def page_of(job: Job) -> str:
    return reverse("admin:catalog_import", args=[job.arguments["batch"]])


# --- Comparing and writing ------------------------------------------------------------------------------------------


@job_kind("compare_import", label=_("เปรียบเทียบไฟล์นำเข้ากับข้อมูลในระบบ"), unit=_("ขั้น"), done_url=page_of)
def compare_import(job: RunningJob, batch: int) -> None:
    found = ImportBatch.objects.get(pk=batch)
    if found.state == State.COMPARING and (plan := _plan(job, found)):
        job.progress(2, STEPS, gettext_noop("กำลังทำรายการให้ตรวจ"))
        _show(job, found, plan)


@job_kind("write_import", label=_("บันทึกการนำเข้า"), unit=_("ขั้น"), done_url=page_of)
def write_import(job: RunningJob, batch: int) -> None:
    """Compare again; write if the changes are still those that were confirmed, else show the new preview."""
    found = ImportBatch.objects.get(pk=batch)
    if found.state != State.WRITING:
        return
    plan = _plan(job, found)
    if plan and previews.digest_of(plan.lines()) == found.digest:
        job.progress(2, STEPS, gettext_noop("กำลังบันทึก"))
        try:
            with transaction.atomic():
                plan.write(job.by)
                note(found, job.by, "บันทึกการนำเข้า")
                job.done = STEPS
                job.finish(plan.counts)
            return
        except ImportClash:
            found = ImportBatch.objects.get(pk=batch)
            plan = _plan(job, found)
    if plan:
        _show(job, found, plan, CHANGED_MEANWHILE)


def _plan(job: RunningJob, batch: ImportBatch) -> Plan | None:
    """The plan of a batch; None where staff must act first, which is saved in the batch, and the job finished."""
    job.progress(0, STEPS, gettext_noop("กำลังอ่านไฟล์"))
    sheet = batch.stored_sheet()
    if sheet is None:
        raise Refused(GONE)
    old = batch.preview.name or ""
    try:
        if sheet.others:
            raise SheetUnchosen
        job.progress(1, STEPS, gettext_noop("กำลังเปรียบเทียบกับข้อมูลในระบบ"))
        return make_plan(batch, sheet)
    except SheetUnchosen:
        batch.state, batch.headings, batch.trouble = State.SHEETS, [], ""
    except SheetRefused as refusal:
        batch.state, batch.trouble = State.REFUSED, serialize_text(refusal.said)
    except HeadingsUnknown as unknown:
        batch.state, batch.headings, batch.trouble = State.HEADINGS, unknown.headings, serialize_text(unknown.why)
    batch.preview, batch.digest, batch.counts = "", "", {}
    _save(job, batch, old)
    return None


def _show(job: RunningJob, batch: ImportBatch, plan: Plan, trouble: str = "") -> None:
    """Save a plan's preview for confirmation; finishes the job."""
    old = batch.preview.name or ""
    previews.keep(batch, plan.lines())
    batch.state, batch.trouble, batch.headings = State.READY, trouble, []
    batch.counts, batch.notes = plan.counts, [serialize(text) for text in plan.notes]
    _save(job, batch, old, batch.counts)


def _save(job: RunningJob, batch: ImportBatch, old_preview: str, result: dict[str, int] | None = None) -> None:
    """Save the batch and finish the job in one transaction, then delete the former preview."""
    with transaction.atomic():
        batch.save()
        job.done = STEPS
        job.finish(result)
    if old_preview:
        default_storage.delete(old_preview)


# --- Undoing and clearing -------------------------------------------------------------------------------------------


@job_kind("undo_import", label=_("ยกเลิกการนำเข้า"), unit=_("ขั้น"), done_url=page_of)
def undo_import(job: RunningJob, batch: int) -> None:
    found = ImportBatch.objects.get(pk=batch)
    if found.state != State.UNDOING:
        return
    job.progress(0, 1, gettext_noop("กำลังยกเลิกการนำเข้า"))
    with transaction.atomic():
        counts = undo.undo(found, job.by)
        note(found, job.by, "ยกเลิกการนำเข้า")
        job.done = 1
        job.finish(counts)


def clear(now: datetime) -> int:
    """Delete files and previews of imports begun more than 30 days before now, and drop unconfirmed ones.

    Files that no import refers to are deleted after a day. Returns the number of imports. Idempotent.
    """
    old = ImportBatch.objects.filter(started_at__lte=now - KEPT.kept_for)
    cleared = 0
    for batch in old.exclude(file="", preview="").order_by("pk"):
        batch.delete_files()
        cleared += 1
    old.filter(state__in=[*ImportBatch.OPEN, State.COMPARING]).update(state=State.DROPPED)
    _delete_orphans(now)
    return cleared


def _delete_orphans(now: datetime) -> None:
    """Delete files that no import refers to: stored by a process that was killed before its commit."""
    if not default_storage.exists(PLACE):
        return
    named = {name for pair in ImportBatch.objects.values_list("file", "preview") for name in pair}
    for name in (f"{PLACE}/{file}" for file in default_storage.listdir(PLACE)[1]):
        if name not in named and default_storage.get_modified_time(name) < now - ORPHANED_AFTER:
            default_storage.delete(name)
