"""Opening hours: the week as one table, several periods a day."""

from itertools import pairwise
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from center.office.models import OpeningHours
from center.office.opening_week import PlannedWeek, Span, set_week, week
from center.records.breakage import Broken, broken_by
from center.staff.base import StaffAdmin
from center.staff.breakage import SEEN, NamesBreakage, digest_of, refusal_of
from center.staff.officer import officer
from center.staff.row_page import number_in
from thai.django.forms import ThaiTimeField

FEWEST_PERIODS, MOST_PERIODS = 2, 6


class DayHoursForm(forms.Form):
    """The hours of one weekday. Cleans to `hours`, in their order; none: closed all day."""

    def __init__(self, data: Any, *, weekday: int, periods: int, stored: list[Span]) -> None:
        super().__init__(data, prefix=f"day{weekday}")
        self.weekday, self.periods = weekday, periods
        self.day = OpeningHours.Weekday(weekday).label
        for number in range(periods):
            span = stored[number] if number < len(stored) else (None, None)
            for name, label, time in zip(("opens", "closes"), (_("เปิด"), _("ปิด")), span, strict=True):
                field = ThaiTimeField(label=label, required=False, initial=time)
                # A table's cells have no labels of their own.
                field.widget.attrs["aria-label"] = _("%(day)s ช่วงที่ %(number)d %(act)s") % {
                    "day": self.day,
                    "number": number + 1,
                    "act": label,
                }
                self.fields[f"{name}{number}"] = field

    def cells(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The two fields of each period."""
        return [(self[f"opens{number}"], self[f"closes{number}"]) for number in range(self.periods)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        hours: list[tuple[Span, int]] = []
        for number in range(self.periods):
            opens, closes = cleaned.get(f"opens{number}"), cleaned.get(f"closes{number}")
            if {f"opens{number}", f"closes{number}"} & self.errors.keys() or (opens is None and closes is None):
                continue
            if opens is None or closes is None:
                missing = f"opens{number}" if opens is None else f"closes{number}"
                self.add_error(missing, _("กรอกทั้งเวลาเปิดและเวลาปิด"))
            elif closes <= opens:
                self.add_error(f"closes{number}", _("เวลาปิดต้องหลังเวลาเปิด"))
            else:
                hours.append(((opens, closes), number))
        hours.sort()
        for (before, _first), (after, number) in pairwise(hours):
            if after[0] < before[1]:
                self.add_error(f"opens{number}", _("ทับกับอีกช่วงหนึ่งของวันเดียวกัน"))
        return cleaned | {"hours": [span for span, _number in hours]}


@admin.register(OpeningHours)
class OpeningHoursAdmin(StaffAdmin):
    """Who may change the hours sees the week as a table instead of the list."""

    form = NamesBreakage
    list_display = ("day", "opens_at", "closes_at")
    list_display_links = ("day",)
    list_filter = ("weekday",)
    fields = ("weekday", ("opens", "closes"))

    @admin.display(description=_("วัน"), ordering="weekday")
    def day(self, obj: OpeningHours) -> str:
        return obj.get_weekday_display()

    @admin.display(description=_("เปิด"), ordering="opens")
    def opens_at(self, obj: OpeningHours) -> str:
        return f"{obj.opens:%H.%M}"

    @admin.display(description=_("ปิด"), ordering="closes")
    def closes_at(self, obj: OpeningHours) -> str:
        return f"{obj.closes:%H.%M}"

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """The menu leads to the week, without a link that adds a single row."""
        return super().get_model_perms(request) | {"add": False}

    # --- The week ---

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.week_view))
        return [path("week/", view, name="center_openinghours_week"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The week; with a search or a filter, and for whoever may only view, the list."""
        if request.method == "GET" and not request.GET and self.has_change_permission(request):
            return self.week_view(request)
        return super().changelist_view(request, extra_context)

    def week_view(self, request: HttpRequest) -> HttpResponse:
        """The week as a table of seven rows. Another period is a column more, without JavaScript too."""
        if not (self.has_change_permission(request) and self.has_add_permission(request)):
            raise PermissionDenied
        stored = week()
        periods = max(FEWEST_PERIODS, *(len(hours) for hours in stored.values()))
        if request.method == "POST":
            periods = number_in(request.POST.get("periods", ""), most_digits=2) + ("_more" in request.POST)
        periods = min(max(periods, FEWEST_PERIODS), MOST_PERIODS)
        days = [
            DayHoursForm(
                request.POST if request.method == "POST" else None, weekday=weekday, periods=periods, stored=hours
            )
            for weekday, hours in stored.items()
        ]
        if request.method != "POST" or "_more" in request.POST:
            return self._show_week(request, days, periods)
        errors = [day.errors for day in days]  # of all days, so that each says what is wrong
        if any(errors):
            return self._show_week(request, days, periods, refusal=_("กรุณาแก้ไขข้อผิดพลาดด้านล่าง"))
        planned = {day.weekday: day.cleaned_data["hours"] for day in days}
        broken = [] if planned == stored else broken_by(PlannedWeek(planned))
        if broken and request.POST.get(SEEN) != digest_of(broken):
            return self._show_week(request, days, periods, refusal=refusal_of(broken), broken=broken)
        return self._save_week(request, planned)

    def _show_week(
        self,
        request: HttpRequest,
        days: list[DayHoursForm],
        periods: int,
        *,
        refusal: Any = "",
        broken: list[Broken] | None = None,
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": capfirst(self.opts.verbose_name_plural),
            "days": days,
            "periods": periods,
            "numbers": range(1, periods + 1),
            "may_add_period": periods < MOST_PERIODS,
            "refusal": refusal,
            "broken": broken,
            "seen": digest_of(broken) if broken else "",
            "list_tools": self._tools(request),
        }
        return TemplateResponse(request, "admin/center/openinghours/week.html", context)

    def _save_week(self, request: HttpRequest, planned: dict[int, list[Span]]) -> HttpResponse:
        changed = set_week(planned, by=officer(request))
        if changed:
            rows = OpeningHours.objects.all()
            LogEntry.objects.log_actions(officer(request).pk, rows, CHANGE, str(_("แก้เวลาเปิดทำการ")))
        said = ngettext("บันทึกเวลาเปิดทำการแล้ว เปลี่ยน %d วัน", "บันทึกเวลาเปิดทำการแล้ว เปลี่ยน %d วัน", changed) % changed
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:center_openinghours_changelist"))
