"""Background work as staff see it: what runs, waits and failed, how far it is; trying again and cancelling."""

import json

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
from center.records.messages import told
from center.staff.base import ReadOnly, StaffAdmin
from center.staff.filters import KindFilter
from thai.dates import long_date_time

# Seconds until a page without JavaScript loads itself again.
RELOAD_AFTER = 2


class JobKindFilter(KindFilter):
    title = _("ชนิดงาน")
    column = "kind"
    in_words = staticmethod(label_of)


@admin.register(Job)
class JobAdmin(ReadOnly, StaffAdmin):
    list_display = ("label", "state_tag", "how_far", "by", "created_at", "finished_at")
    list_select_related = ("by",)
    list_filter = ("state", JobKindFilter)
    search_fields = ("message", "error", "arguments", "by__username", "by__first_name", "by__last_name")
    folded_here = True
    fields = readonly_fields = (
        "label",
        "state_tag",
        "how_far",
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
    history_wordings = {"error": told, "message": told}
    change_form_template = "admin/center/job/change_form.html"
    actions = ("try_selected_again", "cancel_selected")

    # --- Who may ---

    def has_run_permission(self, request: HttpRequest) -> bool:
        """Whether this officer may try again and cancel everybody's jobs; rows as such are changed by nobody."""
        return request.user.has_perm("center.change_job")

    # --- Addresses ---

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

    def render_change_form(self, request: HttpRequest, context: dict, **kwargs):
        job = kwargs.get("obj")
        context["may_run"] = job is not None and self._may_end(request, job)
        return super().render_change_form(request, context, **kwargs)

    # --- How far it is ---

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One job's progress. Without JavaScript the page loads itself again until the job has ended; the script asks
        for ?live=1, where it doesn't, and fetches the numbers instead.
        """
        job = self._job_of(request, pk)
        live = request.GET.get("live") == "1"
        context = {
            **self.admin_site.each_context(request),
            "title": label_of(job.kind),
            "opts": self.opts,
            "job": job,
            "now": state_of(job),
            "live": live,
            "may_run": self._may_end(request, job),
            "may_view": self.has_view_permission(request),
            "silence": silence() if job.is_unfinished else "",
        }
        answer = TemplateResponse(request, "admin/center/job/progress.html", context)
        if job.is_unfinished and not live:
            answer["Refresh"] = str(RELOAD_AFTER)
        return answer

    def progress_data(self, request: HttpRequest, pk: int) -> JsonResponse:
        return JsonResponse(state_of(self._job_of(request, pk)), json_dumps_params={"ensure_ascii": False})

    def _job_of(self, request: HttpRequest, pk: int) -> Job:
        """The job, for who may see jobs and for who asked for it; PermissionDenied for others."""
        job = get_object_or_404(Job, pk=pk)
        if job.by_id != request.user.pk and not self.has_view_permission(request):
            raise PermissionDenied
        return job

    # --- Trying again, cancelling ---

    def _may_end(self, request: HttpRequest, job: Job) -> bool:
        return job.by_id == request.user.pk or self.has_run_permission(request)

    def _end(self, request: HttpRequest, pk: int, act, done: str, refused: str) -> HttpResponseRedirect:
        job = self._job_of(request, pk)
        if not self._may_end(request, job):
            raise PermissionDenied
        if act(job):
            self.log_change(request, job, done)
            messages.success(request, done)
        else:
            messages.error(request, refused)
        return HttpResponseRedirect(reverse("admin:center_job_progress", args=[job.pk]))

    def try_again_view(self, request: HttpRequest, pk: int) -> HttpResponseRedirect:
        refused = gettext("ลองใหม่ได้เฉพาะงานที่ไม่สำเร็จ และต้องไม่มีงานเดียวกันรออยู่แล้ว")
        return self._end(request, pk, retry, gettext("สั่งให้ลองใหม่แล้ว"), refused)

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponseRedirect:
        return self._end(request, pk, cancel, gettext("ยกเลิกงานแล้ว"), gettext("ยกเลิกไม่ได้ เพราะงานจบไปแล้ว"))

    @admin.action(description=_("ลองใหม่"), permissions=["run"])
    def try_selected_again(self, request: HttpRequest, queryset) -> None:
        done = self._end_each(request, queryset, retry, gettext("สั่งให้ลองใหม่แล้ว"))
        text = ngettext("สั่งให้ลองใหม่แล้ว %d งาน", "สั่งให้ลองใหม่แล้ว %d งาน", done) % done
        self.message_user(request, text, messages.SUCCESS if done else messages.WARNING)

    @admin.action(description=_("ยกเลิกงาน"), permissions=["run"])
    def cancel_selected(self, request: HttpRequest, queryset) -> None:
        done = self._end_each(request, queryset, cancel, gettext("ยกเลิกงานแล้ว"))
        text = ngettext("ยกเลิกแล้ว %d งาน", "ยกเลิกแล้ว %d งาน", done) % done
        self.message_user(request, text, messages.SUCCESS if done else messages.WARNING)

    def _end_each(self, request: HttpRequest, queryset, act, done: str) -> int:
        ended = [job for job in queryset if act(job)]
        for job in ended:
            self.log_change(request, job, done)
        return len(ended)

    # --- Columns ---

    @admin.display(description=_("งาน"), ordering="kind")
    def label(self, obj: Job) -> str:
        return str(obj)

    @admin.display(description=_("สถานะ"), ordering="state")
    def state_tag(self, obj: Job) -> str:
        css = "hidden-row" if obj.state in (Job.State.FAILED, Job.State.CANCELLED) else "shown-row"
        return format_html('<span class="tag {}">{}</span>', css, obj.get_state_display())

    @admin.display(description=_("ความคืบหน้า"))
    def how_far(self, obj: Job) -> str:
        text = counted(obj) or told(obj.message) or "–"
        if not obj.is_unfinished:
            return text
        return format_html('<a href="{}">{}</a>', reverse("admin:center_job_progress", args=[obj.pk]), text)

    @admin.display(description=_("เหตุที่ไม่สำเร็จ"), empty_value="–")
    def error_text(self, obj: Job) -> str:
        return told(obj.error)

    @admin.display(description=_("ผล"))
    def result_text(self, obj: Job) -> str:
        return as_text(obj.result)

    @admin.display(description=_("ข้อมูลของงาน"))
    def arguments_text(self, obj: Job) -> str:
        return as_text(obj.arguments)


def as_text(value) -> str:
    """JSON for reading: letters as they are; a dash for nothing."""
    return json.dumps(value, ensure_ascii=False) if value else "–"


def counted(job: Job) -> str:
    """As in ทำแล้ว 1,200 จาก 6,387 แถว; empty before anything was counted."""
    kind = KINDS.get(job.kind)
    words = {"done": f"{job.progress:,}", "total": f"{job.total:,}", "unit": kind.unit if kind else ROWS}
    if job.total:
        return gettext("ทำแล้ว %(done)s จาก %(total)s %(unit)s") % words
    return gettext("ทำแล้ว %(done)s %(unit)s") % words if job.progress else ""


def state_of(job: Job) -> dict:
    """What the progress page shows, in the reader's language; the same for its script."""
    kind = KINDS.get(job.kind)
    shown = job.state == Job.State.DONE and kind and kind.done_url
    return {
        "state": job.state,
        "state_text": str(job.get_state_display()),
        "unfinished": job.is_unfinished,
        "progress": min(job.progress, job.total) if job.total else job.progress,
        "total": job.total,
        "counted": counted(job),
        "message": told(job.message),
        "error": told(job.error),
        "done_url": (kind.done_url(job) or "") if shown else "",
    }


def silence() -> str:
    """A warning that no worker works, and since when; empty while one does."""
    if worker_is_alive():
        return ""
    last = last_heartbeat()
    if last is None:
        return gettext("ตัวทำงานเบื้องหลังยังไม่เคยทำงาน งานจะรอจนกว่าผู้ดูแลระบบจะเปิดตัวทำงาน")
    when = long_date_time(timezone.localtime(last), get_language())
    return gettext("ตัวทำงานเบื้องหลังไม่ทำงานตั้งแต่ %s งานจะรอจนกว่าผู้ดูแลระบบจะเปิดตัวทำงาน") % when
