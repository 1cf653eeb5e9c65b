"""Resolutions on the staff site: who does what by when, and what is late. They are made in a meeting's record."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from center.staff.base import StaffAdmin
from center.staff.officer import officer
from committee.meetings.admin.page import AsksAgain
from committee.meetings.forms import ResolutionForm
from committee.meetings.meetings import save_resolution
from committee.meetings.models import RECORDED, Resolution
from thai.dates import short_date


class ProgressFilter(admin.SimpleListFilter):
    title = _("ความคืบหน้า")
    parameter_name = "progress"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [("late", _("เกินกำหนด")), ("open", _("ยังไม่เสร็จ")), ("done", _("เสร็จแล้ว"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "late":
                return queryset.late(timezone.localdate())  # type: ignore[attr-defined]
            case "open":
                return queryset.open()  # type: ignore[attr-defined]
            case "done":
                return queryset.exclude(done_on=None)
        return queryset


@admin.register(Resolution)
class ResolutionAdmin(AsksAgain, StaffAdmin):
    form = ResolutionForm
    list_display = ("subject", "meeting", "responsible", "due", "progress")
    list_select_related = ("meeting", "responsible")
    list_filter = (ProgressFilter,)
    search_fields = ("subject", "text", "result", "responsible__search_text")
    autocomplete_fields = ("responsible",)
    fields = ("meeting", "subject", "text", "responsible", "due_on", "done_on", "result")
    readonly_fields = ("meeting",)
    save_on_top = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Those of a record that was taken back aren't resolutions yet."""
        return super().get_queryset(request).filter(meeting__state__in=RECORDED)

    def save_model(self, request: HttpRequest, obj: Resolution, form: forms.ModelForm, change: bool) -> None:
        save_resolution(resolution=obj, by=officer(request))

    @admin.display(description=_("ภายในวันที่"), ordering="due_on")
    def due(self, obj: Resolution) -> str:
        return short_date(obj.due_on, get_language() or "th") if obj.due_on else self.empty_value_display

    @admin.display(description=_("ความคืบหน้า"), ordering="done_on")
    def progress(self, obj: Resolution) -> str:
        if obj.done_on is not None:
            return _("เสร็จแล้ว %s") % short_date(obj.done_on, get_language() or "th")
        if obj.is_late_on(timezone.localdate()):
            return format_html('<span class="tag hidden-row">{}</span>', _("เกินกำหนด"))
        return str(_("ยังไม่เสร็จ"))
