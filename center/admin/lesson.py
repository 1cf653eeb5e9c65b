from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from center.admin.base import StaffAdmin, StaffInline
from center.admin.filters import PublishedFilter
from center.admin.publishing import shown_on_web
from center.models import Lesson, LessonPicture
from center.pictures.forms import PictureForm
from center.pictures.markup import picture_html


class LessonPictureInline(StaffInline, admin.StackedInline):
    """Pictures in order: the first stands for the lesson. The buttons only change the numbers of the order."""

    model = LessonPicture
    form = PictureForm
    fields = ("preview", "upload", "alt_th", "alt_en", "decorative", "position")
    readonly_fields = ("preview",)
    classes = ("ordered",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("lesson")

    @admin.display(description=_("รูป"))
    def preview(self, obj: LessonPicture) -> str:
        return picture_html(obj, sizes="10rem", css="preview") if obj.pk else _("ยังไม่มีรูป")


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

    class Media:
        js = ("js/admin-order.js",)

    @admin.display(description=_("ชื่อเรื่อง"), ordering="sort_key")
    def name(self, obj: Lesson) -> str:
        return obj.name

    @admin.display(description=_("คำถามของเรื่องนี้"))
    def questions_page(self, obj: Lesson) -> str:
        if obj.pk is None:
            return ""
        url = f"{reverse('admin:center_question_changelist')}?lesson__id__exact={obj.pk}"
        return format_html('<a href="{}">{}</a>', url, _("ดูคำถามทั้งหมด %d ข้อ") % obj.questions.count())
