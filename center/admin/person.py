from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from center.admin.base import StaffAdmin, StaffInline
from center.models import Membership, Person
from thai.phones import format_phone


class PersonMembershipInline(StaffInline, admin.TabularInline):
    model = Membership
    fk_name = "person"
    fields = ("group", "role", "joined_on", "left_on")
    autocomplete_fields = ("group",)
    verbose_name_plural = _("เป็นสมาชิกของ")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person", "group")


@admin.register(Person)
class PersonAdmin(StaffAdmin):
    list_display = ("name", "nickname", "phone_with_dashes", "tambon", "moo", "merged")
    list_select_related = ("tambon", "merged_into")
    list_filter = ("tambon", "gender", ("merged_into", admin.EmptyFieldListFilter))
    search_fields = ("search_text", "phone")
    autocomplete_fields = ("tambon", "merged_into")
    inlines = (PersonMembershipInline,)
    log_by_number = True
    fieldsets = (
        (
            None,
            {
                "fields": (("title", "first_name", "surname"), ("nickname", "gender")),
                "description": _("เก็บเท่าที่จำเป็นต่อการนัดหมายและติดตามผลเท่านั้น ไม่เก็บเลขหรือสำเนาบัตรประชาชน"),
            },
        ),
        (_("ติดต่อ"), {"fields": ("phone", "line_id", "email")}),
        (_("ที่อยู่"), {"fields": (("moo", "tambon"),)}),
        (
            _("รวมข้อมูลซ้ำ"),
            {
                "fields": ("merged_into",),
                "classes": ("collapse",),
                "description": _("ถ้าเป็นคนเดียวกับอีกรายการหนึ่ง เลือกรายการที่จะใช้ต่อไป สอบถามเจ้าตัวก่อนเสมอ"),
            },
        ),
    )

    @admin.display(description=_("ชื่อ-นามสกุล"), ordering="sort_key")
    def name(self, obj: Person) -> str:
        return str(obj)

    @admin.display(description=_("เบอร์โทรศัพท์"), ordering="phone")
    def phone_with_dashes(self, obj: Person) -> str:
        return format_phone(obj.phone)

    @admin.display(description=_("รวมเข้ากับ"))
    def merged(self, obj: Person) -> str:
        return str(obj.merged_into or "")
