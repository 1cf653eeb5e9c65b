"""The register of everyone served: rows to read, with buttons and pages that call the rules."""

from functools import partial
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from center.people.models import Person
from center.staff.base import StaffAdmin
from center.staff.row_page import address_of
from center.staff.states import ShowsStates
from consultations.registers.admin import acts
from consultations.registers.admin.event import came_page
from consultations.registers.admin.filters import CountedFilter, NotedFilter, OfficerFilter, PeriodFilter
from consultations.registers.admin.page import CHANGE
from consultations.registers.admin.walk_in import walk_in_page
from consultations.registers.models import Visit
from thai.dates import clock, local_date, long_date, long_date_time, short_date
from thai.phones import format_phone


@admin.register(Visit)
class VisitAdmin(ShowsStates, StaffAdmin):
    """No form of Django's writes this table: adding is the page of whoever comes to the counter, and all else a rule."""

    list_display = ("when", "who", "people", "village_name", "topic_name", "channel", "officer_name", "outcome_name")
    list_display_links = ("when", "who")
    change_form_template = "admin/consultations/visit/change_form.html"
    list_filter = (PeriodFilter, CountedFilter, NotedFilter, "channel", "topic", "tambon", OfficerFilter)
    search_fields = ("name", "phone")
    ordering = ("-served_at", "-pk")
    actions: Any = None
    log_by_number = True
    save_on_top = False
    fieldsets = (
        (None, {"fields": ("when_in_words", "channel", "people", "topic", "event_link", "officer_name", "speaker")}),
        (_("ผลการให้บริการ"), {"fields": ("outcome_in_words", "follow_up_link")}),
        (_("ผู้มา"), {"fields": ("name", "phone_with_dashes", "gender", "village_name")}),
        (_("ในทะเบียน"), {"fields": ("registers",)}),
        (_("ความพึงพอใจ"), {"fields": ("satisfaction",)}),
        (_("การบันทึก"), {"fields": ("came_by", "recorded_at", "recorded_by")}),
        (_("ประวัติสถานะ"), {"fields": ("state_log",)}),
    )
    readonly_fields: ClassVar = flatten_fieldsets(fieldsets)
    export_columns = (
        "served_at",
        "state",
        "channel",
        "people",
        "topic",
        "event",
        "name",
        "phone",
        "gender",
        "moo",
        "tambon",
        "outside",
        "person",
        "producer",
        "group",
        "served_by",
        "speaker",
        (_("ผล"), "outcome__kind"),
        "satisfaction",
        "recorded_at",
        "recorded_by",
    )

    # --- Pages ---

    def get_urls(self) -> list:
        def page(name: str, view: Any) -> Any:
            handler = self.admin_site.admin_view(never_cache(partial(view, self)))
            return path(f"<int:pk>/{name.replace('_', '-')}/", handler, name=f"consultations_visit_{name}")

        came = self.admin_site.admin_view(never_cache(partial(came_page, self)))
        return [
            path("event/<int:pk>/", came, name="consultations_visit_event"),
            *(page(name, view) for name, view in acts.PAGES.items()),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        return walk_in_page(self, request)

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        visit = kwargs.get("obj")
        if visit is not None:
            context |= acts.possible_with(visit) | {
                "visit": visit,
                "may": request.user.has_perm(CHANGE),
                "same_phone": _same_phone(visit) if request.user.has_perm("center.view_person") else [],
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Visit | None = None) -> bool:
        """Of the list; a row is changed by the rules."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Visit | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return rows.select_related("topic", "event", "tambon", "served_by", "recorded_by", "outcome")

    # --- Columns ---

    @admin.display(description=_("วันและเวลา"), ordering="served_at")
    def when(self, obj: Visit) -> str:
        language = get_language() or "th"
        return f"{short_date(local_date(obj.served_at), language)} {clock(obj.served_at, language)}"

    @admin.display(description=_("ชื่อ-นามสกุล"), ordering="name")
    def who(self, obj: Visit) -> str:
        if obj.is_counted:
            return str(obj)
        return format_html('{} <span class="tag hidden-row">{}</span>', obj, obj.get_state_display())

    @admin.display(description=_("เบอร์โทรศัพท์"), ordering="phone")
    def phone_with_dashes(self, obj: Visit) -> str:
        return format_phone(obj.phone) or self.empty_value_display

    @admin.display(description=_("หมู่บ้าน"), ordering="tambon__sort_key")
    def village_name(self, obj: Visit) -> str:
        return obj.village or self.empty_value_display

    @admin.display(description=_("เรื่อง"), ordering="topic__position")
    def topic_name(self, obj: Visit) -> str:
        if obj.topic:
            return obj.topic.name
        return obj.event.name if obj.event else self.empty_value_display

    @admin.display(description=_("ผู้ให้บริการ"), ordering="served_by__first_name")
    def officer_name(self, obj: Visit) -> str:
        if obj.served_by is None:
            return self.empty_value_display
        return obj.served_by.get_full_name() or obj.served_by.get_username()

    @admin.display(description=_("ผล"), ordering="outcome__kind")
    def outcome_name(self, obj: Visit) -> str:
        outcome = getattr(obj, "outcome", None)
        return str(outcome) if outcome else self.empty_value_display

    # --- The page of a row ---

    @admin.display(description=_("วันและเวลา"))
    def when_in_words(self, obj: Visit) -> str:
        return long_date_time(obj.served_at, get_language() or "th")

    @admin.display(description=_("กิจกรรม"))
    def event_link(self, obj: Visit) -> str:
        if obj.event is None:
            return self.empty_value_display
        return format_html('<a href="{}">{}</a>', address_of(obj.event), obj.event)

    @admin.display(description=_("ผูกกับทะเบียนแล้ว"))
    def registers(self, obj: Visit) -> str:
        """The person, producer and group it is about, each with its page."""
        rows = [row for row in (obj.person, obj.producer, obj.group) if row is not None]
        links = format_html_join(" · ", '<a href="{}">{}</a>', ((address_of(row), row) for row in rows))
        return links or str(_("ยังไม่ผูก"))

    @admin.display(description=_("ผล"))
    def outcome_in_words(self, obj: Visit) -> str:
        """What was noted, a line for each part. Two queries."""
        outcome = getattr(obj, "outcome", None)
        if outcome is None:
            return str(_("ยังไม่บันทึกผล"))
        until = long_date(outcome.agreed_until, get_language() or "th") if outcome.agreed_until else ""
        agreed = " · ".join(part for part in (outcome.agreed, outcome.agreed_by, until) if part)
        document = outcome.document.name if outcome.document else ""
        sources = ", ".join(str(source) for source in outcome.sources.all())
        lines = [part for part in (str(outcome), outcome.advice, agreed, document, sources) if part]
        return format_html_join("", "<p>{}</p>", ((line,) for line in lines))

    @admin.display(description=_("ติดตามผล"))
    def follow_up_link(self, obj: Visit) -> str:
        follow_up = getattr(obj, "follow_up", None)
        if follow_up is None:
            return self.empty_value_display
        due = short_date(follow_up.due_on, get_language() or "th")
        return format_html('<a href="{}">{} · {}</a>', address_of(follow_up), follow_up.get_state_display(), due)

    @admin.display(description=_("มาจาก"))
    def came_by(self, obj: Visit) -> str:
        """The appointment or the registration that it is the visit of."""
        if obj.booking:
            return format_html('<a href="{}">{}</a>', address_of(obj.booking), obj.booking)
        if obj.registration:
            page = reverse(
                "admin:consultations_event_registration", args=[obj.registration.event_id, obj.registration_id]
            )
            return format_html('<a href="{}">{}</a>', page, obj.registration)
        return self.empty_value_display


def _same_phone(visit: Visit) -> list[Person]:
    """People in the registers with the phone number of a visit that isn't pointed at anybody."""
    if visit.person_id or not visit.phone:
        return []
    return list(Person.objects.one_record_each().filter(phone=visit.phone).select_related("tambon")[:5])
