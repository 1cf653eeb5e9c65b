"""The page that lists staff users and the permissions of each role, for managers."""

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import Group, Permission
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from center.access.models import User
from center.access.rights import ALL
from center.staff.user import ACTS


@permission_required("center.view_access", raise_exception=True)
def access_overview(request: HttpRequest) -> HttpResponse:
    """Users with their roles, second factor and last sign-in; then the permissions of each role."""
    context = {
        **admin.site.each_context(request),
        "title": _("สิทธิ์ผู้ใช้"),
        "people": staff(),
        "roles": [{"name": role.name, "rights": rights(role)} for role in _roles()],
    }
    return TemplateResponse(request, "admin/access.html", context)


def staff() -> QuerySet[User]:
    """All users who may sign in to the staff site."""
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    people = User.objects.filter(is_active=True, is_staff=True).annotate(has_second_factor=Exists(factor))
    return people.prefetch_related("groups").order_by("username")


def _roles() -> QuerySet[Group]:
    return Group.objects.prefetch_related("permissions__content_type").order_by("name")


def rights(role: Group) -> list[tuple[str, str]]:
    """The permissions of a role for display: ("สินค้า OTOP", "ดู เพิ่ม แก้ไข ลบ")."""
    found: dict[str, list[str]] = {}
    further = []
    for permission in role.permissions.all():
        act, _underscore, model = permission.codename.partition("_")
        if act in ALL and model == permission.content_type.model:
            found.setdefault(_name_of(permission), []).append(act)
        else:
            further.append((_(permission.name), ""))
    ordered = [(name, " ".join(str(ACTS[act]) for act in ALL if act in acts)) for name, acts in found.items()]
    return sorted(ordered) + further


def _name_of(permission: Permission) -> str:
    kind = permission.content_type
    try:
        return str(apps.get_model(kind.app_label, kind.model)._meta.verbose_name)
    except LookupError:
        return kind.model
