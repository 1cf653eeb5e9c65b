"""Kinds of cases with their checklists, and the page that sets all registration rounds of a year."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from center.staff.base import StaffAdmin, yes_no
from center.staff.officer import officer
from center.staff.row_page import done, number_in, posted, report, require, show
from consultations.registers import rounds
from consultations.registers.admin.page import REFUSALS, sentence_of
from consultations.registers.models import CaseKind
from consultations.registers.models.case_kind import ROUNDS_A_YEAR
from thai.dates import fiscal_year
from thai.django.forms import ThaiDateField

CHANGE_KIND = "consultations.change_casekind"
# Years beside the present one whose rounds can be set.
YEARS_BACK, YEARS_AHEAD = 1, 1


class RoundsForm(forms.Form):
    """Four rounds of a fiscal year, each with two days or none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, ROUNDS_A_YEAR + 1):
            values = {"number": number}
            self.fields[f"opens-{number}"] = ThaiDateField(label=_("รอบที่ %(number)s เปิดรับ") % values, required=False)
            self.fields[f"closes-{number}"] = ThaiDateField(label=_("รอบที่ %(number)s ปิดรับ") % values, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for number in range(1, ROUNDS_A_YEAR + 1):
            opens, closes = cleaned.get(f"opens-{number}"), cleaned.get(f"closes-{number}")
            if closes and not opens and f"opens-{number}" not in self.errors:
                self.add_error(f"opens-{number}", _("กรุณากรอกวันเปิดรับ"))
            if opens and closes and closes < opens:
                self.add_error(f"closes-{number}", _("วันปิดรับต้องไม่ก่อนวันเปิดรับ"))
        return cleaned

    @property
    def dates(self) -> dict[int, tuple[dt.date, dt.date] | None]:
        """By number; a round without a closing date isn't held, whatever opening date was proposed."""
        found: dict[int, tuple[dt.date, dt.date] | None] = {}
        for number in range(1, ROUNDS_A_YEAR + 1):
            opens, closes = self.cleaned_data[f"opens-{number}"], self.cleaned_data[f"closes-{number}"]
            found[number] = (opens, closes) if opens and closes else None
        return found


@admin.register(CaseKind)
class CaseKindAdmin(StaffAdmin):
    list_display = ("name", "in_rounds", "in_use", "position")
    list_filter = ("active",)
    search_fields = ("name_th", "name_en")
    folded_here = True
    change_form_template = "admin/consultations/casekind/change_form.html"
    fieldsets = (
        (None, {"fields": ("name_th", "name_en", ("active", "position"), "has_rounds")}),
        (_("เอกสารที่ต้องใช้"), {"fields": ("papers_th", "papers_en")}),
        (_("เมื่อสำเร็จ"), {"fields": (("done_th", "done_en"),)}),
    )
    in_use = yes_no("active", _("ยังรับเรื่อง"))
    in_rounds = yes_no("has_rounds", _("รับเป็นรอบ"))

    @admin.display(description=_("ชื่อ"), ordering="sort_key")
    def name(self, obj: CaseKind) -> str:
        return obj.name

    def get_urls(self) -> list:
        handler = self.admin_site.admin_view(never_cache(self.rounds_view))
        return [path("<int:pk>/rounds/", handler, name="consultations_casekind_rounds"), *super().get_urls()]

    def rounds_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All rounds of a year at once; ?year= is a Buddhist fiscal year near the present one."""
        require(request, CHANGE_KIND)
        kind = get_object_or_404(CaseKind, pk=pk)
        present = fiscal_year(timezone.localdate())
        years = list(range(present - YEARS_BACK, present + YEARS_AHEAD + 1))
        asked = number_in(request.GET.get("year", ""))
        year = asked if asked in years else present
        form = RoundsForm(posted(request), initial=_initial(kind, year))
        if request.method == "POST" and form.is_valid():
            try:
                rounds.set_rounds(kind, year, form.dates, by=officer(request))
            except REFUSALS.errors as refusal:
                report(form, forms.ValidationError({f"closes-{getattr(refusal, 'number', 1)}": [sentence_of(refusal)]}))
            else:
                return done(self, request, kind, _("ตั้งรอบของปีงบประมาณ %d แล้ว") % year)
        return show(
            self,
            request,
            "admin/consultations/casekind/rounds.html",
            row=kind,
            title=_("รอบรับลงทะเบียน ปีงบประมาณ %d") % year,
            form=form,
            forms=[form],
            pairs=[(form[f"opens-{number}"], form[f"closes-{number}"]) for number in range(1, ROUNDS_A_YEAR + 1)],
            year=year,
            years=years,
        )


def _initial(kind: CaseKind, year: int) -> dict[str, dt.date]:
    """The rounds that are set; of the others the day on which they usually open."""
    first = {f"opens-{number}": day for number, day in rounds.proposed(year).items()}
    for row in kind.rounds.filter(fiscal_year=year):
        first |= {f"opens-{row.number}": row.opens_on, f"closes-{row.number}": row.closes_on}
    return first
