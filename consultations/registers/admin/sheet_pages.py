"""Pages of sign sheets beside the grid: by the code to the sheet, blank sheets for the counter, scans."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from center.access import log as access_log
from center.office.models import Center
from center.recycle_bin.deletions import delete_with_return
from center.staff.officer import officer
from center.staff.row_page import button, errors_of, number_in, report, require, show
from consultations.bookings.actors import staff
from consultations.outreach import texts
from consultations.outreach.admin.registering import ListForm
from consultations.outreach.models import AttendanceSheet, OutreachEvent
from consultations.outreach.name_lists import BadLine
from consultations.outreach.sheets import sheet_of
from consultations.registers import closing, scans, sheet_rows
from consultations.registers.admin.sheet_forms import CodeForm, CounterDayForm, ScanForm
from consultations.registers.admin.sheet_page import (
    ADD_SCAN,
    DELETE_SCAN,
    KEY,
    VIEW_SCAN,
    find_sheet,
    key_address,
    own_page,
    typed_reason,
)
from consultations.registers.models import SheetScan
from consultations.registers.refusals import Refused
from consultations.registers.sheet_lists import paste
from thai.dates import numeric_date

BLANK_ROWS = 18
MOST_WAITING = 20


def find_page(model_admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """By the code on the paper to its grid; the sheets that wait are offered. ?event=: only that event's sheets."""
    require(request, KEY)
    number = number_in(request.GET.get("event", ""))
    event = get_object_or_404(OutreachEvent, pk=number) if number else None
    form = CodeForm(request.POST if request.method == "POST" else None, event=event)
    if request.method == "POST" and form.is_valid():
        return HttpResponseRedirect(key_address(form.cleaned_data["code"]))
    rows = AttendanceSheet.objects.unkeyed() if event is None else event.attendance_sheets.all()
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": _("กรอกใบลงทะเบียน: %s") % event if event else _("กรอกใบลงทะเบียน"),
        "media": model_admin.media,
        "event": event,
        "form": form,
        "summary": list(errors_of([form])),
        "sheets": [(sheet, key_address(sheet)) for sheet in rows.select_related("event")[:MOST_WAITING]],
        "today": numeric_date(timezone.localdate()),
    }
    return TemplateResponse(request, "admin/consultations/attendancesheet/find.html", context)


def counter_page(model_admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """A blank sheet for a day at the counter (?day=, today by default), with the code by which it is keyed back."""
    require(request, KEY)
    form = CounterDayForm(request.GET) if "day" in request.GET else None
    if form is not None and not form.is_valid():
        for error in errors_of([form]):
            messages.error(request, error["message"])
        return HttpResponseRedirect("../find/")
    day: dt.date = form.cleaned_data["day"] if form else timezone.localdate()
    sheet = sheet_of(None, day)
    with translation.override("th"):
        context = {
            "sheet": sheet,
            "center": Center.objects.first(),
            "blank_rows": range(1, BLANK_ROWS + 1),
            "today": timezone.localdate(),
            "demo": settings.DEMO,
        }
        return render(request, "consultations/registers/counter_sheet_print.html", context)


@button
def nobody_act(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody signed it: it waits no longer."""
    sheet = find_sheet(request, pk, KEY)
    if sheet_rows.note_nobody_signed(sheet, by=staff(officer(request))):
        model_admin.log_change(request, sheet, _("ไม่มีผู้ลงชื่อ"))
        messages.success(request, _("บันทึกแล้วว่าไม่มีผู้ลงชื่อ"))
    return HttpResponseRedirect(own_page(sheet))


def paste_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """A list of those who signed, typed elsewhere. What was saved leaves the field, what can't be read stays in it."""
    sheet = find_sheet(request, pk, KEY)
    form = ListForm(request.POST if request.method == "POST" else None)
    bad: list[BadLine] = []
    if request.method == "POST" and form.is_valid():
        try:
            saved, bad = paste(sheet, form.cleaned_data["text"], by=staff(officer(request), typed_reason(request)))
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            if saved:
                model_admin.log_change(request, sheet, _("วางรายชื่อ"))
                said = ngettext("บันทึกแล้ว %d ชื่อ", "บันทึกแล้ว %d ชื่อ", saved) % saved
                messages.success(request, said)
            if not bad:
                return HttpResponseRedirect(key_address(sheet))
            form = ListForm(initial={"text": "\n".join(line.text for line in bad)})
    return show(
        model_admin,
        request,
        "admin/consultations/attendancesheet/paste.html",
        row=sheet,
        title=_("วางรายชื่อของใบ %s") % sheet.code,
        sheet=sheet,
        form=form,
        forms=[form],
        bad=bad,
        closed=closing.is_closed(sheet.day),
        reason=typed_reason(request),
    )


# --- Scans -----------------------------------------------------------------------------------------------------------


def scan_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a photo or scan of the signed sheet: checked before the transaction that keeps it."""
    sheet = find_sheet(request, pk, ADD_SCAN)
    form = ScanForm(request.POST, request.FILES) if request.method == "POST" else ScanForm()
    if request.method == "POST" and form.is_valid():
        try:
            scans.add(sheet, form.cleaned_data["upload"], by=staff(officer(request)))
        except ValidationError as error:
            report(form, error)
        else:
            model_admin.log_change(request, sheet, _("แนบภาพใบลงทะเบียน"))
            messages.success(request, _("แนบแล้ว แนบใบต่อไปได้เลย"))
            return HttpResponseRedirect(request.path)
    return show(
        model_admin,
        request,
        "admin/consultations/attendancesheet/scans.html",
        row=sheet,
        title=_("ภาพใบลงทะเบียน %s") % sheet.code,
        sheet=sheet,
        form=form,
        forms=[form],
        scans=list(sheet.scans.select_related("added_by")),
        may_delete=request.user.has_perm(DELETE_SCAN),
        where=texts.place_name(sheet.event) if sheet.event else "",
    )


def scan_file(model_admin: ModelAdmin, request: HttpRequest, pk: int, scan: int) -> HttpResponseBase:
    """The scan itself, for staff; pictures and PDFs open in the browser."""
    row = _find_scan(request, pk, scan, VIEW_SCAN)
    if not row.file.storage.exists(row.file.name or ""):
        raise Http404
    access_log.exported(officer(request), SheetScan, row.pk)
    content_type = scans.type_of(row)
    return FileResponse(row.file.open(), filename=row.original_name, content_type=content_type)


@button
def drop_scan_act(model_admin: ModelAdmin, request: HttpRequest, pk: int, scan: int) -> HttpResponse:
    """Into the recycle bin, from which it can be brought back."""
    row = _find_scan(request, pk, scan, DELETE_SCAN)
    delete_with_return([row], officer(request))
    model_admin.log_change(request, row.sheet, _("ลบภาพใบลงทะเบียน"))
    messages.success(request, _("ลบแล้ว เรียกคืนได้จากถังขยะภายใน 30 วัน"))
    return HttpResponseRedirect("../../")


def _find_scan(request: HttpRequest, pk: int, scan: int, permission: str) -> SheetScan:
    require(request, permission)
    row = get_object_or_404(SheetScan.objects.select_related("sheet"), pk=scan)
    if row.sheet_id != pk:  # compared here: the database refuses a number of twenty digits for a foreign key
        raise Http404
    return row


OF_A_SHEET: dict[str, Callable[..., Any]] = {"nobody": nobody_act, "paste": paste_page, "scans": scan_page}
WITHOUT_A_SHEET: dict[str, Callable[..., Any]] = {"find": find_page, "counter": counter_page}
