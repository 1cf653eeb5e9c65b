"""The log of a row's state changes on its admin page."""

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from center.records.states import StateChange, Stateful
from thai.dates import long_date_time


class ShowsStates:
    """Mixin for StaffAdmin, for Stateful models: adds the read-only field `state_log` for the fieldsets."""

    @admin.display(description=_("ประวัติสถานะ"))
    def state_log(self, obj: Stateful) -> str:
        """All state changes, the latest first. One query."""
        if obj.pk is None:
            return ""
        changes = obj.state_changes.select_related("by", "content_type")
        lines = format_html_join("", "<li>{} · <b>{}</b>{}{}</li>", (_columns(change) for change in changes))
        return format_html('<ol class="states">{}</ol>', lines) if lines else str(_("ยังไม่เคยเปลี่ยน"))


def _columns(change: StateChange) -> tuple[str, str, str, str]:
    who = change.by.get_full_name() or change.by.get_username() if change.by else change.get_actor_display()
    by = " · " + str(_("โดย %s") % who)
    return long_date_time(change.at, get_language()), str(change), by, f" · {change.reason}" if change.reason else ""
