from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from center.admin.base import StaffAdmin
from center.admin.filters import PublishedFilter
from center.admin.pictures import OrderedPictureInline
from center.admin.publishing import shown_on_web
from center.models import Lesson, LessonPicture


class LessonPictureInline(OrderedPictureInline):
    model = LessonPicture


@admin.register(Lesson)
class LessonAdmin(StaffAdmin):
    list_display = ("name", "by_th", "network", "tambon", "happened_on", shown_on_web)
    list_select_related = ("network", "tambon")
    list_filter = (PublishedFilter, "network", "tambon")
    search_fields = ("search_text",)
    autocomplete_fields = ("network", "tambon", "group", "sources")
    inlines = (LessonPictureInline,)
    readonly_fields = ("questions_page",)
    fieldsets = (
        (None, {"fields": ("name_th", "name_en", "summary_th", "summary_en", "published_at")}),
        (_("เรื่องราว"), {"fields": ("done_th", "done_en", "learned_th", "learned_en")}),
        (
            _("ใคร ที่ไหน ใช้แหล่งใด"),
            {
                "fields": (("by_th", "by_en"), ("group", "network"), ("tambon", "happened_on"), "sources"),
                "description": _("ใส่ชื่อคนหรือรูปคนเมื่อเจ้าตัวยินยอมแล้วเท่านั้น"),
            },
        ),
        (_("คำถามจากผู้อ่าน"), {"fields": ("questions_page",)}),
    )

    @admin.display(description=_("ชื่อเรื่อง"), ordering="sort_key")
    def name(self, obj: Lesson) -> str:
        return obj.name

    @admin.display(description=_("คำถามของเรื่องนี้"))
    def questions_page(self, obj: Lesson) -> str:
        if obj.pk is None:
            return ""
        url = f"{reverse('admin:center_question_changelist')}?lesson__id__exact={obj.pk}"
        return format_html('<a href="{}">{}</a>', url, _("ดูคำถามทั้งหมด %d ข้อ") % obj.questions.count())
