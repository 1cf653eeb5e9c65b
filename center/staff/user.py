"""Who may sign in and what they may do. Permissions are shown in words instead of Django's English ones."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import models as auth
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserCreationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from center.access import second_factor
from center.access.models import User
from center.access.recency import RecentlyAuthenticated, refusal
from center.staff.base import StaffAdmin, yes_no
from center.staff.publishing import named

ACTS = {"add": _("เพิ่ม"), "change": _("แก้ไข"), "delete": _("ลบ"), "view": _("ดู")}


class PermissionField(forms.ModelMultipleChoiceField):
    """Permissions as "สินค้า OTOP: แก้ไข"."""

    def label_from_instance(self, permission: auth.Permission) -> str:
        act, _underscore, _model = permission.codename.partition("_")
        model = permission.content_type.model_class()
        return f"{model._meta.verbose_name}: {ACTS.get(act, permission.name)}"


class PasswordForm(AdminPasswordChangeForm):
    """A new password for somebody. Whoever may no longer sign in is made inactive, not left without a password."""

    def __init__(self, user: User, *args, **kwargs) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields.pop("usable_password", None)
        for name in ("password1", "password2"):
            self.fields[name].required = True


class PermissionChoice:
    """Before StaffAdmin: offers the permissions of what the staff site shows, in words."""

    def formfield_for_manytomany(self, db_field, request: HttpRequest, **kwargs):
        if db_field.related_model is auth.Permission:
            shown = [model._meta for model in self.admin_site._registry]
            kinds = {(meta.app_label, meta.model_name) for meta in shown}
            permissions = auth.Permission.objects.select_related("content_type").order_by("content_type", "codename")
            allowed = [one.pk for one in permissions if (one.content_type.app_label, one.content_type.model) in kinds]
            kwargs["queryset"] = permissions.filter(pk__in=allowed)
            kwargs["form_class"] = PermissionField
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(User)
class StaffUserAdmin(PermissionChoice, RecentlyAuthenticated, StaffAdmin, UserAdmin):
    actions = ("clear_second_factor",)
    add_form = UserCreationForm
    change_password_form = PasswordForm
    add_fieldsets = ((None, {"fields": ("username", "password1", "password2"), "classes": ("wide",)}),)
    list_display = ("username", "full_name", "signs_in", "works_here", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "groups")
    search_fields = ("username", "first_name", "last_name", "email")
    folded_here = True
    ordering = ("username",)
    autocomplete_fields = ("person",)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("ชื่อและการติดต่อ"), {"fields": ("first_name", "last_name", "email", "person")}),
        (_("สิทธิ์"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("วันที่"), {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    signs_in = yes_no("is_active", _("เข้าสู่ระบบได้"))
    works_here = yes_no("is_staff", _("เป็นเจ้าหน้าที่"))

    @admin.display(description=_("ชื่อ-นามสกุล"), ordering="first_name")
    def full_name(self, obj: User) -> str:
        return obj.get_full_name()

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> tuple:
        """Single permissions and superusers are a superuser's to give; roles, whoever may assign roles."""
        fields = super().get_readonly_fields(request, obj)
        if request.user.is_superuser:
            return fields
        if request.user.has_perm("center.assign_roles"):
            return (*fields, "is_superuser", "user_permissions")
        return (*fields, "is_staff", "is_superuser", "groups", "user_permissions")

    def formfield_for_manytomany(self, db_field, request: HttpRequest, **kwargs):
        """Nobody hands out a role that may do more than they may themselves."""
        if db_field.name == "groups" and not request.user.is_superuser:
            own = request.user.get_all_permissions()
            roles = auth.Group.objects.prefetch_related("permissions__content_type")
            kwargs["queryset"] = auth.Group.objects.filter(pk__in=[one.pk for one in roles if _rights(one) <= own])
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        """An account, its password above all, is changed by those only who may do all that it may."""
        return super().has_change_permission(request, obj) and not _outranks(obj, request.user)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return super().has_delete_permission(request, obj) and not _outranks(obj, request.user)

    def user_change_password(self, request: HttpRequest, id, form_url=""):
        may = self.has_change_permission(request, self.get_object(request, id))
        if may and (refused := refusal(request)):
            return refused
        return super().user_change_password(request, id, form_url)

    def has_assign_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("center.assign_roles")

    @admin.action(description=_("ล้างการยืนยันตัวสองขั้น (ทำโทรศัพท์และรหัสสำรองหาย)"), permissions=["assign"])
    def clear_second_factor(self, request: HttpRequest, queryset) -> None:
        users = [user for user in queryset if self.has_change_permission(request, user)]
        for user in users:
            second_factor.clear(user)
            self.log_change(request, user, str(_("ล้างการยืนยันตัวสองขั้น")))
        if users:
            self.message_user(request, _("ล้างการยืนยันตัวสองขั้นแล้ว: %s") % named(map(str, users)), messages.SUCCESS)


def _rights(role: auth.Group) -> set[str]:
    return {f"{one.content_type.app_label}.{one.codename}" for one in role.permissions.all()}


def _outranks(other: User | None, user: User) -> bool:
    """Whether the other account may do anything that the user may not."""
    if other is None or user.is_superuser:
        return False
    return other.is_superuser or not other.get_all_permissions() <= user.get_all_permissions()


admin.site.unregister(auth.Group)


@admin.register(auth.Group)
class RoleAdmin(PermissionChoice, RecentlyAuthenticated, StaffAdmin, GroupAdmin):
    """Sets of permissions; the community's groups are another thing."""

    list_display = ("name",)
    search_fields = ("name",)
    folded_here = True
