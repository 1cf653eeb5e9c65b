"""What the pages of an import have in common: who may open them, and how they are shown."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.importing.models import ImportBatch
from catalog.importing.plans import MODELS

Kind, State = ImportBatch.Kind, ImportBatch.State
RUNNING = {State.COMPARING: "compare_import", State.WRITING: "write_import", State.UNDOING: "undo_import"}
LISTS = {
    "new": _("เพิ่มใหม่"),
    "changed": _("เปลี่ยนแปลง"),
    "known": _("ชื่อตรงกับคนที่มีอยู่"),
    "repaired": _("ระบบแก้ให้"),
    "to_check": _("ควรตรวจ"),
    "health": _("มีข้อความเรื่องสุขภาพ"),
    "alcohol": _("มีแอลกอฮอล์"),
    "duplicate": _("ซ้ำ"),
    "refused": _("ไม่รับ"),
    "other_districts": _("อำเภออื่น"),
}
UNLISTED = {"unchanged": _("เหมือนเดิม"), "new_producers": _("ผู้ผลิตใหม่"), "new_groups": _("กลุ่มใหม่")}


def may_import(request: HttpRequest, kind: str) -> bool:
    """Whether this officer may add and change what a kind of import writes."""
    return _may(request, kind, "add", "change")


def may_undo(request: HttpRequest, kind: str) -> bool:
    """Whether this officer may undo such an import, which deletes what it made for good."""
    return _may(request, kind, "add", "change", "delete")


def _may(request: HttpRequest, kind: str, *acts: str) -> bool:
    return all(
        request.user.has_perm(f"{model._meta.app_label}.{act}_{model._meta.model_name}")
        for model in MODELS[Kind(kind)]
        for act in acts
    )


def counted(counts: dict, labels: dict) -> list[dict]:
    """The counts that aren't zero, each with its label."""
    return [{"label": label, "count": counts[name]} for name, label in labels.items() if counts.get(name)]


class ImportPage:
    """Before a ModelAdmin of ImportBatch: what every page of an import does."""

    def find_import(self, request: HttpRequest, pk: int) -> ImportBatch:
        """The import, for who may write its kind; PermissionDenied for others, since a preview holds personal data."""
        batch = get_object_or_404(ImportBatch.objects.select_related("started_by", "confirmed_by", "undone_by"), pk=pk)
        if not may_import(request, batch.kind):
            raise PermissionDenied
        return batch

    def show_page(self, request: HttpRequest, template: str, title: Any, **context: Any) -> TemplateResponse:
        context |= self.admin_site.each_context(request) | {"title": title, "opts": self.opts}
        context["may_view"] = self.has_view_permission(request)
        return TemplateResponse(request, f"admin/catalog/import/{template}.html", context)

    @staticmethod
    def to_import(batch: ImportBatch) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:catalog_import", args=[batch.pk]))
