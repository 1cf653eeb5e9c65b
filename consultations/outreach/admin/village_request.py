"""Requests of villages on the staff site: rows to read, with buttons for the answer."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from center.staff.base import StaffAdmin
from center.staff.states import ShowsStates
from consultations.outreach.models import VillageRequest
from thai.phones import format_phone, tel_uri


@admin.register(VillageRequest)
class VillageRequestAdmin(ShowsStates, StaffAdmin):
    list_display = ("subject", "from_whom", "phone_to_call", "sent_at", "state_tag")
    list_select_related = ("tambon", "event")
    list_filter = ("state", "kind", "tambon")
    search_fields = ("subject", "name", "on_behalf_of", "phone", "reference", "letter_number")
    actions: Any = None
    log_by_number = True
    save_on_top = False
    fields: ClassVar = (
        "kind",
        "subject",
        "when",
        "people",
        "name",
        "on_behalf_of",
        "phone_to_call",
        "from_whom",
        "details",
        "letter_number",
        "answer",
        "event",
        "sent_at",
        "state_log",
    )
    readonly_fields: ClassVar = fields
    export_columns = (
        (_("เลขที่คำขอ"), "reference"),
        "kind",
        "state",
        "subject",
        "when",
        "people",
        "name",
        "on_behalf_of",
        "phone",
        "tambon",
        "moo",
        "details",
        "letter_number",
        "answer",
        "event",
        "sent_at",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: VillageRequest | None = None) -> bool:
        """Of the list; a row is changed by its buttons."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: VillageRequest | None = None) -> bool:
        return False

    # --- Columns ---

    @admin.display(description=_("เบอร์โทรศัพท์"), ordering="phone")
    def phone_to_call(self, obj: VillageRequest) -> str:
        return format_html('<a href="{}">{}</a>', tel_uri(obj.phone), format_phone(obj.phone))

    @admin.display(description=_("จาก"), ordering="tambon")
    def from_whom(self, obj: VillageRequest) -> str:
        moo = _("หมู่ที่ %s") % obj.moo if obj.moo else ""
        parts = [obj.on_behalf_of, moo, str(obj.tambon or "")]
        return " · ".join(str(part) for part in parts if part) or self.empty_value_display

    @admin.display(description=_("สถานะ"), ordering="state")
    def state_tag(self, obj: VillageRequest) -> str:
        css = "hidden-row" if obj.state == VillageRequest.State.RECEIVED else "shown-row"
        return format_html('<span class="tag {}">{}</span>', css, obj.get_state_display())
