from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from center.sources.models import Source
from center.staff.base import StaffAdmin
from center.staff.filters import PublishedFilter
from center.staff.publishing import shown_on_web


@admin.register(Source)
class SourceAdmin(StaffAdmin):
    list_display = ("name", "kind", "sector", "open_to", "network", "organization", shown_on_web)
    list_select_related = ("network", "organization")
    list_filter = (PublishedFilter, "kind", "sector", "open_to")
    search_fields = ("search_text", "phone")
    autocomplete_fields = ("network", "organization")
    radio_fields = {"kind": admin.HORIZONTAL, "sector": admin.HORIZONTAL, "open_to": admin.VERTICAL}
    fieldsets = (
        (None, {"fields": ("name_th", "name_en", "kind", "sector", "published_at")}),
        (_("มีอะไรให้"), {"fields": ("offers_th", "offers_en")}),
        (
            _("ใครมีสิทธิ์"),
            {
                "fields": (
                    "open_to",
                    ("for_person", "for_group", "for_business"),
                    "eligible_th",
                    "eligible_en",
                    "conditions_th",
                    "conditions_en",
                ),
                "description": _("วงเงินและอัตราเปลี่ยนได้ ไม่ต้องใส่ตัวเลข เขียนว่าให้ถามที่ใด"),
            },
        ),
        (_("ขอได้อย่างไร"), {"fields": ("how_to_apply_th", "how_to_apply_en", "papers_th", "papers_en")}),
        (_("ติดต่อ"), {"fields": (("network", "organization"), "contact_th", "contact_en", "phone", "confirmed_on")}),
    )

    @admin.display(description=_("ชื่อ"), ordering="sort_key")
    def name(self, obj: Source) -> str:
        return obj.name
