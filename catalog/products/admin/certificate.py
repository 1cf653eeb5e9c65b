from pathlib import PurePath

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.products.admin.inputs import BuddhistYearField, PrivateFileInput
from catalog.products.admin.waiting import WARNING_TIME
from catalog.products.models.certificate import Certificate, StarRating
from center.staff.base import StaffAdmin, StaffInline, yes_no
from thai.dates import buddhist_year

COPY_KINDS = {".pdf", ".jpg", ".jpeg", ".png"}
MOST_COPY_BYTES = 10 * 1024 * 1024


class CertificateForm(forms.ModelForm):
    class Meta:
        widgets = {"file": PrivateFileInput}
        help_texts = {"file": _("PDF, JPEG หรือ PNG ไม่เกิน 10 MB ไม่แสดงบนเว็บ")}

    def clean_file(self):
        """Check type and size of a new file; an existing one was checked when it was uploaded."""
        file = self.cleaned_data.get("file")
        if file and "file" in self.changed_data:
            if PurePath(file.name).suffix.lower() not in COPY_KINDS:
                raise ValidationError(_("แนบได้เฉพาะไฟล์ PDF, JPEG หรือ PNG"))
            if file.size > MOST_COPY_BYTES:
                raise ValidationError(_("ไฟล์ใหญ่เกิน 10 MB กรุณาเลือกไฟล์ที่เล็กลง"))
        return file


class CertificateInline(StaffInline, admin.StackedInline):
    model = Certificate
    form = CertificateForm
    classes = ("collapse",)
    fields = ("kind", ("number", "under_way"), ("issued_on", "expires_on"), "file")

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).select_related("kind", "product")


class YearInBuddhistEra(BaseModelAdmin):
    """Put before the bases of an admin or inline of StarRating: its year is shown and typed in the Buddhist era."""

    def formfield_for_dbfield(self, db_field, request: HttpRequest, **kwargs):
        if db_field.name == "year":
            return BuddhistYearField(label=_("ปีคัดสรร (พ.ศ.)"), help_text=_("เช่น 2567"))
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class StarRatingInline(YearInBuddhistEra, StaffInline, admin.TabularInline):
    model = StarRating
    classes = ("collapse",)
    fields = ("year", "stars", "score")


class YearFilter(admin.SimpleListFilter):
    """By year of the selection, shown in the Buddhist era."""

    title = _("ปีคัดสรร (พ.ศ.)")
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin) -> list:
        years = model_admin.get_queryset(request).order_by("-year").values_list("year", flat=True).distinct()
        return [(str(year), str(buddhist_year(year))) for year in years]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        known = {value for value, _label in self.lookup_choices}
        return queryset.filter(year=self.value()) if self.value() in known else queryset


@admin.register(StarRating)
class StarRatingAdmin(YearInBuddhistEra, StaffAdmin):
    list_display = ("product", "producer", "year_in_buddhist_era", "stars", "score")
    list_select_related = ("product__producer",)
    list_filter = (YearFilter, "stars")
    search_fields = ("product__search_text",)
    autocomplete_fields = ("product",)
    fieldsets = ((None, {"fields": ("product", "year", "stars", "score")}),)
    history_wordings = {"year": buddhist_year}

    @admin.display(description=_("ผู้ผลิต"), ordering="product__producer__sort_key")
    def producer(self, obj: StarRating) -> str:
        return obj.product.producer.name

    @admin.display(description=_("ปีคัดสรร (พ.ศ.)"), ordering="year")
    def year_in_buddhist_era(self, obj: StarRating) -> int:
        return buddhist_year(obj.year)


class ExpiryFilter(admin.SimpleListFilter):
    """By expiry of issued certificates, as of today (Bangkok)."""

    title = _("อายุใบรับรอง")
    parameter_name = "expiry"

    def lookups(self, request: HttpRequest, model_admin) -> list:
        return [("soon", _("หมดอายุใน 90 วัน")), ("over", _("หมดอายุแล้ว")), ("valid", _("ยังใช้ได้"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        today = timezone.localdate()
        issued = queryset.filter(under_way=False)
        if self.value() == "soon":
            return issued.filter(expires_on__range=(today, today + WARNING_TIME))
        if self.value() == "over":
            return issued.filter(expires_on__lt=today)
        return issued.exclude(expires_on__lt=today) if self.value() == "valid" else queryset


@admin.register(Certificate)
class CertificateAdmin(StaffAdmin):
    form = CertificateForm
    list_display = ("kind", "number", "product", "issued_on", "expires_on", "asked_for")
    list_display_links = ("kind", "number")
    list_select_related = ("kind", "product")
    list_filter = (ExpiryFilter, "kind", "under_way")
    search_fields = ("number", "product__search_text")
    autocomplete_fields = ("product", "kind")
    fieldsets = (
        (None, {"fields": ("product", "kind", "number", "under_way")}),
        (_("อายุใบรับรอง"), {"fields": (("issued_on", "expires_on"),)}),
        (_("สำเนา"), {"fields": ("file",)}),
    )
    asked_for = yes_no("under_way", _("กำลังขอ"))

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.file_view)
        return [path("<int:pk>/file/", view, name="catalog_certificate_file"), *super().get_urls()]

    def file_view(self, request: HttpRequest, pk: int) -> FileResponse:
        """The copy as a download. For staff only, since it may show personal data."""
        certificate = get_object_or_404(Certificate, pk=pk)
        if not self.has_view_or_change_permission(request, certificate):
            raise PermissionDenied
        name = certificate.file.name
        if not name or not certificate.file.storage.exists(name):
            raise Http404
        return FileResponse(certificate.file.open(), as_attachment=True, filename=PurePath(name).name)
