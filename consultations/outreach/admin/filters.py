"""Filters of the list of events."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.outreach.models import OutreachEvent
from thai.dates import BANGKOK


class WhenFilter(admin.SimpleListFilter):
    """What hasn't ended, unless another time is asked for or something is searched for: old ones are found too."""

    title = _("ช่วงเวลา")
    parameter_name = "time"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [
            ("unnoted", _("จัดแล้ว ยังไม่บันทึกจำนวนที่มา")),
            ("month", _("จัดแล้วเดือนนี้")),
            ("past", _("ที่ผ่านมาแล้ว")),
            ("all", _("ทั้งหมด")),
        ]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for value, title in [(None, _("ที่กำลังจะมาถึง")), *self.lookup_choices]:
            query = changelist.get_query_string({self.parameter_name: value} if value else {}, [self.parameter_name])
            yield {"selected": self.value() == value, "query_string": query, "display": title}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value, now = self.value(), timezone.now()
        if value == "unnoted":
            return queryset.filter(pk__in=OutreachEvent.objects.unnoted())
        if value == "month":
            first = timezone.localdate().replace(day=1)
            begins = dt.datetime.combine(first, dt.time.min, BANGKOK)
            return queryset.filter(state=OutreachEvent.State.PLANNED, starts_at__gte=begins, starts_at__lte=now)
        if value == "past":
            return queryset.filter(ends_at__lte=now)
        if value == "all" or request.GET.get("q", "").strip():
            return queryset
        return queryset.filter(ends_at__gt=now)
