"""Filters of the list of appointments."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from committee.speakers.models import Speaker
from consultations.bookings.broken import broken_rows
from consultations.bookings.models import Booking
from consultations.bookings.waiting import NOTED_WITHIN


class WhenFilter(admin.SimpleListFilter):
    """From today on, unless another time is asked for or something is searched for: numbers of old ones are found too."""

    title = _("ช่วงเวลา")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [
            ("today", _("วันนี้")),
            ("tomorrow", _("พรุ่งนี้")),
            ("week", _("7 วันข้างหน้า")),
            ("unnoted", _("ผ่านแล้ว ยังไม่บันทึกว่ามาหรือไม่")),
            ("past", _("ที่ผ่านมาแล้ว")),
            ("all", _("ทั้งหมด")),
        ]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for value, title in [(None, _("ตั้งแต่วันนี้ไป")), *self.lookup_choices]:
            query = changelist.get_query_string({self.parameter_name: value} if value else {}, [self.parameter_name])
            yield {"selected": self.value() == value, "query_string": query, "display": title}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        today = timezone.make_aware(dt.datetime.combine(timezone.localdate(), dt.time.min))
        day = dt.timedelta(days=1)
        value = self.value()
        if value == "past":
            return queryset.filter(starts_at__lt=today)
        if value == "unnoted":
            open_ones = queryset.filter(state__in=Booking.OPEN)
            return open_ones.filter(starts_at__lt=today, starts_at__gte=today - NOTED_WITHIN)
        first, last = {
            "today": (today, today + day),
            "tomorrow": (today + day, today + 2 * day),
            "week": (today, today + 7 * day),
        }.get(value or "", (today, None))
        if value == "all" or (value is None and request.GET.get("q", "").strip()):
            return queryset
        queryset = queryset.filter(starts_at__gte=first)
        return queryset.filter(starts_at__lt=last) if last else queryset


class AdviserFilter(admin.SimpleListFilter):
    title = _("ผู้ให้คำปรึกษา")
    parameter_name = "adviser"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        speakers = Speaker.objects.filter(calendar_settings__isnull=False) | Speaker.objects.filter(active=True)
        rows = speakers.distinct().select_related("person").order_by("person__sort_key")
        return [(str(speaker.pk), str(speaker)) for speaker in rows]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value() or ""
        return queryset.filter(speaker=int(value)) if value.isdecimal() and len(value) < 10 else queryset


class BrokenFilter(admin.SimpleListFilter):
    title = _("ต้องจัดใหม่")
    parameter_name = "broken"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [("yes", _("นัดที่ต้องจัดใหม่"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(pk__in=broken_rows()) if self.value() == "yes" else queryset
