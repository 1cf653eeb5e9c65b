"""The staff site: Django's admin with its own titles and menu order, and today's work on its first page."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from center.staff.menu import position_of
from center.staff.waiting import waiting_for

LAST_CHANGES = 10


class StaffSite(admin.AdminSite):
    site_title = _("จัดการข้อมูล ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก")
    site_header = _("ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก อำเภอบางคล้า")
    index_title = _("งานวันนี้")
    empty_value_display = "–"
    enable_nav_sidebar = True

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: position_of(app["app_label"], model["object_name"]))
        return sorted(apps, key=lambda app: position_of(app["app_label"], app["models"][0]["object_name"]))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        warn_of_missing_worker(request)
        work = {"waiting": waiting_for(request), "changes": last_changes(request)}
        return super().index(request, work | (extra_context or {}))


def warn_of_missing_worker(request: HttpRequest) -> None:
    """Show a warning, to those who may see jobs, if no background worker runs. One query while one runs."""
    # This module is imported before the models are loaded.
    from center.staff.job import silence

    if request.user.has_perm("center.view_job") and (warning := silence()):
        messages.warning(request, warning)


def last_changes(request: HttpRequest) -> list[dict[str, Any]]:
    """The latest entries of the staff log, of models this officer may view. Three queries at most."""
    entries = LogEntry.objects.select_related("user", "content_type").order_by("-action_time", "-pk")
    changes = []
    for entry in entries[: LAST_CHANGES * 3]:
        kind = entry.content_type.model_class() if entry.content_type else None
        if kind is None or not request.user.has_perm(f"{kind._meta.app_label}.view_{kind._meta.model_name}"):
            continue
        act = {ADDITION: _("เพิ่ม"), CHANGE: _("แก้ไข")}.get(entry.action_flag, _("ลบ"))
        url = "" if entry.is_deletion() else entry.get_admin_url()
        changes.append(
            {
                "act": act,
                "kind": kind._meta.verbose_name,
                "name": entry.object_repr,
                "url": url,
                "by": entry.user.get_full_name() or entry.user.get_username(),
                "at": entry.action_time,
            }
        )
    return changes[:LAST_CHANGES]
