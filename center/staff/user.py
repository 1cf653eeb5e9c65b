"""Admin pages of users and roles, with Thai labels of permissions."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import models as auth
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserCreationForm
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from center.access import second_factor
from center.access.models import User
from center.access.recency import RecentlyAuthenticated, refusal
from center.access.role_texts import BY_NAME, ROLE_TEXTS
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


class RoleLabels:
    """Mixin for fields with roles: each with what it is for."""

    def label_from_instance(self, role: auth.Group) -> str:
        text = BY_NAME.get(role.name)
        return format_html("<span><b>{}</b> {}</span>", gettext(role.name), text.about) if text else role.name


class RoleField(RoleLabels, forms.ModelChoiceField):
    """One role, as radio buttons."""

    widget = forms.RadioSelect


class RolesField(RoleLabels, forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class NewUserForm(UserCreationForm):
    """A new member of staff with name and role, complete in one page."""

    role = RoleField(auth.Group.objects.none(), label=_("บทบาท"), required=False)


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
    add_form = NewUserForm
    add_form_template = None
    change_password_form = PasswordForm
    add_fieldsets = (
        (None, {"fields": (("first_name", "last_name"), "username", "password1", "password2")}),
        (_("บทบาท"), {"fields": ("role",), "classes": ("role-buttons",)}),
    )
    list_display = ("username", "full_name", "signs_in", "works_here", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "groups")
    search_fields = ("username", "first_name", "last_name", "email")
    folded_here = True
    ordering = ("username",)
    autocomplete_fields = ("person",)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("ชื่อและการติดต่อ"), {"fields": ("first_name", "last_name", "email", "person")}),
        (_("บทบาท"), {"fields": ("is_active", "is_staff", "groups"), "classes": ("role-buttons",)}),
        (_("สิทธิ์นอกเหนือจากบทบาท"), {"fields": ("is_superuser", "user_permissions"), "classes": ("collapse",)}),
        (_("วันที่"), {"fields": ("last_login", "date_joined"), "classes": ("collapse",)}),
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
        if db_field.name == "groups":
            return RolesField(_offered_roles(officer(request)), label=_("บทบาท"), required=False)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    # --- Adding ---

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> list:
        """Whoever may not assign roles adds accounts that can't sign in to the staff site yet."""
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj or self.has_assign_permission(request) else fieldsets[:1]

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None and not self.has_assign_permission(request):
            del form.base_fields["role"]
        elif obj is None:
            roles = _offered_roles(officer(request))
            # The role's field belongs to all requests, so that this one gets its own.
            form.base_fields["role"] = RoleField(roles, label=_("บทบาท"), required=roles.exists(), empty_label=None)
        return form

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change and form.cleaned_data.get("role"):
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change and (role := form.cleaned_data.get("role")):
            form.instance.groups.add(role)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """Back to the list: nothing is left to fill in, as Django's form of accounts has it."""
        return admin.ModelAdmin.response_add(self, request, obj, post_url_continue)

    # --- Who may change whom ---

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


def _offered_roles(user: User) -> QuerySet[auth.Group]:
    """Roles without permissions that the user lacks; the ready-made ones first, in their order."""
    roles = auth.Group.objects.prefetch_related("permissions__content_type")
    own = user.get_all_permissions()
    offered = [role.pk for role in roles if user.is_superuser or _permissions_of(role) <= own]
    order = Case(*(When(name=text.name, then=place) for place, text in enumerate(ROLE_TEXTS)), default=len(ROLE_TEXTS))
    return auth.Group.objects.filter(pk__in=offered).order_by(order, "name")


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
