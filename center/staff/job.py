"""Admin pages of background jobs: state, progress, retrying, cancelling."""

import json
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from center.jobs.kinds import KINDS, ROWS, label_of
from center.jobs.models import Job
from center.jobs.queue import cancel, retry
from center.jobs.worker import last_heartbeat, worker_is_alive
from center.records.messages import translate
from center.staff.base import ReadOnly, StaffAdmin
from center.staff.filters import KindFilter
from thai.dates import long_date_time

# Seconds until the progress page reloads without JavaScript.
RELOAD_AFTER = 2


class JobKindFilter(KindFilter):
    title = _("ชนิดงาน")
    column = "kind"
    get_label = staticmethod(label_of)


@admin.register(Job)
class JobAdmin(ReadOnly, StaffAdmin):
    list_display = ("label", "state_tag", "progress_text", "by", "created_at", "finished_at")
    list_select_related = ("by",)
    list_filter = ("state", JobKindFilter)
    search_fields = ("message", "error", "arguments", "by__username", "by__first_name", "by__last_name")
    folded_here = True
    fields = readonly_fields = (
        "label",
        "state_tag",
        "progress_text",
        "error_text",
        "result_text",
        "arguments_text",
        "by",
        "created_at",
        "due_at",
        "started_at",
        "finished_at",
        "attempts",
        "worker",
    )
    history_wordings = {"error": translate, "message": translate}
    change_form_template = "admin/center/job/change_form.html"
    actions = ("try_selected_again", "cancel_selected")

    # --- Permissions ---

    def has_run_permission(self, request: HttpRequest) -> bool:
        """Whether this officer may retry and cancel everybody's jobs. Nobody may edit the rows themselves."""
        return request.user.has_perm("center.change_job")

    # --- URLs ---

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/progress/", view(never_cache(self.progress_view)), name="center_job_progress"),
            path("<int:pk>/progress.json", view(never_cache(self.progress_data)), name="center_job_progress_data"),
            path("<int:pk>/try-again/", view(require_POST(self.try_again_view)), name="center_job_try_again"),
            path("<int:pk>/cancel/", view(require_POST(self.cancel_view)), name="center_job_cancel"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None):
        if request.method == "GET" and (warning := silence()):
            messages.warning(request, warning)
        return super().changelist_view(request, extra_context)

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any):
        job = kwargs.get("obj")
        context["may_run"] = job is not None and self._may_run(request, job)
        return super().render_change_form(request, context, *args, **kwargs)

    # --- Progress ---

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A job's progress. The page reloads itself until the job has ended; not with ?live=1, for the script, which
        fetches progress.json instead. With ?watch=1, to which it reloads, the result opens by itself.
        """
        job = self._get_job(request, pk)
        now = state_of(job)
        if request.GET.get("watch") == "1" and now["done_url"]:
            return HttpResponseRedirect(now["done_url"])
        live = request.GET.get("live") == "1"
        context = {
            **self.admin_site.each_context(request),
            "title": label_of(job.kind),
            "opts": self.opts,
            "job": job,
            "now": now,
            "live": live,
            "may_run": self._may_run(request, job),
            "may_view": self.has_view_permission(request),
            "silence": silence() if job.is_unfinished else "",
        }
        response = TemplateResponse(request, "admin/center/job/progress.html", context)
        if job.is_unfinished and not live:
            response["Refresh"] = f"{RELOAD_AFTER}; url={request.path}?watch=1"
        return response

    def progress_data(self, request: HttpRequest, pk: int) -> JsonResponse:
        return JsonResponse(state_of(self._get_job(request, pk)), json_dumps_params={"ensure_ascii": False})

    def _get_job(self, request: HttpRequest, pk: int) -> Job:
        """The job. Raises PermissionDenied unless the user may view jobs or enqueued this one."""
        job = get_object_or_404(Job, pk=pk)
        if job.by_id != request.user.pk and not self.has_view_permission(request):
            raise PermissionDenied
        return job

    # --- Retrying, cancelling ---

    def _may_run(self, request: HttpRequest, job: Job) -> bool:
        return job.by_id == request.user.pk or self.has_run_permission(request)

    def _run(self, request: HttpRequest, pk: int, action, done: str, refused: str) -> HttpResponseRedirect:
        job = self._get_job(request, pk)
        if not self._may_run(request, job):
            raise PermissionDenied
        if action(job):
            self.log_change(request, job, done)
            messages.success(request, done)
        else:
            messages.error(request, refused)
        return HttpResponseRedirect(reverse("admin:center_job_progress", args=[job.pk]))

    def try_again_view(self, request: HttpRequest, pk: int) -> HttpResponseRedirect:
        refused = gettext("ลองใหม่ได้เฉพาะงานที่ไม่สำเร็จ และต้องไม่มีงานเดียวกันรออยู่แล้ว")
        return self._run(request, pk, retry, gettext("สั่งให้ลองใหม่แล้ว"), refused)

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponseRedirect:
        return self._run(request, pk, cancel, gettext("ยกเลิกงานแล้ว"), gettext("ยกเลิกไม่ได้ เพราะงานจบไปแล้ว"))

    @admin.action(description=_("ลองใหม่"), permissions=["run"])
    def try_selected_again(self, request: HttpRequest, queryset) -> None:
        done = self._run_each(request, queryset, retry, gettext("สั่งให้ลองใหม่แล้ว"))
        text = ngettext("สั่งให้ลองใหม่แล้ว %d งาน", "สั่งให้ลองใหม่แล้ว %d งาน", done) % done
        self.message_user(request, text, messages.SUCCESS if done else messages.WARNING)

    @admin.action(description=_("ยกเลิกงาน"), permissions=["run"])
    def cancel_selected(self, request: HttpRequest, queryset) -> None:
        done = self._run_each(request, queryset, cancel, gettext("ยกเลิกงานแล้ว"))
        text = ngettext("ยกเลิกแล้ว %d งาน", "ยกเลิกแล้ว %d งาน", done) % done
        self.message_user(request, text, messages.SUCCESS if done else messages.WARNING)

    def _run_each(self, request: HttpRequest, queryset, action, done: str) -> int:
        changed = [job for job in queryset if action(job)]
        for job in changed:
            self.log_change(request, job, done)
        return len(changed)

    # --- Columns ---

    @admin.display(description=_("งาน"), ordering="kind")
    def label(self, obj: Job) -> str:
        return str(obj)

    @admin.display(description=_("สถานะ"), ordering="state")
    def state_tag(self, obj: Job) -> str:
        css = "hidden-row" if obj.state in (Job.State.FAILED, Job.State.CANCELLED) else "shown-row"
        return format_html('<span class="tag {}">{}</span>', css, obj.get_state_display())

    @admin.display(description=_("ความคืบหน้า"))
    def progress_text(self, obj: Job) -> str:
        text = count_text(obj) or translate(obj.message) or "–"
        if not obj.is_unfinished:
            return text
        return format_html('<a href="{}">{}</a>', reverse("admin:center_job_progress", args=[obj.pk]), text)

    @admin.display(description=_("เหตุที่ไม่สำเร็จ"), empty_value="–")
    def error_text(self, obj: Job) -> str:
        return translate(obj.error)

    @admin.display(description=_("ผล"))
    def result_text(self, obj: Job) -> str:
        return as_text(obj.result)

    @admin.display(description=_("ข้อมูลของงาน"))
    def arguments_text(self, obj: Job) -> str:
        return as_text(obj.arguments)


def as_text(value) -> str:
    """JSON without escapes; a dash if empty."""
    return json.dumps(value, ensure_ascii=False) if value else "–"


def count_text(job: Job) -> str:
    """Progress as in ทำแล้ว 1,200 จาก 6,387 แถว; empty at the beginning."""
    kind = KINDS.get(job.kind)
    words = {"done": f"{job.progress:,}", "total": f"{job.total:,}", "unit": kind.unit if kind else ROWS}
    if job.total:
        return gettext("ทำแล้ว %(done)s จาก %(total)s %(unit)s") % words
    return gettext("ทำแล้ว %(done)s %(unit)s") % words if job.progress else ""


def state_of(job: Job) -> dict:
    """The data of the progress page and of progress.json, in the active language."""
    kind = KINDS.get(job.kind)
    done_url = kind.done_url(job) if job.state == Job.State.DONE and kind and kind.done_url else ""
    return {
        "state": job.state,
        "state_text": str(job.get_state_display()),
        "unfinished": job.is_unfinished,
        "progress": min(job.progress, job.total) if job.total else job.progress,
        "total": job.total,
        "counted": count_text(job),
        "message": translate(job.message),
        "error": translate(job.error),
        "done_url": done_url or "",
    }


def silence() -> str:
    """A warning that no worker is running, and since when; empty if one is."""
    return "" if worker_is_alive() else since_when(last_heartbeat())


def since_when(last: datetime | None) -> str:
    """The same where none is running, and the last heartbeat is known."""
    if last is None:
        return gettext("ตัวทำงานเบื้องหลังยังไม่เคยทำงาน งานจะรอจนกว่าผู้ดูแลระบบจะเปิดตัวทำงาน")
    when = long_date_time(timezone.localtime(last), get_language())
    return gettext("ตัวทำงานเบื้องหลังไม่ทำงานตั้งแต่ %s งานจะรอจนกว่าผู้ดูแลระบบจะเปิดตัวทำงาน") % when
