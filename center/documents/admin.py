from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from center.documents.checking import CheckedDocument, check
from center.documents.models import Document, DocumentCategory, DocumentDownloads, DocumentVersion
from center.documents.versions import add_version, describe_same, same_file
from center.documents.views import file_response
from center.pictures.markup import picture_html
from center.records.uploads import ProcessedFileField
from center.staff.base import StaffAdmin, StaffInline
from center.staff.filters import PublishedFilter
from center.staff.publishing import shown_on_web
from thai.dates import long_date
from thai.django.fields import ThaiTextField
from thai.django.forms import ThaiDateField

ACCEPTED = ".pdf,.docx,.xlsx"
# Fields of a new version that need its file.
FIELDS_OF_NEW_FILE = ("new_valid_from", "new_valid_until", "new_changed_th", "new_changed_en")


class DocumentField(ProcessedFileField):
    """A file upload that cleans to a CheckedDocument (not stored yet) or None; a refusal is an error of this field."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.FileInput({"accept": ACCEPTED}), **kwargs})

    def process(self, file: UploadedFile) -> CheckedDocument:
        return check(file=file)


class DocumentForm(forms.ModelForm):
    """A document, with optional fields for its next version."""

    new_file = DocumentField(
        label=_("ไฟล์ฉบับใหม่"),
        required=False,
        help_text=_("PDF, Word (.docx) หรือ Excel (.xlsx) ไม่เกิน 20 MB เมื่อบันทึกแล้วจะเป็นฉบับที่ให้ดาวน์โหลดทันที ฉบับเก่ายังเก็บไว้"),
    )
    new_valid_from = ThaiDateField(label=_("ใช้ตั้งแต่วันที่"), required=False)
    new_valid_until = ThaiDateField(label=_("ใช้ได้ถึงวันที่"), required=False, help_text=_("ว่างไว้ = จนกว่าจะมีฉบับใหม่"))
    new_changed_th = ThaiTextField(blank=True).formfield(
        label=_("สิ่งที่เปลี่ยน"), widget=forms.Textarea({"rows": 3}), help_text=_("บอกคนที่เคยใช้ฉบับเก่าว่าต่างกันอย่างไร")
    )
    new_changed_en = forms.CharField(
        label=_("สิ่งที่เปลี่ยน (ภาษาอังกฤษ)"), required=False, widget=forms.Textarea({"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if checked := cleaned.get("new_file"):
            same = (
                same_file(sha256=checked.sha256).filter(document=self.instance.pk).first() if self.instance.pk else None
            )
            if same:
                self.add_error("new_file", describe_same(same))
        elif "new_file" not in self.errors and any(cleaned.get(name) for name in FIELDS_OF_NEW_FILE):
            self.add_error("new_file", _("กรุณาเลือกไฟล์ของฉบับใหม่ หรือลบข้อความในช่องของฉบับใหม่ออก"))
        valid_from, valid_until = cleaned.get("new_valid_from"), cleaned.get("new_valid_until")
        if valid_from and valid_until and valid_until < valid_from:
            self.add_error("new_valid_until", _("วันสิ้นสุดต้องไม่ก่อนวันเริ่มใช้"))
        return cleaned


class VersionInline(StaffInline, admin.StackedInline):
    """Existing versions: dates and texts can be corrected, files never change."""

    model = DocumentVersion
    fields = (
        ("download", "first_page"),
        ("published_at",),
        ("valid_from", "valid_until"),
        ("changed_th", "changed_en"),
    )
    readonly_fields = ("download", "first_page")
    extra = 0
    max_num = 0
    can_delete = False
    verbose_name_plural = _("ฉบับที่มีอยู่")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("document", "preview")

    def formfield_for_dbfield(self, db_field, request: HttpRequest, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name.startswith("changed"):
            field.widget.attrs["rows"] = 2
        return field

    @admin.display(description=_("ไฟล์"))
    def download(self, obj: DocumentVersion) -> str:
        if obj._state.adding:  # the hidden empty form that "add another" copies
            return ""
        return format_html(
            '<a href="{}">{}</a> ({}, {})',
            reverse("admin:center_document_file", args=[obj.document_id, obj.number]),
            obj.original_name,
            obj.get_kind_display(),
            filesizeformat(obj.size),
        )

    @admin.display(description=_("หน้าแรก"))
    def first_page(self, obj: DocumentVersion) -> str:
        return (
            picture_html(obj.preview_picture, sizes="6rem", most=240, css="thumbnail") if obj.preview_picture else "–"
        )


@admin.register(Document)
class DocumentAdmin(StaffAdmin):
    form = DocumentForm
    list_display = ("name", "category", "code", "current", "downloads", shown_on_web)
    list_select_related = ("category",)
    list_filter = (PublishedFilter, "category", "on_the_web")
    search_fields = ("search_text",)
    inlines = (VersionInline,)
    fieldsets = (
        (None, {"fields": ("name_th", "name_en", "category", "code", "published_at")}),
        (
            _("ฉบับใหม่"),
            {"fields": ("new_file", ("new_valid_from", "new_valid_until"), "new_changed_th", "new_changed_en")},
        ),
        (_("ใช้ทำอะไร ใครต้องใช้"), {"fields": ("purpose_th", "purpose_en", "needed_by_th", "needed_by_en")}),
        (_("หลักฐานที่ต้องนำมา"), {"fields": ("bring_th", "bring_en")}),
        (_("กรอกบนเว็บ"), {"fields": ("on_the_web",)}),
    )

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.file_view)
        return [path("<int:pk>/v/<int:number>/", view, name="center_document_file"), *super().get_urls()]

    def file_view(self, request: HttpRequest, pk: int, number: int) -> FileResponse:
        """Any version's file, published or not; not counted as a download."""
        document = get_object_or_404(Document, pk=pk)
        if not self.has_view_or_change_permission(request, document):
            raise PermissionDenied
        return file_response(get_object_or_404(document.versions, number=number))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        # A subquery: an aggregate over a join would add GROUP BY, and the changelist would lose its ordering.
        counts = DocumentDownloads.objects.filter(version__document=OuterRef("pk")).order_by()
        summed = counts.values("version__document").annotate(n=Sum("count")).values("n")
        return super().get_queryset(request).annotate(downloaded=Coalesce(Subquery(summed), 0))

    def get_changelist_instance(self, request: HttpRequest):
        """Prefetches versions for the rows of this page only."""
        changelist = super().get_changelist_instance(request)
        changelist.result_list = changelist.result_list.prefetch_related("versions")
        return changelist

    def save_related(self, request: HttpRequest, form: DocumentForm, formsets, change: bool) -> None:
        """Then add the new version: it needs the document's primary key."""
        super().save_related(request, form, formsets, change)
        if not (checked := form.cleaned_data.get("new_file")):
            return
        elsewhere = same_file(sha256=checked.sha256).exclude(document=form.instance).first()
        try:
            version = add_version(
                document=form.instance,
                file=checked,
                **{
                    name: form.cleaned_data[f"new_{name}"]
                    for name in ("valid_from", "valid_until", "changed_th", "changed_en")
                },
            )
        except IntegrityError:  # a concurrent request added the same file after the form was validated
            self.message_user(request, _("เอกสารนี้มีไฟล์เดียวกันนี้อยู่แล้ว จึงไม่ได้เพิ่มฉบับใหม่"), messages.WARNING)
            return
        self._add_messages(request, form.instance, version)
        if elsewhere:
            self.message_user(request, describe_same(elsewhere), messages.WARNING)

    def _add_messages(self, request: HttpRequest, document: Document, version: DocumentVersion) -> None:
        """Success, and warnings for what keeps visitors from downloading the version."""
        self.message_user(request, _("เพิ่มฉบับที่ %d แล้ว") % version.number, messages.SUCCESS)
        if version.valid_from and not version.is_valid():
            text = _("ฉบับใหม่ยังไม่เริ่มใช้หรือหมดอายุแล้ว ผู้ดาวน์โหลดยังได้ฉบับก่อน จนถึง %s")
            self.message_user(request, text % long_date(version.valid_from), messages.WARNING)
        if document.published_at is None and "_publish" not in request.POST:
            self.message_user(request, _("เอกสารนี้ยังไม่แสดงบนเว็บ กรุณากรอก “เผยแพร่เมื่อ”"), messages.WARNING)

    def why_not_publish(self, obj) -> str:
        return "" if obj.versions.exists() else str(_("ยังไม่มีไฟล์"))

    @admin.display(description=_("ชื่อ"), ordering="sort_key")
    def name(self, obj: Document) -> str:
        return obj.name

    @admin.display(description=_("ฉบับที่ใช้"))
    def current(self, obj: Document) -> str:
        version = obj.current_version
        if version is None:
            return str(_("ไม่มีฉบับที่ใช้ได้"))
        return f"{version} ({version.get_kind_display()}, {filesizeformat(version.size)})"

    @admin.display(description=_("ดาวน์โหลด (ครั้ง)"), ordering="downloaded")
    def downloads(self, obj) -> int:
        return obj.downloaded  # annotated by get_queryset()


@admin.register(DocumentCategory)
class DocumentCategoryAdmin(StaffAdmin):
    list_display = ("name", "position")
    search_fields = ("name_th", "name_en")
    folded_here = True
    fieldsets = ((None, {"fields": ("name_th", "name_en", "position")}),)

    @admin.display(description=_("ชื่อ"), ordering="sort_key")
    def name(self, obj: DocumentCategory) -> str:
        return obj.name
