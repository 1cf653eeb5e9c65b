"""Sign sheets that were printed: which code is of which event and day."""

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from center.staff.base import ReadOnly, StaffAdmin
from consultations.outreach.models import AttendanceSheet


@admin.register(AttendanceSheet)
class AttendanceSheetAdmin(ReadOnly, StaffAdmin):
    """Rows are made by printing."""

    list_display = ("code", "day", "event")
    list_select_related = ("event",)
    search_fields = ("code", "event__search_text")
    actions: Any = None
    save_on_top = False
    fields: ClassVar = ("code", "event", "day")
    export_columns = ((_("รหัสใบลงทะเบียน"), "code"), "day", "event")
