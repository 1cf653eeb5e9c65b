"""The months that were closed, and the pages of reports."""

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from center.staff.base import ReadOnly, StaffAdmin
from center.staff.states import ShowsStates
from consultations.registers.models import ClosedMonth


@admin.register(ClosedMonth)
class ClosedMonthAdmin(ReadOnly, ShowsStates, StaffAdmin):
    """Months are closed and opened by the rules alone."""

    list_display = ("month_in_words", "state", "closed_at", "closed_by")
    list_select_related = ("closed_by",)
    actions: Any = None
    save_on_top = False
    fields: ClassVar = ("month_in_words", "state", "closed_at", "closed_by", "state_log")
    export_columns = ("year", "month", "state", "closed_at", "closed_by")

    @admin.display(description=_("เดือน"), ordering="year")
    def month_in_words(self, obj: ClosedMonth) -> str:
        return str(obj)
