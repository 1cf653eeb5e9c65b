"""Who signs reports: three rows, changed in their list."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from center.staff.base import StaffAdmin
from consultations.registers.models import ReportSigner


@admin.register(ReportSigner)
class ReportSignerAdmin(StaffAdmin):
    """A migration made the rows; their names and positions are filled in."""

    list_display = ("role", "name", "position")
    list_editable = ("name", "position")
    actions: Any = None
    save_on_top = False
    fields: ClassVar = ("role", "name", "position")
    readonly_fields: ClassVar = ("role",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ReportSigner | None = None) -> bool:
        return False
