"""Groups with their members and the log of their status, and all memberships."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from center.people.admin.searching import InAVillage
from center.people.models import Group, Membership
from center.records.states import log, move
from center.staff.base import StaffAdmin, StaffInline
from center.staff.filters import HasFilter, PublishedFilter
from center.staff.officer import officer
from center.staff.publishing import shown_on_web
from center.staff.states import ShowsStates
from thai.django.fields import ThaiCharField

# Longer lists of members are kept on the page of memberships, a page at a time.
MOST_MEMBERS_INLINE = 60


class GroupForm(forms.ModelForm):
    status_reason = ThaiCharField(max_length=300, blank=True).formfield(
        label=_("เหตุผลที่เปลี่ยนสถานะ"), help_text=_("กรอกเมื่อเปลี่ยนสถานะ จะเก็บไว้ในประวัติสถานะ")
    )


class GroupMembershipInline(StaffInline, admin.TabularInline):
    model = Membership
    fields = ("person", "role", "joined_on", "left_on")
    autocomplete_fields = ("person",)
    verbose_name_plural = _("สมาชิก")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("person", "group")


@admin.register(Group)
class GroupAdmin(ShowsStates, InAVillage, StaffAdmin):
    form = GroupForm
    list_display = ("name", "network", "tambon", "moo", "members", "status", shown_on_web)
    list_select_related = ("network", "tambon")
    list_filter = (PublishedFilter, "status", "network", "tambon", ("joined_on", HasFilter))
    search_fields = ("search_text",)
    autocomplete_fields = ("network", "tambon")
    inlines = (GroupMembershipInline,)
    readonly_fields = ("members_page", "state_log")
    radio_fields = {"status": admin.HORIZONTAL}
    fieldsets = (
        (None, {"fields": ("name_th", "name_en", "network", ("moo", "tambon"), "published_at")}),
        (_("แสดงบนเว็บ"), {"fields": ("about_th", "about_en", "members_count", ("joined_on", "left_on"))}),
        (_("ของเจ้าหน้าที่"), {"fields": ("fund_size", "members_page")}),
        (
            _("สถานะ"),
            {"fields": ("status", "status_reason", "state_log"), "description": _("ไม่แสดงบนเว็บ")},
        ),
    )

    def get_inlines(self, request: HttpRequest, obj: Group | None) -> list:
        many = obj is not None and obj.memberships.count() > MOST_MEMBERS_INLINE
        return [inline for inline in self.inlines if not (many and inline is GroupMembershipInline)]

    def save_model(self, request: HttpRequest, obj: Group, form: Any, change: bool) -> None:
        """A changed status is logged with who, when and why; so is the reason of a new group's first status."""
        wanted, reason = obj.status, form.cleaned_data.get("status_reason", "")
        if change:
            obj.status = form.initial["status"]
        super().save_model(request, obj, form, change)
        if change:
            move(obj, wanted, by=officer(request), reason=reason)
        elif reason:
            log(obj, by=officer(request), reason=reason)

    @admin.display(description=_("ชื่อ"), ordering="sort_key")
    def name(self, obj: Group) -> str:
        return obj.name

    @admin.display(description=_("สมาชิก (คน)"), ordering="members_count")
    def members(self, obj: Group) -> int | None:
        return obj.members_count

    @admin.display(description=_("รายชื่อในทะเบียน"))
    def members_page(self, obj: Group) -> str:
        if not obj.pk:
            return ""
        counted = obj.memberships.aggregate(now=Count("pk", filter=Q(left_on=None)))["now"]
        url = f"{reverse('admin:center_membership_changelist')}?group__id__exact={obj.pk}"
        return format_html('<a href="{}">{}</a>', url, _("ดูสมาชิกทั้งหมด %d คน") % counted)


class OfWhatFilter(admin.SimpleListFilter):
    """Members of groups, or of the center itself."""

    title = _("สมาชิกของ")
    parameter_name = "of"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [("center", _("สมาชิกศูนย์")), ("group", _("กลุ่ม"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in ("center", "group"):
            return queryset
        return queryset.filter(group__isnull=self.value() == "center")


@admin.register(Membership)
class MembershipAdmin(StaffAdmin):
    list_display = ("person", "where", "role", "joined_on", "left_on")
    list_select_related = ("person", "group")
    list_filter = (OfWhatFilter, ("left_on", HasFilter))
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
