"""Days on which the center is closed; closing it today with one button."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from center.office.admin.filters import ComingFilter
from center.office.closing import REASON, REASON_IN_ENGLISH, closing_of, closures_of_day, reopen
from center.office.models import Closure
from center.office.status import office_status
from center.records.changes import written
from center.staff.base import StaffAdmin, yes_no
from center.staff.breakage import NamesBreakage
from center.staff.officer import officer
from thai.dates import long_date


class ClosureForm(NamesBreakage):
    """A last day left empty is set to the first."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "ends_on" in self.fields:
            self.fields["ends_on"].required = False
            self.fields["ends_on"].help_text = _("ปิดวันเดียวเว้นว่างไว้ได้")

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("ends_on") and cleaned.get("starts_on") and "ends_on" not in self.errors:
            cleaned["ends_on"] = cleaned["starts_on"]
        return cleaned


class ClosingTodayForm(NamesBreakage):
    """The closure of today, made by one button; asks for more only where it breaks something."""

    class Meta:
        model = Closure
        fields = ("reason_th",)


@admin.register(Closure)
class ClosureAdmin(StaffAdmin):
    form = ClosureForm
    list_display = ("days", "reason_th", "of_the_state", "confirmed", "works")
    list_filter = (ComingFilter, "name_confirmed")
    search_fields = ("reason_th", "reason_en")
    folded_here = True
    actions = ("confirm_names",)
    fields = (("starts_on", "ends_on"), "reason_th", "reason_en", "name_confirmed", "open_anyway")
    confirmed = yes_no("name_confirmed", _("ยืนยันชื่อแล้ว"))
    works = yes_no("open_anyway", _("เปิดตามปกติ"))

    @admin.display(description=_("วันที่"), ordering="starts_on")
    def days(self, obj: Closure) -> str:
        if obj.starts_on == obj.ends_on:
            return long_date(obj.starts_on)
        return f"{long_date(obj.starts_on)} – {long_date(obj.ends_on)}"

    @admin.display(description=_("ชนิด"))
    def of_the_state(self, obj: Closure) -> str:
        return str(_("วันหยุดราชการ") if obj.is_holiday else _("ศูนย์ปิดเอง"))

    @admin.action(description=_("ยืนยันชื่อวันหยุดของรายการที่เลือก"), permissions=["change"])
    def confirm_names(self, request: HttpRequest, queryset) -> None:
        rows = list(queryset.filter(name_confirmed=False))
        self._change_all(request, rows, "name_confirmed", True)
        count = len(rows)
        said = ngettext("ยืนยันชื่อแล้ว %d รายการ", "ยืนยันชื่อแล้ว %d รายการ", count) % count
        self.message_user(request, said, messages.SUCCESS if count else messages.INFO)

    # --- Today ---

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        shown = closing_of(office_status(), officer(request)).now()
        return super().changelist_view(request, shown | (extra_context or {}))

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("today/", wrap(require_POST(self.close_today_view)), name="center_closure_today"),
            path("today/reopen/", wrap(require_POST(self.reopen_today_view)), name="center_closure_reopen"),
            *super().get_urls(),
        ]

    def close_today_view(self, request: HttpRequest) -> HttpResponse:
        """Close the center today, at once where that breaks nothing, else after a page that names what it breaks."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        today = timezone.localdate()
        if Closure.objects.between(today, today).exists():
            self.message_user(request, _("วันนี้ศูนย์ปิดอยู่แล้ว"), messages.INFO)
            return HttpResponseRedirect(reverse("admin:index"))
        typed = {"reason_th": REASON, **request.POST.dict()}
        in_english = REASON_IN_ENGLISH if typed["reason_th"] == REASON else ""
        form = ClosingTodayForm(typed, instance=Closure(starts_on=today, ends_on=today, reason_en=in_english))
        if form.is_valid():
            with transaction.atomic():
                closure = form.save()
                written([closure])
                self.log_addition(request, closure, [{"added": {}}])
            self.message_user(request, _("ปิดศูนย์วันนี้แล้ว ทุกหน้าของเว็บบอกว่าปิด"), messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:index"))
        context = self.admin_site.each_context(request) | {"opts": self.opts, "title": _("ปิดวันนี้"), "form": form}
        return TemplateResponse(request, "admin/center/closure/today.html", context)

    def reopen_today_view(self, request: HttpRequest) -> HttpResponse:
        """Undo it: what staff closed for just today goes into the recycle bin."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        today = timezone.localdate()
        closures = list(closures_of_day(today))
        if closures:
            self.log_deletions(request, closures)
            reopen(today, by=officer(request))
            self.message_user(request, _("เปิดวันนี้ตามเดิมแล้ว"), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:index"))
