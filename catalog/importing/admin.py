"""Read-only lists of imports and their rows, and the URLs of the import pages."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from catalog.importing import views
from catalog.importing.filters import OfImport
from catalog.importing.kinds import may_import
from catalog.importing.models import ImportBatch, ImportRow
from catalog.importing.previews import LISTS, UNLISTED
from catalog.products.models import Producer, Product
from center.people.models import Person
from center.records.messages import translate
from center.staff.base import ReadOnly, StaffAdmin, yes_no
from center.staff.exporting import ListTool
from center.staff.filters import FurtherFilters

COUNTED = {
    **LISTS,
    **UNLISTED,
    "repaired": _("แก้ให้"),
    "to_check": _("ต้องตรวจ"),
    "producer": _("ผู้ผลิต"),
    "product": _("สินค้า"),
    "filled": _("เติมช่องว่าง"),
    "joined": _("เป็นสมาชิกกลุ่ม"),
}


def label_of(name: str) -> str:
    """The label of a field of products or producers; an unknown name is returned unchanged."""
    for model in (Product, Producer):
        try:
            field = model._meta.get_field(name.removeprefix("producer_"))
        except FieldDoesNotExist:
            continue
        if isinstance(field, Field):
            return str(field.verbose_name)
    return str(COUNTED.get(name, name))


def readable(value: Any) -> str:
    """JSON as an HTML list, or as a description list of labels and values; nested values as JSON."""
    if isinstance(value, dict):
        rows = format_html_join("", "<dt>{}</dt><dd>{}</dd>", ((label_of(name), _plain(value[name])) for name in value))
        return format_html('<dl class="readable">{}</dl>', rows) if rows else ""
    if isinstance(value, list):
        rows = format_html_join("", "<li>{}</li>", ((_plain(item),) for item in value))
        return format_html("<ul>{}</ul>", rows) if rows else ""
    return _plain(value)


def _plain(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(_("ใช่") if value else _("ไม่ใช่"))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnly, StaffAdmin):
    list_display = ("file_name", "kind", "state", "started_at", "started_by", "result", "everywhere", "at_once")
    list_select_related = ("started_by",)
    list_filter = ("kind", "state", "all_districts", "published")
    search_fields = ("file_name", "sha256")
    folded_here = True
    fields = readonly_fields = (
        "file_name",
        "kind",
        "state",
        "page",
        "started_at",
        "started_by",
        "written_at",
        "confirmed_by",
        "result",
        "rows_page",
        "undone_at",
        "undone_by",
        "everywhere",
        "at_once",
        "sha256",
    )
    history_wordings = {"trouble": translate}
    everywhere = yes_no("all_districts", _("ทุกอำเภอ"))
    at_once = yes_no("published", _("เผยแพร่ทันที"))

    def get_urls(self) -> list[URLPattern]:
        def page(address: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
            return path(
                f"import/{address}", self.admin_site.admin_view(never_cache(view)), name=f"catalog_import{name}"
            )

        return [
            page("", views.upload, "_upload"),
            page("<int:pk>/", views.import_page, ""),
            page("<int:pk>/sheets/", views.choose_sheet, "_sheets"),
            page("<int:pk>/publish/", views.publish, "_publish"),
            page("<int:pk>/report/", views.report, "_report"),
            page("<int:pk>/headings/", views.match_headings, "_headings"),
            page("<int:pk>/people/", views.choose_people, "_people"),
            page("<int:pk>/confirm/", views.confirm, "_confirm"),
            page("<int:pk>/drop/", views.drop, "_drop"),
            page("<int:pk>/undo/", views.undo, "_undo"),
            page("<int:pk>/refused.xlsx", views.refused, "_refused"),
            *super().get_urls(),
        ]

    @admin.display(description=_("ผล"))
    def result(self, obj: ImportBatch) -> str:
        counts = obj.counts if isinstance(obj.counts, dict) else {}
        return ", ".join(f"{COUNTED.get(name, name)} {_plain(count)}" for name, count in counts.items())

    @admin.display(description=_("หน้าของการนำเข้า"))
    def page(self, obj: ImportBatch) -> str:
        return format_html('<a href="{}">{}</a>', reverse("admin:catalog_import", args=[obj.pk]), _("เปิด"))

    @admin.display(description=_("แถวที่นำเข้า"))
    def rows_page(self, obj: ImportBatch) -> str:
        url = f"{reverse('admin:catalog_importrow_changelist')}?batch__id__exact={obj.pk}"
        return format_html('<a href="{}">{}</a>', url, _("ดูทีละแถว"))


@admin.register(ImportRow)
class ImportRowAdmin(ReadOnly, StaffAdmin):
    list_display = ("number", "batch", "outcome", "product", "producer", "person", "reason_read")
    list_display_links = ("number", "batch")
    list_select_related = ("batch", "product", "producer", "person")
    list_filter = ("outcome", "batch")
    search_fields = ("product__search_text", "producer__search_text", "reason")
    fields = readonly_fields = (
        "batch",
        "number",
        "outcome",
        "reason_read",
        "product",
        "producer",
        "person",
        "before_read",
        "after_read",
        "repairs_read",
        "taken_back",
        "left_because",
    )
    history_wordings = {"reason": translate, "undo_note": translate}
    taken_back = yes_no("undone", _("ยกเลิกแล้ว"))

    @admin.display(description=_("เหตุผล"), ordering="reason", empty_value="–")
    def reason_read(self, obj: ImportRow) -> str:
        return translate(obj.reason)

    @admin.display(description=_("เหตุที่ไม่ได้ยกเลิก"), empty_value="–")
    def left_because(self, obj: ImportRow) -> str:
        return translate(obj.undo_note)

    @admin.display(description=_("ก่อนนำเข้า"))
    def before_read(self, obj: ImportRow) -> str:
        return readable(obj.before) or "–"

    @admin.display(description=_("หลังนำเข้า"))
    def after_read(self, obj: ImportRow) -> str:
        return readable(obj.after) or "–"

    @admin.display(description=_("สิ่งที่แก้ให้"))
    def repairs_read(self, obj: ImportRow) -> str:
        return readable([translate(repair) for repair in obj.repairs]) or "–"


def _link(kind: str) -> Callable[[HttpRequest], str]:
    """The URL of the import page for a list's button; empty for users who may not import."""
    return lambda request: f"{reverse('admin:catalog_import_upload')}?kind={kind}" if may_import(request, kind) else ""


for _model, _kind in (
    (Product, ImportBatch.Kind.PRODUCTS),
    (Producer, ImportBatch.Kind.PRODUCERS),
    (Person, ImportBatch.Kind.PEOPLE),
    (ImportBatch, ImportBatch.Kind.PRODUCTS),
):
    ListTool.register(_model, _("นำเข้าจาก Excel"), _link(_kind))
for _model in (Product, Producer, Person):
    FurtherFilters.register(_model, OfImport)
