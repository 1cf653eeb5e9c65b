"""Filters of lists whose rows have a day."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ComingFilter(admin.SimpleListFilter):
    """Days still to come first of all: the list begins with them. last_day: the column of a row's last day."""

    title = _("ช่วงเวลา")
    parameter_name = "when"
    last_day: ClassVar[str] = "ends_on"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [("past", _("ที่ผ่านมาแล้ว")), ("all", _("ทั้งหมด"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        shown = [(None, _("ตั้งแต่วันนี้ไป")), *self.lookup_choices]
        for value, title in shown:
            query = changelist.get_query_string({self.parameter_name: value} if value else {}, [self.parameter_name])
            yield {"selected": self.value() == value, "query_string": query, "display": title}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        today = timezone.localdate()
        if self.value() == "past":
            return queryset.filter(**{f"{self.last_day}__lt": today})
        return queryset if self.value() == "all" else queryset.filter(**{f"{self.last_day}__gte": today})
