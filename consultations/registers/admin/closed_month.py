"""Reports and registers: the page that lists them all with the months that were closed."""

from functools import partial
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from center.staff.base import ReadOnly, StaffAdmin
from center.staff.states import ShowsStates
from consultations.registers import periods
from consultations.registers.admin import letters, registers, report
from consultations.registers.models import ClosedMonth

PAGES = {
    "consultations_report": ("report/", report.report_page),
    "consultations_report_print": ("report/print/", report.print_page),
    "consultations_report_excel": ("report/excel/", report.excel_page),
    "consultations_report_close": ("report/close/", report.close_act),
    "consultations_report_reopen": ("<int:pk>/reopen/", report.reopen_page),
    "consultations_register": ("registers/<slug:key>/", registers.register_page),
    "consultations_register_print": ("registers/<slug:key>/print/", registers.print_page),
    "consultations_register_excel": ("registers/<slug:key>/excel/", registers.excel_page),
    "consultations_notice": ("notice/", letters.notice_page),
    "consultations_letters": ("letters/", letters.letters_page),
}


@admin.register(ClosedMonth)
class ClosedMonthAdmin(ReadOnly, ShowsStates, StaffAdmin):
    """Months are closed and opened by the rules alone."""

    list_display = ("month_in_words", "state", "closed_at", "closed_by")
    list_select_related = ("closed_by",)
    change_list_template = "admin/consultations/closedmonth/change_list.html"
    change_form_template = "admin/consultations/closedmonth/change_form.html"
    actions: Any = None
    save_on_top = False
    fields: ClassVar = ("month_in_words", "state", "closed_at", "closed_by", "state_log")
    export_columns = ("year", "month", "state", "closed_at", "closed_by")

    def get_urls(self) -> list:
        def page(address: str, name: str, view: Any) -> Any:
            return path(address, self.admin_site.admin_view(never_cache(partial(view, self))), name=name)

        return [
            *(page(address, name, view) for name, (address, view) in PAGES.items()),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        last_month = periods.month_before(timezone.localdate())
        shown = {"registers": registers.index_rows(), "last_month": last_month}
        return super().changelist_view(request, shown | (extra_context or {}))

    @admin.display(description=_("เดือน"), ordering="year")
    def month_in_words(self, obj: ClosedMonth) -> str:
        return str(obj)
