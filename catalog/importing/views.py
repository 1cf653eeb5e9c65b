"""Pages of the import: upload, matching of headings, preview, confirmation, result, undo.

Background jobs compare and write (catalog.importing.jobs); the page of an import depends on its state. The URLs are in
catalog.importing.admin.
"""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from catalog.importing import headings, previews, refused_rows
from catalog.importing.filters import OfImport
from catalog.importing.forms import HeadingsForm, SheetForm, UploadForm
from catalog.importing.kinds import KINDS, Kind, may_import, may_undo
from catalog.importing.models import ImportBatch
from catalog.importing.previews import LISTS, UNLISTED
from catalog.importing.publishing import can_publish, publish_imported
from catalog.importing.steps import RUNNING, State, begin_import, keep_sheet, next_step, note, unfinished_job
from center.access.models import User
from center.access.recency import recently_authenticated
from center.people.sheet_comparison import NEW_PERSON
from center.sheets import spreadsheets
from center.sheets.reading import MOST_BYTES
from center.staff.publishing import named

MOST_PRINTED = 500  # rows of each list of a report


class StaffRequest(HttpRequest):
    """A request that passed admin_view: a staff user is signed in."""

    user: User


def upload(request: StaffRequest) -> HttpResponse:
    """Upload a sheet, of the kinds that the user may import."""
    kinds = [kind for kind in Kind.values if may_import(request, kind)]
    if not kinds:
        raise PermissionDenied
    asked = request.GET.get("kind")
    initial = {"kind": asked if asked in kinds else kinds[0]}
    form = UploadForm(request.POST or None, request.FILES or None, kinds=kinds, initial=initial)
    if request.method == "POST" and form.is_valid():
        batch, job = begin_import(**form.cleaned_data, by=request.user)
        return redirect("admin:center_job_progress", job.pk) if job else _to_import(batch)
    waiting = ImportBatch.objects.filter(kind__in=kinds, state__in=[*ImportBatch.WAITING, *RUNNING])[:10]
    return _page(request, "upload", _("นำเข้าจาก Excel"), form=form, waiting=waiting, most_bytes=MOST_BYTES)


def import_page(request: StaffRequest, pk: int) -> HttpResponse:
    """The page for the import's state: progress, headings to match, preview to confirm, or result."""
    batch = _find(request, pk)
    if batch.state in RUNNING:
        if job := unfinished_job(batch):
            may_watch = job.by_id == request.user.pk or request.user.has_perm("center.view_job")
            return redirect("admin:center_job_progress", job.pk) if may_watch else _result(request, batch)
        batch = _find(request, pk)
    if batch.state in (State.HEADINGS, State.SHEETS):
        return redirect(f"admin:catalog_import_{batch.state}", batch.pk)
    return _preview(request, batch) if batch.state == State.READY else _result(request, batch)


def choose_sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """Choose one of several sheets with known headings; the others are deleted."""
    batch = _find(request, pk)
    sheet = batch.stored_sheet() if batch.state == State.SHEETS else None
    if sheet is None:
        return _to_import(batch)
    sheets = [sheet, *sheet.others]
    form = SheetForm(request.POST if request.method == "POST" else None, sheets=sheets)
    if form.is_valid():
        keep_sheet(batch, sheets[form.cleaned_data["sheet"]], request.user)
        return _to_import(batch)
    return _page(request, "sheets", _("เลือกชีต: %s") % batch.file_name, batch=batch, form=form)


def match_headings(request: StaffRequest, pk: int) -> HttpResponse:
    """Match the headings of a sheet to fields; stored for later sheets of the kind."""
    batch = _find(request, pk)
    if batch.state not in ImportBatch.OPEN or not batch.file:
        return _to_import(batch)
    form = HeadingsForm(request.POST if request.method == "POST" else None, batch=batch)
    if form.is_valid():
        with transaction.atomic():
            headings.remember(batch.kind, form.chosen, request.user)
            next_step(batch, State.COMPARING, request.user, expected={"state": batch.state})
        return _to_import(batch)
    return _page(request, "headings", _("จับคู่หัวตาราง: %s") % batch.file_name, batch=batch, form=form)


def _preview(request: StaffRequest, batch: ImportBatch) -> HttpResponse:
    counts = batch.counts
    if batch.kind == Kind.PEOPLE:
        counts = counts | {"known": sum(1 for _row in previews.lines(batch, "known"))}
    lists = [{"name": name, "label": label, "count": counts[name]} for name, label in LISTS.items() if name in counts]
    first = next((name for name in LISTS if counts.get(name)), "new")
    wanted, text = request.GET.get("show", first), request.GET.get("q", "").strip()[:100]
    if wanted not in LISTS:
        raise Http404
    return _page(
        request,
        "preview",
        _("ตรวจก่อนบันทึก: %s") % batch.file_name,
        batch=batch,
        lists=lists,
        wanted=wanted,
        wanted_label=LISTS[wanted],
        text=text,
        page=previews.page(batch, wanted, text, request.GET.get("page", "")),
        others=_counted(counts, UNLISTED),
        writes=counts.get("new", 0) + counts.get("changed", 0),
        new_person=NEW_PERSON,
    )


@require_POST
def choose_people(request: StaffRequest, pk: int) -> HttpResponse:
    """Store which rows of one page are known people, and compare again."""
    batch = _find(request, pk)
    if batch.kind == Kind.PEOPLE:
        chosen = {
            name.removeprefix("person-"): value
            for name, value in request.POST.items()
            if name.startswith("person-") and (value == NEW_PERSON or str(value).isdecimal())
        }
        choices, expected = batch.choices | chosen, {"state": State.READY}
        next_step(batch, State.COMPARING, request.user, expected=expected, choices=choices)
    return _to_import(batch)


@require_POST
def confirm(request: StaffRequest, pk: int) -> HttpResponse:
    """Write what the preview showed: the form sends its digest, so nothing else is written."""
    batch = _find(request, pk)
    expected = {"state": State.READY, "digest": request.POST.get("digest", "")}
    if not next_step(batch, State.WRITING, request.user, expected=expected, trouble="") and batch.state == State.READY:
        messages.warning(request, _("รายการเปลี่ยนไปแล้ว กรุณาตรวจอีกครั้งก่อนบันทึก"))
    return _to_import(batch)


@require_POST
def drop(request: StaffRequest, pk: int) -> HttpResponse:
    """Drop an import that wasn't written, and delete its files."""
    batch = _find(request, pk)
    if ImportBatch.objects.filter(pk=pk, state__in=ImportBatch.OPEN).update(state=State.DROPPED):
        batch.delete_files()
        note(batch, request.user, "ไม่นำเข้าไฟล์")
        messages.success(request, _("ไม่นำเข้าแล้ว ไฟล์ถูกลบ ข้อมูลในระบบไม่เปลี่ยน"))
    return _to_import(batch)


@require_POST
def publish(request: StaffRequest, pk: int) -> HttpResponse:
    """Publish what an import created, products with their producers, except what waits for a decision."""
    batch = _find(request, pk)
    if not can_publish(batch):
        return _to_import(batch)
    published = publish_imported(batch, by=request.user)
    note(batch, request.user, "เผยแพร่รายการที่นำเข้า")
    messages.success(
        request,
        _("เผยแพร่แล้ว: สินค้า %(products)s รายการ ผู้ผลิต %(producers)s ราย")
        % {"products": published.products, "producers": published.producers},
    )
    if published.waiting:
        messages.warning(request, _("ยังไม่เผยแพร่ รอเจ้าหน้าที่ตัดสินใจ: %s") % named(published.waiting))
    return _to_import(batch)


def report(request: StaffRequest, pk: int) -> HttpResponse:
    """What an import did or will do, row by row, on paper."""
    batch = _find(request, pk)
    if not batch.preview:
        return _to_import(batch)
    lists = [
        {"label": label, "count": batch.counts[name], "rows": list(islice(previews.lines(batch, name), MOST_PRINTED))}
        for name, label in LISTS.items()
        if batch.counts.get(name)
    ]
    title = _("รายงานการนำเข้า: %s") % batch.file_name
    return _page(request, "report", title, batch=batch, lists=lists, most=MOST_PRINTED)


def _result(request: StaffRequest, batch: ImportBatch) -> HttpResponse:
    left = batch.rows.exclude(undo_note="").select_related("product", "producer", "person").order_by("number")
    opts = KINDS[batch.kind].models[0]._meta
    return _page(
        request,
        "result",
        _("ผลการนำเข้า: %s") % batch.file_name,
        batch=batch,
        counts=_counted(batch.counts, LISTS | UNLISTED),
        left=left[:200],
        list_url=f"{reverse(f'admin:{opts.app_label}_{opts.model_name}_changelist')}?{OfImport.parameter_name}={batch.pk}",
        may_publish=can_publish(batch),
        rows_url=f"{reverse('admin:catalog_importrow_changelist')}?batch__id__exact={batch.pk}",
        may_undo=batch.can_be_undone and may_undo(request, batch.kind),
        has_refused=bool(batch.file and batch.counts.get("refused")),
        running=batch.state in RUNNING,
    )


def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Confirm undoing a whole import; a POST, with a recent password or code, queues it."""
    batch = _find(request, pk)
    if not may_undo(request, batch.kind):
        raise PermissionDenied
    if not batch.can_be_undone:
        return _to_import(batch)
    if request.method == "POST":
        return _begin_undoing(request, batch)
    counts = _counted(batch.counts, LISTS | UNLISTED)
    return _page(request, "undo", _("ยกเลิกการนำเข้าทั้งหมดหรือไม่"), batch=batch, counts=counts)


@recently_authenticated
def _begin_undoing(request: StaffRequest, batch: ImportBatch) -> HttpResponse:
    next_step(batch, State.UNDOING, request.user, expected={"state": State.WRITTEN}, trouble="")
    return _to_import(batch)


def refused(request: StaffRequest, pk: int) -> FileResponse:
    """The refused rows with their original columns and why, to correct and import again."""
    file = refused_rows.write_xlsx(_find(request, pk))
    if file is None:
        raise Http404
    name = gettext("เฉพาะแถวที่ไม่รับ") + ".xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=spreadsheets.TYPES[spreadsheets.XLSX])


def _find(request: StaffRequest, pk: int) -> ImportBatch:
    """The import, for users who may import its kind; else PermissionDenied, since a preview holds personal data."""
    batch = get_object_or_404(ImportBatch.objects.select_related("started_by", "confirmed_by", "undone_by"), pk=pk)
    if not may_import(request, batch.kind):
        raise PermissionDenied
    return batch


def _to_import(batch: ImportBatch) -> HttpResponse:
    return redirect("admin:catalog_import", batch.pk)


def _page(request: StaffRequest, template: str, title: Any, **context: Any) -> TemplateResponse:
    """A page of the staff site about imports. Title and labels are lazy texts."""
    context |= admin.site.each_context(request) | {"title": title, "opts": ImportBatch._meta}
    context["may_view"] = admin.site.get_model_admin(ImportBatch).has_view_permission(request)
    return TemplateResponse(request, f"admin/catalog/import/{template}.html", context)


def _counted(counts: Mapping[str, int], labels: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The counts that aren't zero, each with its label."""
    return [{"label": label, "count": counts[name]} for name, label in labels.items() if counts.get(name)]
