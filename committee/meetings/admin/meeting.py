"""Meetings on the staff site. What is a rule is done on pages of its own (admin.record, .acts, .prints)."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from center.staff.base import StaffAdmin
from center.staff.officer import officer
from center.staff.states import ShowsStates
from committee.meetings.admin import acts, prints, record
from committee.meetings.admin.page import CHANGE, AsksAgain
from committee.meetings.attendance import seats_of, turnout
from committee.meetings.forms import MeetingForm
from committee.meetings.meetings import certifiable_at, next_number, save_meeting, why_not_revert_record
from committee.meetings.models import AGENDA, RECORDED, Attendance, CommitteeMeeting, Resolution
from committee.meetings.recording import why_not_record
from thai.dates import buddhist_year, clock, short_date

State = CommitteeMeeting.State


class YearFilter(admin.SimpleListFilter):
    title = _("ปี")
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        years = CommitteeMeeting.objects.order_by("-year").values_list("year", flat=True).distinct()
        return [(str(year), str(buddhist_year(year))) for year in years]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value() or ""
        return queryset.filter(year=int(value)) if value.isdecimal() and len(value) == 4 else queryset


@admin.register(CommitteeMeeting)
class CommitteeMeetingAdmin(AsksAgain, ShowsStates, StaffAdmin):
    form = MeetingForm
    list_display = ("name", "day", "place", "state_in_words", "attended", "open_resolutions")
    list_filter = ("state", YearFilter)
    search_fields = ("number", "place", "resolutions__subject", *AGENDA)
    change_form_template = "admin/committee/committeemeeting/change_form.html"
    save_on_top = False

    # --- Pages ---

    def get_urls(self) -> list:
        def page(act: str, view: Any) -> Any:
            handler = self.admin_site.admin_view(never_cache(partial(view, self)))
            return path(f"<int:pk>/{act}/", handler, name=f"committee_meeting_{act.replace('-', '_')}")

        return [
            page("record", record.record_page),
            page("invitation", prints.invitation_page),
            page("sign-sheet", prints.sign_sheet_page),
            page("minutes", prints.minutes_page),
            page("file", acts.file_page),
            page("certify", acts.certify_page),
            page("uncertify", acts.uncertify_page),
            page("cancel", acts.cancel_page),
            page("restore", acts.restore_page),
            page("revert", acts.revert_page),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        return super().add_view(request, form_url, {"title": _("นัดหรือบันทึกการประชุม")} | (extra_context or {}))

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        meeting = kwargs.get("obj")
        if meeting is not None:
            context |= _of_meeting(meeting) | {"may": request.user.has_perm(CHANGE)}
        if meeting is not None and meeting.state == State.CERTIFIED:
            context |= dict.fromkeys(("show_save", "show_save_and_continue", "show_save_and_add_another"), False)
        return super().render_change_form(request, context, *args, **kwargs)

    # --- The form ---

    def get_fieldsets(self, request: HttpRequest, obj: CommitteeMeeting | None = None) -> list:
        plan = (None, {"fields": ("number", "date", "starts_at", "place")})
        if obj is not None and obj.state in RECORDED:
            return [plan, (_("ประวัติสถานะ"), {"fields": ("state_log",)})]
        agenda = (
            _("ระเบียบวาระการประชุม"),
            {"fields": AGENDA, "description": _("เรื่องที่จะประชุม เว้นว่างได้ หัวข้อห้าเรื่องอยู่ในข้อความเชิญเสมอ")},
        )
        return [plan, agenda] if obj is None else [plan, agenda, (_("ประวัติสถานะ"), {"fields": ("state_log",)})]

    def get_readonly_fields(self, request: HttpRequest, obj: CommitteeMeeting | None = None) -> tuple:
        """Certified minutes stand."""
        certified = obj is not None and obj.state == State.CERTIFIED
        return ("state_log", *(("number", "date", "starts_at", "place") if certified else ()))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        """The next number of this year, at the place of the last meeting."""
        last = CommitteeMeeting.objects.first()
        proposed = {"number": next_number(timezone.localdate()), "place": last.place if last else ""}
        return proposed | super().get_changeform_initial_data(request)

    def save_model(self, request: HttpRequest, obj: CommitteeMeeting, form: forms.ModelForm, change: bool) -> None:
        save_meeting(meeting=obj, by=officer(request))

    def response_add(self, request: HttpRequest, obj: models.Model, post_url_continue: Any = None) -> HttpResponse:
        """On to the record, or to the page with the invitation where the day is still to come."""
        if "_save" not in request.POST or not isinstance(obj, CommitteeMeeting):
            return super().response_add(request, obj, post_url_continue)
        if why_not_record(obj):
            messages.success(request, _("นัดการประชุม%s แล้ว ต่อไปคัดลอกข้อความเชิญและพิมพ์ใบเซ็นชื่อ") % obj)
            return HttpResponseRedirect(reverse("admin:committee_committeemeeting_change", args=[obj.pk]))
        messages.success(request, _("เปิดการประชุม%s แล้ว ต่อไปบันทึกการประชุม") % obj)
        return HttpResponseRedirect(reverse("admin:committee_meeting_record", args=[obj.pk]))

    def has_delete_permission(self, request: HttpRequest, obj: CommitteeMeeting | None = None) -> bool:
        """Certified minutes stay."""
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or obj.state != State.CERTIFIED)

    # --- The list ---

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        # Subqueries, since a plain Count would group the rows and lose their order.
        came = counted(Attendance.objects.filter(present=True))
        still_open = counted(Resolution.objects.filter(done_on=None))
        rows = super().get_queryset(request).select_related("term", "certified_at")
        return rows.annotate(came=came, still_open=still_open)

    @admin.display(description=_("ครั้งที่"), ordering="number")
    def name(self, obj: CommitteeMeeting) -> str:
        return str(obj)

    @admin.display(description=_("วันและเวลา"), ordering="date")
    def day(self, obj: CommitteeMeeting) -> str:
        language = get_language() or "th"
        return f"{short_date(obj.date, language)} {clock(obj.starts_at, language)}"

    @admin.display(description=_("สถานะ"), ordering="state")
    def state_in_words(self, obj: CommitteeMeeting) -> str:
        css = "shown-row" if obj.state in RECORDED else "hidden-row"
        return format_html('<span class="tag {}">{}</span>', css, obj.get_state_display())

    @admin.display(description=_("มาประชุม (คน)"), ordering="came")
    def attended(self, obj: CommitteeMeeting) -> Any:
        return getattr(obj, "came", 0) if obj.state in RECORDED else self.empty_value_display

    @admin.display(description=_("มติที่ยังไม่เสร็จ"), ordering="still_open")
    def open_resolutions(self, obj: CommitteeMeeting) -> Any:
        return getattr(obj, "still_open", 0) if obj.state in RECORDED else self.empty_value_display


def counted(rows: QuerySet) -> Coalesce:
    """How many of the rows a meeting has."""
    of_meeting = rows.filter(meeting=OuterRef("pk")).order_by().values("meeting")
    return Coalesce(Subquery(of_meeting.annotate(n=Count("pk")).values("n")), 0)


def _of_meeting(meeting: CommitteeMeeting) -> dict[str, Any]:
    """What the page of a meeting shows beside its form: who came, what was resolved, what can be done."""
    context: dict[str, Any] = {"meeting": meeting, "quorum": meeting.term.quorum}
    if meeting.state not in RECORDED:
        return context | {"members": seats_of(meeting).count(), "may_record": not why_not_record(meeting)}
    attendances = list(meeting.attendances.select_related("seat__person", "seat__network", "seat__organization"))
    today = timezone.localdate()
    resolutions = list(meeting.resolutions.select_related("responsible"))
    return context | {
        "turnout": turnout(attendances, meeting.term.quorum),
        "attendances": attendances,
        "guests": list(meeting.guests.all()),
        "resolutions": [(row, row.is_late_on(today)) for row in resolutions],
        "to_certify": certifiable_at(meeting).filter(state=State.HELD),
        "may_revert": meeting.state == State.HELD and not why_not_revert_record(meeting),
    }
