"""Visits whose people are asked again after some months: those whose day has come first."""

from functools import partial
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from center.staff.base import StaffAdmin
from center.staff.row_page import address_of
from center.staff.states import ShowsStates
from consultations.registers.admin import asking
from consultations.registers.admin.filters import DueFilter
from consultations.registers.admin.page import CHANGE_FOLLOW_UP
from consultations.registers.models import FollowUp
from consultations.registers.models.outcome import FollowUpQuerySet
from thai.dates import long_date_time, short_date
from thai.phones import format_phone, tel_uri


@admin.register(FollowUp)
class FollowUpAdmin(ShowsStates, StaffAdmin):
    """No form of Django's writes this table. Incomes are shown on a row's own page and in no list or file."""

    list_display = ("who", "phone_to_call", "village_name", "topic_name", "due", "state_tag")
    list_display_links = ("who",)
    change_form_template = "admin/consultations/followup/change_form.html"
    list_filter = (DueFilter, "visit__topic", "visit__tambon")
    search_fields = ("visit__name", "visit__phone")
    ordering = ("due_on", "pk")
    actions: Any = None
    log_by_number = True
    save_on_top = False
    fields: ClassVar = (
        "visit_link",
        "phone_to_call",
        "topic_name",
        "due_on",
        "state",
        "means",
        "done_on",
        "done_by",
        "income_before",
        "income_after",
        "jobs",
        "changed",
        "state_log",
    )
    readonly_fields: ClassVar = fields
    export_columns = (
        (_("ชื่อ-นามสกุล"), "visit__name"),
        (_("เบอร์โทรศัพท์"), "visit__phone"),
        (_("ตำบล"), "visit__tambon"),
        (_("เรื่อง"), "visit__topic"),
        "due_on",
        "state",
        "means",
        "done_on",
        "jobs",
    )

    # --- Pages ---

    def get_urls(self) -> list:
        def page(name: str, view: Any) -> Any:
            handler = self.admin_site.admin_view(never_cache(partial(view, self)))
            return path(f"<int:pk>/{name.replace('_', '-')}/", handler, name=f"consultations_followup_{name}")

        return [*(page(name, view) for name, view in asking.PAGES.items()), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        row = kwargs.get("obj")
        if row is not None:
            may = request.user.has_perm(CHANGE_FOLLOW_UP)
            open_ones = (FollowUp.State.WAITING, FollowUp.State.NOT_REACHED)
            context |= {
                "follow_up": row,
                "may": may,
                "may_answer": row.state in (*open_ones, FollowUp.State.DONE),
                "may_miss": row.is_waiting,
                "may_drop": row.state in open_ones,
                "may_reopen": not row.is_waiting,
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: FollowUp | None = None) -> bool:
        """Of the list; a row is changed by the rules."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: FollowUp | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return cast(FollowUpQuerySet, super().get_queryset(request)).for_rows()

    # --- Columns ---

    @admin.display(description=_("ชื่อ-นามสกุล"), ordering="visit__name")
    def who(self, obj: FollowUp) -> str:
        return str(obj.visit)

    @admin.display(description=pgettext_lazy("one", "ผู้รับบริการ"))
    def visit_link(self, obj: FollowUp) -> str:
        when = long_date_time(obj.visit.served_at, get_language() or "th")
        return format_html('<a href="{}">{}</a> · {}', address_of(obj.visit), obj.visit, when)

    @admin.display(description=_("เบอร์โทรศัพท์"), ordering="visit__phone")
    def phone_to_call(self, obj: FollowUp) -> str:
        if not obj.visit.phone:
            return self.empty_value_display
        return format_html('<a href="{}">{}</a>', tel_uri(obj.visit.phone), format_phone(obj.visit.phone))

    @admin.display(description=_("หมู่บ้าน"), ordering="visit__tambon__sort_key")
    def village_name(self, obj: FollowUp) -> str:
        return obj.visit.village or self.empty_value_display

    @admin.display(description=_("เรื่อง"), ordering="visit__topic__position")
    def topic_name(self, obj: FollowUp) -> str:
        return obj.visit.topic.name if obj.visit.topic else self.empty_value_display

    @admin.display(description=_("ติดตามภายในวันที่"), ordering="due_on")
    def due(self, obj: FollowUp) -> str:
        return short_date(obj.due_on, get_language() or "th")

    @admin.display(description=_("สถานะ"), ordering="state")
    def state_tag(self, obj: FollowUp) -> str:
        css = "hidden-row" if obj.is_waiting else "shown-row"
        return format_html('<span class="tag {}">{}</span>', css, obj.get_state_display())
