"""Sign sheets that were printed: which code is of which event and day, how far they are keyed, and their pages."""

from functools import partial
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from center.staff.base import ReadOnly, StaffAdmin
from consultations.outreach.models import AttendanceSheet
from consultations.registers.admin import sheet_grid, sheet_pages
from consultations.registers.admin.sheet_page import ADD_SCAN, KEY, VIEW_SCAN


class KeyedFilter(admin.SimpleListFilter):
    """Sheets whose day is over and that nobody keyed."""

    title = _("การกรอก")
    parameter_name = "keyed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [("no", _("ยังไม่กรอก")), ("yes", _("กรอกแล้ว"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "no":
            return queryset.filter(pk__in=AttendanceSheet.objects.unkeyed())
        return queryset.filter(keyed__gt=0) if self.value() == "yes" else queryset


@admin.register(AttendanceSheet)
class AttendanceSheetAdmin(ReadOnly, StaffAdmin):
    """Sheets are made by printing; their rows are keyed in the grid and seen there alone."""

    list_display = ("code", "day", "of", "people")
    list_select_related = ("event",)
    list_filter = (KeyedFilter,)
    search_fields = ("code", "event__search_text")
    change_form_template = "admin/consultations/attendancesheet/change_form.html"
    actions: Any = None
    save_on_top = False
    fields: ClassVar = ("code", "of", "day", "people")
    readonly_fields: ClassVar = fields
    export_columns = ((_("รหัสใบลงทะเบียน"), "code"), "day", "event")

    def get_urls(self) -> list:
        def page(address: str, name: str, view: Any) -> Any:
            handler = self.admin_site.admin_view(never_cache(partial(view, self)))
            return path(address, handler, name=f"consultations_sheet_{name}")

        return [
            *(page(f"{name}/", name, view) for name, view in sheet_pages.WITHOUT_A_SHEET.items()),
            page("<int:pk>/key/", "key", sheet_grid.key_page),
            *(page(f"<int:pk>/{name}/", name, view) for name, view in sheet_pages.OF_A_SHEET.items()),
            page("<int:pk>/scans/<int:scan>/", "scan", sheet_pages.scan_file),
            page("<int:pk>/scans/<int:scan>/drop/", "drop_scan", sheet_pages.drop_scan_act),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(keyed=Count("rows"))

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        sheet = kwargs.get("obj")
        if sheet is not None:
            context |= {
                "sheet": sheet,
                "may_key": request.user.has_perm(KEY),
                "may_attach": request.user.has_perm(ADD_SCAN),
                "may_note_nobody": request.user.has_perm(KEY) and not sheet.keyed and not sheet.nobody_signed,
                "scans": list(sheet.scans.all()) if request.user.has_perm(VIEW_SCAN) else [],
            }
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("กิจกรรม"), ordering="event__starts_at")
    def of(self, obj: AttendanceSheet) -> str:
        return str(obj.event or _("ใบที่ศูนย์"))

    @admin.display(description=_("กรอกแล้ว"))
    def people(self, obj: Any) -> str:
        if obj.keyed:
            return ngettext("%d คน", "%d คน", obj.keyed) % obj.keyed
        return str(_("ไม่มีผู้ลงชื่อ")) if obj.nobody_signed else ""
