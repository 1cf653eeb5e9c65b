"""Who is on duty: the week as one table, exceptions by day, and the days in the center's book."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from center.office import duty
from center.office.admin.filters import ComingFilter
from center.office.models import Duty, OpeningHours, ServiceDay
from center.office.service_days import turn
from center.people.models import Person
from center.staff.base import StaffAdmin, yes_no
from center.staff.officer import officer
from center.staff.row_page import require
from thai.dates import long_date
from thai.django.forms import ThaiCharField


class DayForm(forms.Form):
    """One weekday of the roster. The list of people is asked from the server while one types."""

    person = forms.ModelChoiceField(Person.objects.one_record_each(), label=_("ผู้อยู่เวร"), required=False)
    note = ThaiCharField(label=_("หมายเหตุ"), max_length=200, required=False)

    def __init__(self, data: Any, *, weekday: int, admin_site: admin.AdminSite, initial: dict[str, Any]) -> None:
        super().__init__(data, prefix=f"day{weekday}", initial=initial)
        self.weekday = weekday
        self.day = OpeningHours.Weekday(weekday).label
        field = self.fields["person"]
        field.widget = AutocompleteSelect(Duty._meta.get_field("person"), admin_site)
        field.widget.choices = field.choices  # type: ignore[attr-defined]
        for name, field in self.fields.items():  # a table's rows have no labels of their own
            field.widget.attrs["aria-label"] = f"{field.label} {self.day}"
            field.widget.attrs["id"] = f"id_day{weekday}-{name}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("note") and not cleaned.get("person") and "person" not in self.errors:
            self.add_error("person", _("กรุณาเลือกผู้อยู่เวร หรือลบหมายเหตุออก"))
        return cleaned


class DutyFilter(ComingFilter):
    """Exceptions still to come, unless others are asked for; the week stands in the table above."""

    last_day = "date"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [*super().lookups(request, model_admin), ("week", _("เวรประจำสัปดาห์"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(weekday__isnull=False) if self.value() == "week" else super().queryset(request, queryset)


@admin.register(Duty)
class DutyAdmin(StaffAdmin):
    """The week is changed in its table, so that a row added here is an exception of one day."""

    list_display = ("when", "person", "note")
    list_select_related = ("person",)
    list_filter = (DutyFilter,)
    search_fields = ("person__search_text", "person__phone")
    autocomplete_fields = ("person",)
    fields = ("date", "person", "note")
    ordering = ("date", "weekday")

    def get_form(self, request: HttpRequest, obj: Duty | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if "date" in form.base_fields:
            form.base_fields["date"].required = True
        return form

    def has_change_permission(self, request: HttpRequest, obj: Duty | None = None) -> bool:
        """A weekday's row is looked at here, with its history, and changed in the table."""
        return super().has_change_permission(request, obj) and (obj is None or obj.weekday is None)

    def get_fields(self, request: HttpRequest, obj: Duty | None = None) -> tuple:
        return ("weekday", "person", "note") if obj and obj.weekday is not None else ("date", "person", "note")

    @admin.display(description=_("วัน"), ordering="date")
    def when(self, obj: Duty) -> str:
        return str(obj)

    # --- The week ---

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.week_view))
        return [path("week/", view, name="center_duty_week"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        week = [(OpeningHours.Weekday(weekday).label, on_duty) for weekday, on_duty in duty.week().items()]
        shown = {"week": week, "may_change_week": self.has_change_permission(request)}
        return super().changelist_view(request, shown | (extra_context or {}))

    def week_view(self, request: HttpRequest) -> HttpResponse:
        """The roster of the week as a table of seven rows."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        forms_of_days = [
            DayForm(
                request.POST if request.method == "POST" else None,
                weekday=weekday,
                admin_site=self.admin_site,
                initial={"person": on_duty.person, "note": on_duty.note},
            )
            for weekday, on_duty in duty.week().items()
        ]
        errors = [form.errors for form in forms_of_days]  # of all days, so that each says what is wrong
        if request.method == "POST" and not any(errors):
            return self._save_week(request, forms_of_days)
        media = self.media
        for form in forms_of_days:
            media = media + form.media
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("เวรประจำสัปดาห์"),
            "forms": forms_of_days,
            "errors": any(errors),
            "media": media,
        }
        return TemplateResponse(request, "admin/center/duty/week.html", context)

    def _save_week(self, request: HttpRequest, forms_of_days: list[DayForm]) -> HttpResponse:
        roster = {
            form.weekday: duty.OnDuty(form.cleaned_data["person"], form.cleaned_data["note"]) for form in forms_of_days
        }
        changed = duty.set_week(roster, by=officer(request))
        if changed:
            rows = Duty.objects.weekly()
            LogEntry.objects.log_actions(officer(request).pk, rows, CHANGE, str(_("แก้เวรประจำสัปดาห์")))
        said = ngettext("บันทึกเวรแล้ว เปลี่ยน %d วัน", "บันทึกเวรแล้ว เปลี่ยน %d วัน", changed) % changed
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:center_duty_changelist"))


@admin.register(ServiceDay)
class ServiceDayAdmin(StaffAdmin):
    list_display = ("day", "was_open", "on_duty", "note")
    list_display_links = ("day",)
    list_select_related = ("on_duty",)
    search_fields = ("note",)
    folded_here = True
    autocomplete_fields = ("on_duty",)
    fields = ("date", "opened", "on_duty", "note")
    was_open = yes_no("opened", _("เปิดให้บริการ"))

    def get_urls(self) -> list:
        today = self.admin_site.admin_view(require_POST(self.today_view))
        return [path("today/", today, name="center_serviceday_today"), *super().get_urls()]

    def today_view(self, request: HttpRequest) -> HttpResponse:
        """The button on the first page: today was open after all, or wasn't."""
        require(request, "center.change_serviceday")
        turn(timezone.localdate(), opened=bool(request.POST.get("opened")), by=officer(request))
        return HttpResponseRedirect(reverse("admin:index"))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Today, with whom the roster names for it."""
        today = timezone.localdate()
        rostered = Duty.objects.on(today)
        return {
            "date": today,
            "on_duty": rostered.person_id if rostered else None,
        } | super().get_changeform_initial_data(request)

    @admin.display(description=_("วันที่"), ordering="date")
    def day(self, obj: ServiceDay) -> str:
        return long_date(obj.date)
