from django import forms
from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from center.people.models import Group, Membership, Network, Organization, Person
from center.records.states import move
from center.staff.base import StaffAdmin, StaffInline, yes_no
from center.staff.states import ShowsStates
from thai.django.fields import ThaiCharField
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


# Longer lists of members are kept on the page of memberships, a page at a time.
MOST_MEMBERS_INLINE = 60


@admin.register(Network)
class NetworkAdmin(StaffAdmin):
    list_display = ("name", "abbreviation", "parent", "offers", "in_work")
    list_select_related = ("parent",)
    list_filter = ("active", "offers_capital", "offers_production", "offers_markets", "offers_knowledge")
    search_fields = ("name_th", "name_en", "abbreviation")
    folded_here = True
    autocomplete_fields = ("parent",)
    fieldsets = (
        (None, {"fields": ("name_th", "name_en", "abbreviation", "parent", "active")}),
        (
            _("เป็นแหล่งของอะไร"),
            {"fields": ("offers_capital", "offers_production", "offers_markets", "offers_knowledge")},
        ),
    )
    in_work = yes_no("active", _("ยังดำเนินงาน"))

    @admin.display(description=_("ชื่อ"), ordering="sort_key")
    def name(self, obj: Network) -> str:
        return obj.name

    @admin.display(description=_("แหล่ง"))
    def offers(self, obj: Network) -> str:
        fields = ("offers_capital", "offers_production", "offers_markets", "offers_knowledge")
        return ", ".join(str(obj._meta.get_field(field).verbose_name) for field in fields if getattr(obj, field))


@admin.register(Organization)
class OrganizationAdmin(StaffAdmin):
    list_display = ("name", "abbreviation")
    search_fields = ("name_th", "name_en", "abbreviation")
    folded_here = True
    fieldsets = ((None, {"fields": ("name_th", "name_en", "abbreviation", "note")}),)

    @admin.display(description=_("ชื่อ"), ordering="sort_key")
    def name(self, obj: Organization) -> str:
        return obj.name


class GroupForm(forms.ModelForm):
    status_reason = ThaiCharField(max_length=300, blank=True).formfield(
        label=_("เหตุผลที่เปลี่ยนสถานะ"), help_text=_("กรอกเมื่อเปลี่ยนสถานะ จะเก็บไว้ในประวัติสถานะ")
    )


class GroupMembershipInline(StaffInline, admin.TabularInline):
    model = Membership
    fields = ("person", "role", "joined_on", "left_on")
    autocomplete_fields = ("person",)
    verbose_name_plural = _("สมาชิก")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person", "group")


@admin.register(Group)
class GroupAdmin(ShowsStates, StaffAdmin):
    form = GroupForm
    list_display = ("name", "network", "tambon", "moo", "members", "status")
    list_select_related = ("network", "tambon")
    list_filter = ("status", "network", "tambon", ("joined_on", admin.EmptyFieldListFilter))
    search_fields = ("search_text",)
    autocomplete_fields = ("network", "tambon")
    inlines = (GroupMembershipInline,)
    readonly_fields = ("members_page", "state_log")
    radio_fields = {"status": admin.HORIZONTAL}
    fieldsets = (
        (None, {"fields": ("name_th", "name_en", "network", ("moo", "tambon"))}),
        (_("สมาชิกและเงินทุน"), {"fields": (("members_count", "fund_size"), "joined_on", "members_page")}),
        (_("สถานะ"), {"fields": ("status", "status_reason", "state_log")}),
    )

    def get_inlines(self, request: HttpRequest, obj: Group | None) -> list:
        many = obj is not None and obj.memberships.count() > MOST_MEMBERS_INLINE
        return [inline for inline in self.inlines if not (many and inline is GroupMembershipInline)]

    def save_model(self, request: HttpRequest, obj: Group, form, change: bool) -> None:
        """A changed status goes the one way that keeps who, when and why."""
        wanted = obj.status
        if change:
            obj.status = form.initial["status"]
        super().save_model(request, obj, form, change)
        if change and wanted != form.initial["status"]:
            move(obj, wanted, by=request.user, reason=form.cleaned_data.get("status_reason", ""))

    @admin.display(description=_("ชื่อ"), ordering="sort_key")
    def name(self, obj: Group) -> str:
        return obj.name

    @admin.display(description=_("สมาชิก (คน)"), ordering="members_count")
    def members(self, obj: Group) -> int:
        return obj.members_count

    @admin.display(description=_("รายชื่อในทะเบียน"))
    def members_page(self, obj: Group) -> str:
        if obj.pk is None:
            return ""
        counted = obj.memberships.aggregate(now=Count("pk", filter=Q(left_on=None)))["now"]
        url = f"{reverse('admin:center_membership_changelist')}?group__id__exact={obj.pk}"
        return format_html('<a href="{}">{}</a>', url, _("ดูสมาชิกทั้งหมด %d คน") % counted)


@admin.register(Membership)
class MembershipAdmin(StaffAdmin):
    list_display = ("person", "where", "role", "joined_on", "left_on")
    list_select_related = ("person", "group")
    list_filter = (("group", admin.EmptyFieldListFilter), ("left_on", admin.EmptyFieldListFilter))
    search_fields = ("person__search_text", "person__phone", "group__search_text")
    autocomplete_fields = ("person", "group")
    log_by_number = True
    fieldsets = (
        (None, {"fields": ("person", "group", "role")}),
        (_("ช่วงเวลา"), {"fields": (("joined_on", "left_on"),)}),
    )

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "group__id__exact" or super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("กลุ่ม"), ordering="group__sort_key")
    def where(self, obj: Membership) -> str:
        return str(obj.group or _("สมาชิกศูนย์"))
