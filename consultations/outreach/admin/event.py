"""Events on the staff site: the list, and the page of a row with what can be done."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from center.staff.base import StaffAdmin
from center.staff.publishing import shown_on_web
from center.staff.states import ShowsStates
from consultations.outreach.models import OutreachEvent
from thai.dates import clock, local_date, short_date


@admin.register(OutreachEvent)
class OutreachEventAdmin(ShowsStates, StaffAdmin):
    """No form of Django's writes this table: all is done by the rules."""

    list_display = ("when", "name_th", "place_name", "state_tag", shown_on_web)
    list_display_links = ("when", "name_th")
    list_filter = ("state",)
    search_fields = ("search_text",)
    actions: Any = None
    save_on_top = False
    fieldsets = (
        (None, {"fields": ("when", "place_name", "state_tag", "for_whom_th", "about_th")}),
        (_("โครงการและแหล่งงบ"), {"fields": ("project", "budget_source", "budget", "organizer")}),
        (_("ประวัติสถานะ"), {"fields": ("state_log",)}),
    )
    readonly_fields: ClassVar = flatten_fieldsets(fieldsets)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: OutreachEvent | None = None) -> bool:
        """Of the list; a row is changed by the rules."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: OutreachEvent | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("place__tambon", "organizer")

    @admin.display(description=_("วันและเวลา"), ordering="starts_at")
    def when(self, obj: OutreachEvent) -> str:
        language = get_language() or "th"
        return f"{short_date(local_date(obj.starts_at), language)} {clock(obj.starts_at, language)}"

    @admin.display(description=_("สถานที่"), ordering="place__sort_key")
    def place_name(self, obj: OutreachEvent) -> str:
        return obj.place.name if obj.place else str(_("ที่ศูนย์"))

    @admin.display(description=_("สถานะ"), ordering="state")
    def state_tag(self, obj: OutreachEvent) -> str:
        css = "shown-row" if obj.is_planned else "hidden-row"
        return format_html('<span class="tag {}">{}</span>', css, obj.get_state_display())
