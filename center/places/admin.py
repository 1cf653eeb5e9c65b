from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from center.places.models import Place, Tambon
from center.staff.base import StaffAdmin


@admin.register(Tambon)
class TambonAdmin(StaffAdmin):
    list_display = ("name", "code", "postcode", "villages", "officer")
    list_select_related = ("officer",)
    search_fields = ("name_th", "name_en", "code", "postcode")
    folded_here = True
    autocomplete_fields = ("officer",)
    fieldsets = (
        (None, {"fields": ("name_th", "name_en", "code", "postcode", "villages")}),
        (_("ผู้รับผิดชอบ"), {"fields": ("officer",)}),
        (_("ตำแหน่งบนแผนที่"), {"fields": ("latitude", "longitude"), "classes": ("collapse",)}),
    )

    def get_readonly_fields(self, request, obj=None):
        """The code is the primary key: saving a row under another code would add a second tambon."""
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "code") if obj else fields

    @admin.display(description=_("ชื่อ"), ordering="sort_key")
    def name(self, obj: Tambon) -> str:
        return obj.name


@admin.register(Place)
class PlaceAdmin(StaffAdmin):
    list_display = ("name", "tambon", "moo", "address")
    list_select_related = ("tambon",)
    list_filter = (("tambon", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("search_text",)
    autocomplete_fields = ("tambon",)
    fieldsets = (
        (None, {"fields": ("name_th", "name_en")}),
        (_("ที่ตั้ง"), {"fields": ("address", ("moo", "tambon"), ("latitude", "longitude"))}),
    )

    @admin.display(description=_("ชื่อ"), ordering="sort_key")
    def name(self, obj: Place) -> str:
        return obj.name
