"""Admin pages of users and roles, with Thai labels of permissions."""

from typing import TYPE_CHECKING, Any

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
from center.staff.officer import officer
from center.staff.publishing import named

ACTS = {"add": _("เพิ่ม"), "change": _("แก้ไข"), "delete": _("ลบ"), "view": _("ดู")}

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = object


class PermissionField(forms.ModelMultipleChoiceField):
    """Labels permissions like "สินค้า OTOP: แก้ไข"."""

    def label_from_instance(self, permission: auth.Permission) -> str:
        action, _underscore, _model = permission.codename.partition("_")
        return f"{permission.content_type.name}: {ACTS.get(action, permission.name)}"


class PasswordForm(AdminPasswordChangeForm):
    """Sets another user's password. An unusable password isn't offered: users are deactivated instead."""

    def __init__(self, user: User, *args, **kwargs) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields.pop("usable_password", None)
        for name in ("password1", "password2"):
            self.fields[name].required = True


class PermissionChoice(_Admin):
    """Mixin for StaffAdmin: offers the permissions of registered models, with Thai labels."""

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any):
        if db_field.related_model is auth.Permission:
            registered = {(model._meta.app_label, model._meta.model_name) for model in self.admin_site._registry}
            permissions = auth.Permission.objects.select_related("content_type").order_by("content_type", "codename")
            offered = [
                permission.pk
                for permission in permissions
                if (permission.content_type.app_label, permission.content_type.model) in registered
            ]
            kwargs["queryset"] = permissions.filter(pk__in=offered)
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
        """Only superusers grant single permissions and superuser status; roles need the permission to assign them."""
        fields = tuple(super().get_readonly_fields(request, obj))
        if request.user.is_superuser:
            return fields
        if request.user.has_perm("center.assign_roles"):
            return (*fields, "is_superuser", "user_permissions")
        return (*fields, "is_staff", "is_superuser", "groups", "user_permissions")

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any):
        """Offers only roles without permissions that the user lacks."""
        if db_field.name == "groups" and not request.user.is_superuser:
            own = request.user.get_all_permissions()
            roles = auth.Group.objects.prefetch_related("permissions__content_type")
            kwargs["queryset"] = auth.Group.objects.filter(
                pk__in=[role.pk for role in roles if _permissions_of(role) <= own]
            )
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        """Only users with all permissions of an account may change it, above all its password."""
        return super().has_change_permission(request, obj) and not _outranks(obj, officer(request))

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return super().has_delete_permission(request, obj) and not _outranks(obj, officer(request))

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


def _permissions_of(role: auth.Group) -> set[str]:
    return {f"{permission.content_type.app_label}.{permission.codename}" for permission in role.permissions.all()}


def _outranks(other: User | None, user: User) -> bool:
    """Whether the other account has a permission that the user lacks."""
    if other is None or user.is_superuser:
        return False
    return other.is_superuser or not other.get_all_permissions() <= user.get_all_permissions()


admin.site.unregister(auth.Group)


@admin.register(auth.Group)
class RoleAdmin(PermissionChoice, RecentlyAuthenticated, StaffAdmin, GroupAdmin):
    """Django's groups, called roles here; not the community groups of center.people."""

    list_display = ("name",)
    search_fields = ("name",)
    folded_here = True
