"""The staff site: Django's admin with its own titles and menu order, and today's work on its first page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from center.records.batch import Answers, Deferred, Figure, Rows, together
from center.staff.home import SEARCHED, blocks_for, buttons_for, coming_for
from center.staff.menu import menu_of, position_of
from center.staff.waiting import waiting_for
from portal.backups.retention import newest_in
from thai.dates import fiscal_quarter, fiscal_year
from thai.phones import format_phone

LAST_CHANGES = 50
MOST_FOUND = 8
# Backups are made every night: one night may be missed before staff are told to ask.
BACKUP_OVERDUE = timedelta(days=2)


class StaffSite(admin.AdminSite):
    site_title = _("จัดการข้อมูล ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก")
    site_header = _("ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก อำเภอบางคล้า")
    index_title = _("งานวันนี้")
    empty_value_display = "–"
    enable_nav_sidebar = True

    def get_urls(self) -> list[Any]:
        # This module is imported before the models are loaded.
        from center.staff.guide_pages import guide_urls

        return [
            *guide_urls(self),
            path("find/", self.admin_view(never_cache(self.find_view)), name="staff_find"),
            path("changes/", self.admin_view(never_cache(self.changes_view)), name="staff_changes"),
            *super().get_urls(),
        ]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The menu in groups; of one app, for its own page, the models in the menu's order."""
        if app_label is None:
            return menu_of(self, request)
        listed = list(self._build_app_dict(request, app_label).values())
        for app in listed:
            app["models"].sort(key=lambda model: position_of(app["app_label"], model["object_name"]))
            app["current"] = True
        return listed

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Today's work. `waiting` has all tasks, those without rows included; the page leaves them out."""
        # This module is imported before the models are loaded.
        from center.office.closing import closing_of
        from center.office.duty import deferred_on_duty
        from center.office.service_days import today_for
        from center.office.status import office_status

        today = timezone.localdate()
        status = office_status()
        # Before the figures of the month: this visit may be what records the day.
        service_day = today_for(request.user, status.schedule).now()
        parts: dict[str, Deferred[Any]] = {
            "waiting": waiting_for(request),
            "main_blocks": blocks_for(request, "main"),
            "side_blocks": blocks_for(request, "side"),
            "coming": coming_for(request, today),
            "closing": closing_of(status, request.user),
        }
        if request.user.has_perm("center.view_duty"):
            parts["on_duty"] = deferred_on_duty(today, status.schedule)
        if request.user.has_perm("center.view_job"):
            parts["no_worker"] = missing_worker()
        work = together(parts)
        if warning := work.pop("no_worker", ""):
            messages.warning(request, warning)
        work |= work.pop("closing") | {
            "has_work": any(task.count for task in work["waiting"]),
            "buttons": buttons_for(request),
            "today": today,
            "fiscal": {"year": fiscal_year(today), "quarter": fiscal_quarter(today)},
            "opening": status.opening(),
            "service_day": service_day,
            "backup": last_backup() if request.user.has_perm("center.view_job") else None,
            "title": self.index_title,
        }
        return super().index(request, work | (extra_context or {}))

    def find_view(self, request: HttpRequest) -> TemplateResponse:
        """One search over appointments, people, groups, producers and products, each by its own list's search."""
        typed = request.GET.get("q", "").strip()[:200]
        context = self.each_context(request) | {"title": _("ค้นหา"), "q": typed, "found": self._found(request, typed)}
        return TemplateResponse(request, "admin/find.html", context)

    def _found(self, request: HttpRequest, typed: str) -> list[dict[str, Any]]:
        """The first rows of each kind this officer may view, logged as its list is. One query for each."""
        # This module is imported before the models are loaded.
        from center.access import log as access_log
        from center.staff.officer import officer

        found = []
        for kind in SEARCHED if typed else ():
            model = apps.get_model(kind.key)
            model_admin = self._registry[model]
            if not model_admin.has_view_permission(request):
                continue
            rows, _distinct = model_admin.get_search_results(request, model_admin.get_queryset(request), typed)
            first = list(rows.select_related(*select_related_of(model_admin))[: MOST_FOUND + 1])
            if first:
                if access_log.holds_personal_data(model):
                    access_log.listed(officer(request), model)
                name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
                found.append(
                    {
                        "title": model._meta.verbose_name_plural,
                        "rows": [
                            {"row": row, "note": found_note(row), "url": reverse(f"{name}_change", args=[row.pk])}
                            for row in first[:MOST_FOUND]
                        ],
                        "more": f"{reverse(f'{name}_changelist')}?{urlencode({'q': typed})}"
                        if len(first) > MOST_FOUND
                        else "",
                    }
                )
        return found

    def changes_view(self, request: HttpRequest) -> TemplateResponse:
        """What was changed lately, and by whom."""
        context = self.each_context(request) | {"title": _("แก้ไขล่าสุด"), "changes": last_changes(request)}
        return TemplateResponse(request, "admin/changes.html", context)


def select_related_of(model_admin: "admin.ModelAdmin[Any]") -> tuple[str, ...]:
    """The relations that the model's list reads, which tell its rows apart here too."""
    related = model_admin.list_select_related
    return () if isinstance(related, bool) else tuple(related)


def found_note(row: Any) -> str:
    """What tells rows of one name apart: the village, a phone number, the name of whoever booked."""
    parts = [str(getattr(row, "village", "")), format_phone(phone) if (phone := getattr(row, "phone", "")) else ""]
    parts += [str(getattr(row, "name", "")) if hasattr(row, "reference") else ""]
    return " · ".join(part for part in parts if part)


@dataclass(frozen=True)
class LastBackup:
    """When the newest backup was made, if there is one. overdue: somebody should ask why; never on a demonstration site."""

    made_at: datetime | None
    overdue: bool


def last_backup() -> LastBackup:
    made_at = newest_in(settings.BACKUP_DIR)
    late = made_at is None or timezone.now() - made_at > BACKUP_OVERDUE
    return LastBackup(made_at, late and not settings.DEMO)


def missing_worker() -> Deferred[str]:
    """A warning if no background worker runs, empty while one does."""
    # This module is imported before the models are loaded.
    from center.jobs.worker import living_workers, seen_last
    from center.staff.job import since_when

    def warning(answers: Answers) -> str:
        last = max((worker.seen_at for worker in answers["workers-seen-last"]), default=None)
        return "" if answers["living-workers"] else since_when(last)

    return Deferred(
        warning,
        {"living-workers": Figure(living_workers()), "workers-seen-last": Rows(seen_last(), ("seen_at",))},
    )


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
