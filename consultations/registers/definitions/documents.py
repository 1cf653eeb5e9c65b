"""The register of documents with their downloads."""

from typing import Any

from django.db.models import Max, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy, pgettext_lazy

from center.documents.models import Document, DocumentCategory
from consultations.registers.definitions.catalog import ON_THE_WEB
from consultations.registers.definitions.common import by_row
from consultations.registers.periods import Period
from consultations.registers.register import Column, Register


def _downloads(period: Period | None) -> Sum:
    condition = None
    if period is not None:
        condition = Q(versions__downloads__day__gte=period.first, versions__downloads__day__lte=period.last)
    return Sum("versions__downloads__count", filter=condition)


def _listed(rows: QuerySet[Any], period: Period | None) -> QuerySet[Any]:
    related = rows.select_related("category")
    counted: QuerySet[Any] = related.annotate(newest=Max("versions__number"), downloads=_downloads(period))
    return counted.order_by("category__position", "sort_key", "pk")


DOCUMENTS = Register(
    key="documents",
    position=110,
    title=gettext_lazy("ทะเบียนเอกสารและแบบฟอร์ม"),
    about=gettext_lazy("เอกสารทั้งหมด กับจำนวนครั้งที่ดาวน์โหลดในช่วงเวลาที่เลือก"),
    permission="center.view_document",
    unit=pgettext_lazy("counted", "เอกสาร"),
    people_unit=pgettext_lazy("counted", "ดาวน์โหลด"),
    rows=lambda: Document.objects.all(),
    during=lambda rows, period: rows,
    listed=_listed,
    people=_downloads,
    people_join=True,
    columns=(
        Column(gettext_lazy("รหัสแบบ"), lambda document: document.code),
        Column(gettext_lazy("เอกสาร"), lambda document: document.name_th),
        Column(gettext_lazy("หมวดเอกสาร"), lambda document: document.category.name_th),
        Column(gettext_lazy("ฉบับที่"), lambda document: document.newest),
        Column(gettext_lazy("ดาวน์โหลด (ครั้ง)"), lambda document: document.downloads or 0),
    ),
    breakdowns=(
        by_row("category", gettext_lazy("หมวดเอกสาร"), "category", DocumentCategory),
        ON_THE_WEB,
    ),
)
