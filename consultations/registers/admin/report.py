"""The report of a period: what is missing before a month is closed, the figures, print, file, closing."""

import tempfile
from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from center.office.models import Center
from center.records.states import WrongState
from center.sheets import spreadsheets
from center.staff.officer import officer
from center.staff.row_page import ask, posted, require
from consultations.bookings.actors import staff
from consultations.registers import closing, letters, periods
from consultations.registers.admin.periods import asked_period
from consultations.registers.definitions.events import EVENTS, begun_in, took_place
from consultations.registers.gaps import gaps_in
from consultations.registers.models import ClosedMonth
from consultations.registers.periods import Period
from consultations.registers.refusals import Refused
from consultations.registers.report import Section, sections_of
from consultations.registers.signers import signatures
from consultations.registers.weeks import weeks_without_service
from thai.django.fields import ThaiCharField

VIEW, CHANGE = "consultations.view_closedmonth", "consultations.change_closedmonth"


def report_page(model_admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The report of last month, or of the period asked for. A month can be closed here."""
    period = _period(request)
    sections = sections_of(period)
    closed = _closed(period)
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": _("รายงาน%s") % period.title,
        "period": period,
        "asked": asked_period(request, period),
        "query": f"period={period.key}" if period.key else asked_period(request, period).query,
        "sections": sections,
        "gaps": gaps_in(period),
        "closed": closed,
        "differences": closing.differences(closed.figures, sections) if closed else [],
        "may_close": request.user.has_perm(CHANGE) and _can_be_closed(period, closed),
        "may_reopen": request.user.has_perm(CHANGE) and closed is not None and closed.is_closed,
        "before": periods.month_before(period.first),
    }
    return TemplateResponse(request, "admin/consultations/closedmonth/report.html", context)


def print_page(model_admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The report on A4 with its events and its signature block. Thai, as paper is."""
    with translation.override("th"):
        period = _period(request)
        sections = sections_of(period)
        closed = _closed(period)
        context = {
            "period": period,
            "sections": sections,
            "events": EVENTS.listed(begun_in(took_place(), period), period),
            "weeks": weeks_without_service(period),
            "closed": closed,
            "differences": closing.differences(closed.figures, sections) if closed else [],
            "text": letters.memo(period, sections),
            "signatures": signatures(),
            "center": Center.objects.first(),
            "today": timezone.localdate(),
            "demo": settings.DEMO,
            "query": f"period={period.key}" if period.key else request.GET.urlencode(),
        }
        return render(request, "consultations/registers/report_print.html", context)


def excel_page(model_admin: ModelAdmin, request: HttpRequest) -> HttpResponseBase:
    """The figures as a file; they hold no names."""
    period = _period(request)
    with translation.override("th"):
        file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by the response
        headings = ["หัวข้อ", "รายการ", "จำนวน", "หน่วย", "คน"]
        spreadsheets.write(file, spreadsheets.XLSX, headings, _cells(sections_of(period)))
    file.seek(0)
    name = f"{_('รายงาน%s') % period.title}.{spreadsheets.XLSX}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=spreadsheets.TYPES[spreadsheets.XLSX])


def _cells(sections: list[Section]) -> Iterator[list[Any]]:
    for section in sections:
        for line in section.lines:
            yield [section.title, line.label, line.number, section.unit, line.people if section.people_unit else None]


def close_act(model_admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Close the month asked for."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    require(request, CHANGE)
    period = periods.named(request.GET.get("period", "")[:40])
    if period is None or not period.is_month:
        raise Http404
    try:
        closed = closing.close(period.first.year, period.first.month, by=staff(officer(request)))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        said = _("ปิดยอด%s แล้ว") % period.title
        model_admin.log_change(request, closed, said)
        messages.success(request, said)
    return HttpResponseRedirect(f"{reverse('admin:consultations_report')}?period={period.key}")


class ReasonForm(forms.Form):
    reason = ThaiCharField(max_length=300).formfield(label=gettext_lazy("เหตุผล"))


def reopen_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Why a closed month is opened for corrections."""
    require(request, CHANGE)
    closed = get_object_or_404(ClosedMonth, pk=pk)

    def rule(cleaned: dict[str, Any]) -> object:
        try:
            return closing.reopen(closed, by=staff(officer(request), cleaned["reason"]))
        except WrongState:
            return False

    return ask(
        model_admin,
        request,
        row=closed,
        form=ReasonForm(posted(request)),
        act=rule,
        title=_("เปิดให้แก้ไข %s") % closed,
        button=_("เปิดให้แก้ไข"),
        said=_("เปิดให้แก้ไขแล้ว ปิดยอดใหม่เมื่อแก้เสร็จ"),
        explained=[_("ตัวเลขที่ปิดไว้ยังเก็บอยู่ รายงานบอกว่าต่างจากเดิมที่ใด")],
    )


def _period(request: HttpRequest) -> Period:
    """The period asked for, last month otherwise."""
    require(request, VIEW)
    last_month = periods.month_before(timezone.localdate())
    return asked_period(request, last_month).period or last_month


def _closed(period: Period) -> ClosedMonth | None:
    """The month as it was closed, if it ever was. One query for a month, none for other periods."""
    if not period.is_month:
        return None
    months = ClosedMonth.objects.select_related("closed_by")
    return months.filter(year=period.first.year, month=period.first.month).first()


def _can_be_closed(period: Period, closed: ClosedMonth | None) -> bool:
    over = period.last < timezone.localdate()
    return period.is_month and over and not (closed and closed.is_closed)
