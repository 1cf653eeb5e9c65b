"""Cases on the staff site: rows to read, with buttons and pages that call the rules (admin.case_acts, .case_new)."""

import datetime as dt
from collections.abc import Iterator
from functools import partial
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from center.people.models import Person
from center.places.villages import village_in_words
from center.staff.base import StaffAdmin
from center.staff.row_page import address_of
from center.staff.states import ShowsStates
from consultations.registers import case_texts
from consultations.registers.admin import case_acts
from consultations.registers.admin.case_acts import ADD, CHANGE
from consultations.registers.admin.case_new import new_case_page
from consultations.registers.models import Case, CaseKind
from consultations.registers.models.case import LAST_DAY
from thai.dates import short_date
from thai.phones import format_phone, tel_uri

State = Case.State
SOON = dt.timedelta(days=14)


class DueFilter(admin.SimpleListFilter):
    """Open cases, unless others are asked for, or something is searched for: numbers of closed ones are found too."""

    title = _("กำหนด")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [
            ("overdue", _("เลยกำหนด")),
            ("soon", _("ครบกำหนดใน 14 วัน")),
            ("closed", _("ปิดเรื่องแล้ว")),
            ("all", _("ทั้งหมด")),
        ]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for value, title in [(None, _("ยังไม่ปิด")), *self.lookup_choices]:
            query = changelist.get_query_string({self.parameter_name: value} if value else {}, [self.parameter_name])
            yield {"selected": self.value() == value, "query_string": query, "display": title}

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        today = timezone.localdate()
        match self.value():
            case "overdue":
                return queryset.overdue(today)
            case "soon":
                return queryset.open().filter(last_day__range=(today, today + SOON))
            case "closed":
                return queryset.exclude(state__in=Case.OPEN)
            case "all":
                return queryset
        asked = request.GET.get("q", "").strip() or "state__exact" in request.GET
        return queryset if asked else queryset.open()


@admin.register(Case)
class CaseAdmin(ShowsStates, StaffAdmin):
    """No form of Django's writes this table: adding is the page that takes a matter on, and all else a rule."""

    list_display = ("about", "number", "state_and_missing", "due_day", "name", "phone_with_dashes")
    list_display_links = ("about", "number")
    list_filter = (DueFilter, "state", "kind", "round", "tambon")
    search_fields = ("name", "phone", "reference", "subject", "result_number")
    change_form_template = "admin/consultations/case/change_form.html"
    actions: Any = None
    log_by_number = True
    save_on_top = False
    fieldsets = (
        (None, {"fields": ("about", "state_tag", "due_day", "papers_list", "answer", "result_number")}),
        (_("ผู้ยื่น"), {"fields": ("name", "phone_to_call", "email", "village", "registers")}),
        (_("การรับเรื่อง"), {"fields": ("number", "officer", "opened_at", "closed_at", "details")}),
        (_("ประวัติสถานะ"), {"fields": ("state_log",)}),
    )
    readonly_fields: ClassVar = flatten_fieldsets(fieldsets)
    export_columns = (
        (_("เลขที่เรื่อง"), "reference"),
        "opened_at",
        "kind",
        "subject",
        "state",
        "round",
        (_("ปิดรับ"), "round__closes_on"),
        "due_on",
        "name",
        "phone",
        "email",
        "tambon",
        "moo",
        "person",
        "producer",
        "group",
        "result_number",
        "closed_at",
        "officer",
    )

    # --- Pages ---

    def get_urls(self) -> list:
        def page(name: str, view: Any) -> Any:
            handler = self.admin_site.admin_view(never_cache(partial(view, self)))
            return path(f"<int:pk>/{name.replace('_', '-')}/", handler, name=f"consultations_case_{name}")

        return [*(page(name, view) for name, view in case_acts.PAGES.items()), *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        return new_case_page(self, request)

    def has_change_permission(self, request: HttpRequest, obj: Case | None = None) -> bool:
        """Of the list; a row is changed by the rules."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Case | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        shown = {"list_tools": [*self._round_tools(request), *self._tools(request)]}
        return super().changelist_view(request, shown | (extra_context or {}))

    def _round_tools(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The page that sets the rounds of a year, for each kind that has some."""
        if not request.user.has_perm("consultations.change_casekind"):
            return []
        return [
            {
                "label": _("ตั้งรอบ: %s") % kind.name,
                "url": reverse("admin:consultations_casekind_rounds", args=[kind.pk]),
            }
            for kind in CaseKind.objects.filter(active=True, has_rounds=True)
        ]

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        case = kwargs.get("obj")
        if case is not None:
            context |= case_acts.possible_with(case) | {
                "case": case,
                "may": request.user.has_perm(CHANGE),
                "may_open_case": request.user.has_perm(ADD),
                "missing": case.missing() if case.is_open else [],
                "is_overdue": case.is_open and case.due is not None and case.due < timezone.localdate(),
                "due_in_words": case_texts.due_in_words(case),
                "line_text": case_texts.to_forward(case),
                "same_phone": _same_phone(case) if request.user.has_perm("center.view_person") else [],
            }
        return super().render_change_form(request, context, *args, **kwargs)

    # --- The list ---

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows: Any = super().get_queryset(request)
        related = ("kind", "round", "tambon", "person", "producer", "group", "officer")
        return rows.select_related(*related).prefetch_related("papers").with_due()

    def get_ordering(self, request: HttpRequest) -> tuple:
        """What is due first stands first, then what is due on no day; of closed cases the latest."""
        if request.GET.get("due") in ("closed", "all"):
            return ("-opened_at", "-pk")
        return (LAST_DAY.asc(nulls_last=True), "opened_at", "pk")

    @admin.display(description=_("เลขที่เรื่อง"), ordering="reference")
    def number(self, obj: Case) -> str:
        return obj.reference

    @admin.display(description=_("เรื่อง"), ordering="kind__position")
    def about(self, obj: Case) -> str:
        return obj.title

    @admin.display(description=_("กำหนด"), ordering="last_day")
    def due_day(self, obj: Case) -> str:
        """The last day with its round, and that it has passed."""
        if obj.due is None:
            return self.empty_value_display
        day = short_date(obj.due, get_language() or "th")
        late = obj.is_open and obj.due < timezone.localdate()
        text = f"{day} ({obj.round})" if obj.round else day
        return format_html('{} <span class="tag hidden-row">{}</span>', text, _("เลยกำหนด")) if late else text

    @admin.display(description=_("เบอร์โทรศัพท์"), ordering="phone")
    def phone_with_dashes(self, obj: Case) -> str:
        return format_phone(obj.phone)

    @admin.display(description=_("สถานะ"), ordering="state")
    def state_tag(self, obj: Case) -> str:
        css = "shown-row" if obj.state in (State.SUBMITTED, State.REVIEW, State.REGISTERED) else "hidden-row"
        return format_html('<span class="tag {}">{}</span>', css, obj.state_in_words)

    @admin.display(description=_("สถานะ"), ordering="state")
    def state_and_missing(self, obj: Case) -> str:
        """The state, and how many papers are missing."""
        count = len(obj.missing()) if obj.is_open else 0
        if not count:
            return self.state_tag(obj)
        missing = ngettext("ขาด %d อย่าง", "ขาด %d อย่าง", count) % count
        return format_html("{} {}", self.state_tag(obj), missing)

    # --- The page of a row ---

    @admin.display(description=_("เบอร์โทรศัพท์"))
    def phone_to_call(self, obj: Case) -> str:
        if not obj.phone:
            return self.empty_value_display
        return format_html('<a href="{}">{}</a>', tel_uri(obj.phone), format_phone(obj.phone))

    @admin.display(description=_("หมู่บ้าน"))
    def village(self, obj: Case) -> str:
        return village_in_words(obj.moo, obj.tambon) or self.empty_value_display

    @admin.display(description=_("เอกสาร"))
    def papers_list(self, obj: Case) -> str:
        names = ((paper.get_state_display(), paper.name) for paper in obj.papers.all())
        lines = format_html_join("", "<li><b>{}</b> · {}</li>", names)
        return format_html('<ol class="states">{}</ol>', lines) if lines else self.empty_value_display

    @admin.display(description=_("ผูกกับทะเบียนแล้ว"))
    def registers(self, obj: Case) -> str:
        """The person, producer and group it is about, each with its page."""
        rows = [row for row in (obj.person, obj.producer, obj.group) if row is not None]
        links = ((address_of(row), row) for row in rows)
        return format_html_join(" · ", '<a href="{}">{}</a>', links) or str(_("ยังไม่ผูก"))


def _same_phone(case: Case) -> list[Person]:
    """People in the registers with the phone number of a case that isn't pointed at anybody."""
    if case.person_id or not case.phone:
        return []
    return list(Person.objects.one_record_each().filter(phone=case.phone).select_related("tambon")[:5])
