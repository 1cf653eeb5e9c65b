"""A sheet's way into the portal: upload, matching of headings, preview, confirmation, result, undo.

Nothing is compared or written here: each step is a job in the background (catalog.importing.jobs), and the page of an
import shows whatever its state asks of the officer. Each page stands in a module of its own.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from catalog.importing.admin_headings import HeadingsPage
from catalog.importing.admin_page import RUNNING, State
from catalog.importing.admin_preview import PreviewPage
from catalog.importing.admin_refused import RefusedRowsFile
from catalog.importing.admin_result import ResultPage
from catalog.importing.admin_upload import UploadPage
from catalog.importing.models import ImportBatch
from center.jobs.models import Job

# Where an import falls back to when its job failed or was cancelled.
FALLS_BACK = {State.COMPARING: State.REFUSED, State.WRITING: State.READY, State.UNDOING: State.WRITTEN}


class ImportFlow(UploadPage, HeadingsPage, PreviewPage, ResultPage, RefusedRowsFile):
    """Before the admin of ImportBatch: the pages of an import under way."""

    def get_urls(self) -> list:
        def page(address: str, view: Any, name: str) -> Any:
            return path(
                f"import/{address}", self.admin_site.admin_view(never_cache(view)), name=f"catalog_import{name}"
            )

        return [
            page("", self.upload_view, "_upload"),
            page("<int:pk>/", self.import_view, ""),
            page("<int:pk>/headings/", self.headings_view, "_headings"),
            page("<int:pk>/people/", require_POST(self.people_view), "_people"),
            page("<int:pk>/confirm/", require_POST(self.confirm_view), "_confirm"),
            page("<int:pk>/drop/", require_POST(self.drop_view), "_drop"),
            page("<int:pk>/undo/", self.undo_view, "_undo"),
            page("<int:pk>/refused.xlsx", self.refused_view, "_refused"),
            *super().get_urls(),
        ]

    def import_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.find_import(request, pk)
        if batch.state in RUNNING:
            job = Job.objects.filter(kind=RUNNING[batch.state], arguments__batch=batch.pk).order_by("-pk").first()
            if job and job.is_unfinished and (job.by_id == request.user.pk or request.user.has_perm("center.view_job")):
                return HttpResponseRedirect(reverse("admin:center_job_progress", args=[job.pk]))
            if job and job.is_unfinished:
                return self.result_page(request, batch)
            self._fall_back(batch, job)
            batch = self.find_import(request, pk)
        if batch.state == State.HEADINGS:
            return HttpResponseRedirect(reverse("admin:catalog_import_headings", args=[batch.pk]))
        return self.preview_page(request, batch) if batch.state == State.READY else self.result_page(request, batch)

    @staticmethod
    def _fall_back(batch: ImportBatch, job: Job | None) -> None:
        """The job has ended without settling the import: it failed, or staff cancelled it."""
        why = (job and job.error) or gettext_noop("งานถูกยกเลิก ยังไม่มีอะไรเปลี่ยน")
        unsettled = ImportBatch.objects.filter(pk=batch.pk, state=batch.state)
        unsettled.update(state=FALLS_BACK[State(batch.state)], trouble=why)
