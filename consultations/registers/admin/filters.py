"""Filters of the register of visits and of the list of follow-ups."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from center.access.models import User
from center.staff.row_page import number_in
from consultations.registers.home import NOTED_WITHIN
from consultations.registers.models import FollowUp, Visit
from consultations.registers.models.outcome import FollowUpQuerySet
from consultations.registers.models.visit import VisitQuerySet
from thai.dates import fiscal_quarter, fiscal_quarter_bounds, fiscal_year, fiscal_year_bounds


def bounds_of(period: str, today: dt.date) -> tuple[dt.date, dt.date] | None:
    """First and last day of a period by its code in the address; None for any other text."""
    first_of_month = today.replace(day=1)
    last_of_former = first_of_month - dt.timedelta(days=1)
    year = fiscal_year(today)
    return {
        "today": (today, today),
        "yesterday": (today - dt.timedelta(days=1), today - dt.timedelta(days=1)),
        "week": (today - dt.timedelta(days=today.weekday()), today),
        "month": (first_of_month, today),
        "last_month": (last_of_former.replace(day=1), last_of_former),
        "quarter": fiscal_quarter_bounds(year, fiscal_quarter(today)),
        "year": fiscal_year_bounds(year),
        "last_year": fiscal_year_bounds(year - 1),
    }.get(period)


class PeriodFilter(admin.SimpleListFilter):
    title = _("ช่วงเวลา")
    parameter_name = "period"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [
            ("today", _("วันนี้")),
            ("yesterday", _("เมื่อวาน")),
            ("week", _("สัปดาห์นี้")),
            ("month", _("เดือนนี้")),
            ("last_month", _("เดือนที่แล้ว")),
            ("quarter", _("ไตรมาสนี้")),
            ("year", _("ปีงบประมาณนี้")),
            ("last_year", _("ปีงบประมาณที่แล้ว")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        bounds = bounds_of(self.value() or "", timezone.localdate())
        return queryset.filter(day__gte=bounds[0], day__lte=bounds[1]) if bounds else queryset


class CountedFilter(admin.SimpleListFilter):
    """What counts, unless what was taken back is asked for, or something is searched for."""

    title = _("สถานะ")
    parameter_name = "counted"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [("void", Visit.State.VOID.label), ("all", _("ทั้งหมด"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for value, title in [(None, Visit.State.COUNTED.label), *self.lookup_choices]:
            query = changelist.get_query_string({self.parameter_name: value} if value else {}, [self.parameter_name])
            yield {"selected": self.value() == value, "query_string": query, "display": title}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value == "all" or (value is None and request.GET.get("q", "").strip()):
            return queryset
        return queryset.filter(state=Visit.State.VOID if value == "void" else Visit.State.COUNTED)


class OfficerFilter(admin.SimpleListFilter):
    title = _("ผู้ให้บริการ")
    parameter_name = "officer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        users = User.objects.filter(is_staff=True).order_by("first_name", "username")
        return [("me", _("ฉัน")), *((str(user.pk), user.get_full_name() or user.get_username()) for user in users)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value() or ""
        number = request.user.pk if value == "me" else number_in(value)
        return queryset.filter(served_by=number) if number else queryset


class NotedFilter(admin.SimpleListFilter):
    """Whether it was noted what came of the visit."""

    title = _("ผลการให้บริการ")
    parameter_name = "noted"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [("recent", _("ยังไม่บันทึกผล ใน 30 วัน")), ("no", _("ยังไม่บันทึกผล")), ("yes", _("บันทึกผลแล้ว"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() in ("recent", "no"):
            rows = cast(VisitQuerySet, queryset).to_note()
            return rows.filter(day__gte=timezone.localdate() - NOTED_WITHIN) if self.value() == "recent" else rows
        return queryset.filter(outcome__isnull=False) if self.value() == "yes" else queryset


class DueFilter(admin.SimpleListFilter):
    """Those whose day has come, unless others are asked for or something is searched for."""

    title = _("ถึงกำหนด")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [("waiting", _("รอติดตามทั้งหมด")), ("done", FollowUp.State.DONE.label), ("all", _("ทั้งหมด"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for value, title in [(None, _("ถึงกำหนดแล้ว")), *self.lookup_choices]:
            query = changelist.get_query_string({self.parameter_name: value} if value else {}, [self.parameter_name])
            yield {"selected": self.value() == value, "query_string": query, "display": title}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value == "all" or (value is None and request.GET.get("q", "").strip()):
            return queryset
        if value == "done":
            return queryset.filter(state=FollowUp.State.DONE)
        rows = cast(FollowUpQuerySet, queryset)
        return rows.waiting() if value == "waiting" else rows.due(timezone.localdate())
