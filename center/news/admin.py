from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from center.news.models import Announcement, AnnouncementPicture
from center.staff.base import StaffAdmin
from center.staff.filters import PublishedFilter
from center.staff.pictures import OrderedPictureInline
from center.staff.publishing import shown_on_web


class AnnouncementPictureInline(OrderedPictureInline):
    model = AnnouncementPicture
    extra = 0


@admin.register(Announcement)
class AnnouncementAdmin(StaffAdmin):
    list_display = ("name", "kind", "deadline", "on_web")
    list_filter = (PublishedFilter, "kind")
    search_fields = ("search_text",)
    radio_fields = {"kind": admin.HORIZONTAL}
    autocomplete_fields = ("documents",)
    inlines = (AnnouncementPictureInline,)
    fieldsets = (
        (None, {"fields": ("kind", "name_th", "name_en")}),
        (_("เวลา"), {"fields": ("published_at", "deadline", "expires_at")}),
        (_("เนื้อหา"), {"fields": ("body_th", "body_en")}),
        (_("เอกสารที่เกี่ยวข้อง"), {"fields": ("documents",)}),
    )

    @admin.display(description=_("ชื่อ"), ordering="sort_key")
    def name(self, obj: Announcement) -> str:
        return obj.name

    @admin.display(description=_("บนเว็บ"), ordering="published_at")
    def on_web(self, obj: Announcement) -> str:
        """As for every publishable row, or that the announcement has expired."""
        if obj.published_at and obj.expires_at and obj.expires_at <= timezone.now():
            return format_html('<span class="tag hidden-row">{}</span>', _("เลิกแสดงแล้ว"))
        return shown_on_web(obj)
