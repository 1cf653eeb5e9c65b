"""Networks and partner agencies, published or not."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from center.people.models import Network, Organization
from center.people.models.network import KINDS
from center.staff.base import StaffAdmin, yes_no
from center.staff.filters import PublishedFilter
from center.staff.publishing import shown_on_web


@admin.register(Network)
class NetworkAdmin(StaffAdmin):
    list_display = ("name", "abbreviation", "parent", "offers", "in_work", shown_on_web)
    list_select_related = ("parent",)
    list_filter = (PublishedFilter, "active", *KINDS.values())
    search_fields = ("search_text",)
    autocomplete_fields = ("parent",)
    readonly_fields = ("groups_page",)
    fieldsets = (
        (None, {"fields": ("name_th", "name_en", "abbreviation", "parent", "active", "published_at")}),
        (_("เป็นแหล่งของอะไร"), {"fields": (*KINDS.values(),)}),
        (_("แสดงบนเว็บ"), {"fields": ("about_th", "about_en", "groups_page")}),
    )
    in_work = yes_no("active", _("ยังดำเนินงาน"))

    @admin.display(description=_("ชื่อ"), ordering="sort_key")
    def name(self, obj: Network) -> str:
        return obj.name

    @admin.display(description=_("แหล่ง"))
    def offers(self, obj: Network) -> str:
        return ", ".join(title for _kind, title in obj.kinds)

    @admin.display(description=_("กลุ่มในเครือข่าย"))
    def groups_page(self, obj: Network) -> str:
        if not obj.pk:
            return ""
        url = f"{reverse('admin:center_group_changelist')}?network__id__exact={obj.pk}"
        return format_html('<a href="{}">{}</a>', url, _("ดูกลุ่มทั้งหมด %d กลุ่ม") % obj.groups.count())


@admin.register(Organization)
class OrganizationAdmin(StaffAdmin):
    list_display = ("name", "abbreviation", "helps_th", shown_on_web)
    list_filter = (PublishedFilter,)
    search_fields = ("search_text", "phone")
    fieldsets = (
        (None, {"fields": ("name_th", "name_en", "abbreviation", "published_at")}),
        (_("แสดงบนเว็บ"), {"fields": ("helps_th", "helps_en", "phone", "website")}),
        (_("ของเจ้าหน้าที่"), {"fields": ("note",)}),
    )

    @admin.display(description=_("ชื่อ"), ordering="sort_key")
    def name(self, obj: Organization) -> str:
        return obj.name
