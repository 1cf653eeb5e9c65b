"""Who may sign in and what they may do. Permissions are shown in words instead of Django's English ones."""

from django import forms
from django.contrib import admin
from django.contrib.auth import models as auth
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserCreationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from center.admin.base import StaffAdmin, yes_no
from center.models import User

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
class StaffUserAdmin(PermissionChoice, StaffAdmin, UserAdmin):
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
    signs_in = yes_no("is_active", _("เข้าระบบได้"))
    works_here = yes_no("is_staff", _("เป็นเจ้าหน้าที่"))

    @admin.display(description=_("ชื่อ-นามสกุล"), ordering="first_name")
    def full_name(self, obj: User) -> str:
        return obj.get_full_name()

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> tuple:
        """Only a superuser hands out power: whoever may edit users could otherwise make one of themselves."""
        fields = super().get_readonly_fields(request, obj)
        if request.user.is_superuser:
            return fields
        return (*fields, "is_staff", "is_superuser", "groups", "user_permissions")

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        """A superuser's account, its password above all, is changed by superusers only."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_delete_permission(request, obj)


admin.site.unregister(auth.Group)


@admin.register(auth.Group)
class RoleAdmin(PermissionChoice, StaffAdmin, GroupAdmin):
    """Sets of permissions; the community's groups are another thing."""

    list_display = ("name",)
    search_fields = ("name",)
    folded_here = True
