"""Events on the staff site: the list, and the page of a row with what can be done."""

from functools import partial
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from center.staff.base import StaffAdmin
from center.staff.publishing import shown_on_web
from center.staff.states import ShowsStates
from consultations.outreach import texts
from consultations.outreach.admin import acts, day, plan, prints, registering, registrations
from consultations.outreach.admin.filters import WhenFilter
from consultations.outreach.admin.page import CHANGE, REGISTER, VIEW_REGISTRATION
from consultations.outreach.event_links import links_of
from consultations.outreach.models import OutreachEvent
from thai.dates import clock, local_date, short_date

OF_AN_EVENT = {
    **acts.PAGES,
    "plan": plan.change_page,
    "registrations": registrations.list_page,
    "excel": registrations.export_page,
    "register": registering.register_page,
    "paste": registering.paste_page,
    "papers": prints.papers_page,
    "report": prints.report_page,
    "day": day.day_page,
}


@admin.register(OutreachEvent)
class OutreachEventAdmin(ShowsStates, StaffAdmin):
    """No form of Django's writes this table: all is done by the rules."""

    list_display = ("when", "name_th", "place_name", "people", "state_tag", shown_on_web)
    list_display_links = ("when", "name_th")
    list_filter = (WhenFilter, "state", "place__tambon")
    search_fields = ("search_text",)
    change_form_template = "admin/consultations/outreachevent/change_form.html"
    actions: Any = None
    save_on_top = False
    fieldsets = (
        (None, {"fields": ("when_in_words", "where", "state_tag", "notice_th", "for_whom_th", "about_th")}),
        (_("โครงการและแหล่งงบ"), {"fields": ("project", "budget_source", "budget", "organizer")}),
        (_("ผลการจัดกิจกรรม"), {"fields": ("attended", "result_th")}),
        (_("ประวัติสถานะ"), {"fields": ("state_log",)}),
    )
    readonly_fields: ClassVar = flatten_fieldsets(fieldsets)
    export_columns = (
        "name_th",
        "starts_at",
        "ends_at",
        "state",
        "place",
        (_("ตำบล"), "place__tambon"),
        "for_whom_th",
        "project",
        "budget_source",
        "budget",
        "attended",
        "result_th",
        "organizer",
        "published_at",
    )

    # --- Pages ---

    def get_urls(self) -> list:
        def page(address: str, name: str, view: Any) -> Any:
            handler = self.admin_site.admin_view(never_cache(partial(view, self)))
            return path(f"<int:pk>/{address}/", handler, name=f"consultations_event_{name}")

        row = "registrations/<int:registration>"
        own = [page(name.replace("_", "-"), name, view) for name, view in OF_AN_EVENT.items()]
        of_registrations = [
            page(f"{row}/{name.replace('_', '-')}", f"registration_{name}", view)
            for name, view in registrations.OF_A_REGISTRATION.items()
        ]
        return [
            *own,
            page("capacity/<int:session>", "capacity", acts.capacity_page),
            page("day/<int:picture>/drop", "drop_picture", day.drop_picture_act),
            page(row, "registration", registrations.own_page),
            page(f"{row}/seat/<int:session>", "registration_seat", registrations.seat_page),
            *of_registrations,
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        return plan.add_page(self, request)

    def has_change_permission(self, request: HttpRequest, obj: OutreachEvent | None = None) -> bool:
        """Of the list; a row is changed by the rules."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: OutreachEvent | None = None) -> bool:
        return False

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        event = kwargs.get("obj")
        if event is not None:
            context |= acts.possible_with(event) | {
                "event": event,
                "sessions": acts.sessions_of(event),
                "line_text": texts.to_forward(event),
                "requests": list(event.requests.all())
                if request.user.has_perm("consultations.view_villagerequest")
                else [],
                "links": links_of(event, request.user),
                "may": request.user.has_perm(CHANGE),
                "may_see_names": request.user.has_perm(VIEW_REGISTRATION),
                "may_add_names": request.user.has_perm(REGISTER),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    # --- The list ---

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("place__tambon", "organizer")
        return rows.annotate(taken=Sum("sessions__taken"), seats=Sum("sessions__capacity"))

    def get_ordering(self, request: HttpRequest) -> tuple:
        """What comes next stands first; of the past the latest."""
        coming = not request.GET.get("time") and not request.GET.get("q", "").strip()
        return ("starts_at", "pk") if coming else ("-starts_at", "-pk")

    @admin.display(description=_("วันและเวลา"), ordering="starts_at")
    def when(self, obj: OutreachEvent) -> str:
        language = get_language() or "th"
        return f"{short_date(local_date(obj.starts_at), language)} {clock(obj.starts_at, language)}"

    @admin.display(description=_("สถานที่"), ordering="place__sort_key")
    def place_name(self, obj: OutreachEvent) -> str:
        return texts.place_name(obj)

    @admin.display(description=_("ลงทะเบียน"))
    def people(self, obj: Any) -> str:
        """27/30; without a limit only how many. Sessions with a limit and without are added up."""
        return f"{obj.taken or 0}/{obj.seats}" if obj.seats else str(obj.taken or "")

    @admin.display(description=_("สถานะ"), ordering="state")
    def state_tag(self, obj: OutreachEvent) -> str:
        css = "shown-row" if obj.is_planned else "hidden-row"
        return format_html('<span class="tag {}">{}</span>', css, obj.get_state_display())

    # --- The page of a row ---

    @admin.display(description=_("วันและเวลา"))
    def when_in_words(self, obj: OutreachEvent) -> str:
        return texts.when(obj)

    @admin.display(description=_("สถานที่"))
    def where(self, obj: OutreachEvent) -> str:
        return texts.where(obj)
