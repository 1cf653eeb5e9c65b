from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Category, CertificateKind, Unit
from center.staff.base import StaffAdmin, yes_no


class NamedAdmin(StaffAdmin):
    """A small lookup table with names in Thai and English."""

    search_fields: ClassVar[list[str] | tuple[str, ...]] = ("name_th", "name_en")
    folded_here = True

    @admin.display(description=_("ชื่อ"), ordering="sort_key")
    def name(self, obj) -> str:
        return obj.name


class CodedAdmin(NamedAdmin):
    """With a code that can't be changed, since it is part of shared URLs."""

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> tuple[str, ...]:
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, "code") if obj else fields


@admin.register(Category)
class CategoryAdmin(CodedAdmin):
    list_display = ("name", "code", "position")
    search_fields = ("name_th", "name_en", "labels")
    fieldsets = (
        (None, {"fields": ("name_th", "name_en", "position")}),
        (_("การนำเข้าไฟล์"), {"fields": ("code", "labels")}),
    )


@admin.register(Unit)
class UnitAdmin(NamedAdmin):
    list_display = ("name",)
    fieldsets = ((None, {"fields": ("name_th", "name_en")}),)


@admin.register(CertificateKind)
class CertificateKindAdmin(CodedAdmin):
    list_display = ("name", "abbreviation", "needs_number")
    search_fields = ("name_th", "name_en", "abbreviation")
    fieldsets = ((None, {"fields": ("name_th", "name_en", "abbreviation", "code", "number_required")}),)
    needs_number = yes_no("number_required", _("ต้องมีเลขที่"))
