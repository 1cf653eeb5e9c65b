"""What came from sheets: to read only."""

import json
from typing import Any

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from catalog.importing.admin_flow import ImportFlow
from catalog.importing.admin_page import may_import
from catalog.importing.models import ImportBatch, ImportRow
from catalog.products.models import Producer, Product
from center.people.models import Person
from center.records.messages import told
from center.staff.base import ReadOnly, StaffAdmin, yes_no
from center.staff.exporting import ListTool

COUNTED = {
    "new": _("เพิ่มใหม่"),
    "changed": _("เปลี่ยนแปลง"),
    "unchanged": _("เหมือนเดิม"),
    "duplicate": _("ซ้ำ"),
    "refused": _("ไม่รับ"),
    "repaired": _("แก้ให้"),
    "other_districts": _("อำเภออื่น"),
    "to_check": _("ต้องตรวจ"),
    "health": _("มีข้อความเรื่องสุขภาพ"),
    "alcohol": _("มีแอลกอฮอล์"),
    "new_producers": _("ผู้ผลิตใหม่"),
    "new_groups": _("กลุ่มใหม่"),
    "producer": _("ผู้ผลิต"),
    "product": _("สินค้า"),
    "filled": _("เติมช่องว่าง"),
    "joined": _("เป็นสมาชิกกลุ่ม"),
}


def label_of(name: str) -> str:
    """The Thai label of a column of products or producers; a name nobody knows stays as it is."""
    for model in (Product, Producer):
        try:
            return str(model._meta.get_field(name.removeprefix("producer_")).verbose_name)
        except (FieldDoesNotExist, AttributeError):
            continue
    return str(COUNTED.get(name, name))


def readable(value: Any) -> str:
    """JSON as lines of "label: value"; nested values as they are."""
    if isinstance(value, dict):
        pairs = [(label_of(name), _plain(inner)) for name, inner in value.items()]
        rows = format_html_join("", "<dt>{}</dt><dd>{}</dd>", pairs)
        return format_html('<dl class="readable">{}</dl>', rows) if pairs else ""
    if isinstance(value, list):
        return (
            format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", [(_plain(one),) for one in value]))
            if value
            else ""
        )
    return _plain(value)


def _plain(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(_("ใช่") if value else _("ไม่ใช่"))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@admin.register(ImportBatch)
class ImportBatchAdmin(ImportFlow, ReadOnly, StaffAdmin):
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
    history_wordings = {"trouble": told}
    everywhere = yes_no("all_districts", _("ทุกอำเภอ"))
    at_once = yes_no("published", _("เผยแพร่ทันที"))

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
    history_wordings = {"reason": told, "undo_note": told}
    taken_back = yes_no("undone", _("ยกเลิกแล้ว"))

    @admin.display(description=_("เหตุผล"), ordering="reason", empty_value="–")
    def reason_read(self, obj: ImportRow) -> str:
        return told(obj.reason)

    @admin.display(description=_("เหตุที่ไม่ได้ยกเลิก"), empty_value="–")
    def left_because(self, obj: ImportRow) -> str:
        return told(obj.undo_note)

    @admin.display(description=_("ก่อนนำเข้า"))
    def before_read(self, obj: ImportRow) -> str:
        return readable(obj.before) or "–"

    @admin.display(description=_("หลังนำเข้า"))
    def after_read(self, obj: ImportRow) -> str:
        return readable(obj.after) or "–"

    @admin.display(description=_("สิ่งที่แก้ให้"))
    def repairs_read(self, obj: ImportRow) -> str:
        return readable([told(one) for one in obj.repairs]) or "–"


def _link(kind: str):
    """Where the list of a model leads to an import of that kind, for officers who may."""
    return lambda request: f"{reverse('admin:catalog_import_upload')}?kind={kind}" if may_import(request, kind) else ""


for _model, _kind in (
    (Product, ImportBatch.Kind.PRODUCTS),
    (Producer, ImportBatch.Kind.PRODUCERS),
    (Person, ImportBatch.Kind.PEOPLE),
    (ImportBatch, ImportBatch.Kind.PRODUCTS),
):
    ListTool.register(_model, _("นำเข้าจาก Excel"), _link(_kind.value))
