"""The page of what came of an import, and the one that asks before all of it is undone."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.importing.admin_page import LISTS, RUNNING, UNLISTED, ImportPage, Kind, State, counted, may_undo
from catalog.importing.jobs import begin
from catalog.importing.models import ImportBatch
from catalog.importing.plans import MODELS
from center.access.recency import recently_authenticated


class ResultPage(ImportPage):
    def result_page(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        left = batch.rows.exclude(undo_note="").select_related("product", "producer", "person").order_by("number")
        return self.show_page(
            request,
            "result",
            _("ผลการนำเข้า: %s") % batch.file_name,
            batch=batch,
            counts=counted(batch.counts, LISTS | UNLISTED),
            left=left[:200],
            list_url=reverse("admin:{0.app_label}_{0.model_name}_changelist".format(MODELS[Kind(batch.kind)][0]._meta)),
            rows_url=f"{reverse('admin:catalog_importrow_changelist')}?batch__id__exact={batch.pk}",
            may_undo=batch.state == State.WRITTEN and batch.written_at and may_undo(request, batch.kind),
            has_refused=bool(batch.file and batch.counts.get("refused")),
            dropped=batch.state == State.DROPPED,
            running=batch.state in RUNNING,
        )

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.find_import(request, pk)
        if not may_undo(request, batch.kind):
            raise PermissionDenied
        if batch.state != State.WRITTEN or not batch.written_at:
            return self.to_import(batch)
        if request.method != "POST":
            title = _("ยกเลิกการนำเข้าทั้งหมดหรือไม่")
            return self.show_page(request, "undo", title, batch=batch, counts=counted(batch.counts, LISTS | UNLISTED))
        return self._undo(request, batch)

    @recently_authenticated
    def _undo(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        with transaction.atomic():
            if ImportBatch.objects.filter(pk=batch.pk, state=State.WRITTEN).update(state=State.UNDOING, trouble=""):
                begin("undo_import", batch, request.user)
        return self.to_import(batch)
