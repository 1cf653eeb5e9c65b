"""The staff site's menu: groups of models in order. Unregistered models come last."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Model
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from center.records.registry import Registry


@dataclass(frozen=True)
class MenuEntry:
    """A model's position in the menu, which also tells its group. key: "app_label.model"."""

    key: str
    position: int


@dataclass(frozen=True)
class MenuGroup:
    """A group of the menu: the models whose positions lie below `end`, from the end of the group before."""

    key: str
    title: Any
    end: int


MENU: Registry[MenuEntry] = Registry("staff menu")
LAST = 10_000
# Where a request keeps its menu.
MADE = "_staff_menu"
GROUPS = (
    MenuGroup("visits", _("นัดและผู้รับบริการ"), 80),
    MenuGroup("outreach", _("กิจกรรม"), 100),
    MenuGroup("products", _("สินค้าและผู้ผลิต"), 200),
    MenuGroup("website", _("หน้าเว็บ"), 500),
    MenuGroup("people", _("คนและเครือข่าย"), 570),
    MenuGroup("committee", _("คณะกรรมการและวิทยากร"), 590),
    MenuGroup("reports", _("รายงาน"), 600),
    MenuGroup("settings", _("ตั้งค่า"), LAST + 1),
)
# The order of groups differs from that of positions, which stand by the packages.
ORDER = ("visits", "outreach", "people", "committee", "products", "website", "reports", "settings")


def position_of(app_label: str, model_name: str) -> int:
    entry = MENU.get(f"{app_label}.{model_name.lower()}")
    return entry.position if entry else LAST


def group_of(position: int) -> MenuGroup:
    """The group of a model at a position of the menu."""
    return next(group for group in GROUPS if position < group.end)


def menu_of(site: AdminSite, request: HttpRequest) -> list[dict[str, Any]]:
    """What the user may see, as groups of models in the form of Django's list of apps; made once for a request.

    current: the page of the request lies in the group. Not made of Django's own list, which resolves every address and
    goes through all permissions for every model: with it the menu was a ninth of a page's time.
    """
    made: list[dict[str, Any]] | None = getattr(request, MADE, None)
    if made is None:
        by_group: dict[str, list[dict[str, Any]]] = {key: [] for key in ORDER}
        for position, model in sorted(
            ((position_of(model._meta.app_label, model.__name__), model) for model in site._registry),
            key=lambda pair: pair[0],
        ):
            permissions = site._registry[model].get_model_perms(request)
            if any(permissions.values()):
                by_group[group_of(position).key].append(_entry(model, permissions))
        made = [_group(key, entries, request.path) for key, entries in by_group.items() if entries]
        setattr(request, MADE, made)
    return made


def _entry(model: type[Model], permissions: dict[str, bool]) -> dict[str, Any]:
    changelist, add = _addresses(model, get_language() or "")
    may_open = permissions["view"] or permissions["change"]
    return {
        "model": model,
        "name": capfirst(model._meta.verbose_name_plural),
        "object_name": model._meta.object_name,
        "perms": permissions,
        "admin_url": changelist if may_open else None,
        "add_url": add if permissions["add"] else None,
        "view_only": not permissions["change"],
    }


def _group(key: str, entries: list[dict[str, Any]], path: str) -> dict[str, Any]:
    return {
        "name": next(group.title for group in GROUPS if group.key == key),
        "app_label": key,
        "app_url": "",
        "has_module_perms": True,
        "models": entries,
        "current": any(entry["admin_url"] and path.startswith(entry["admin_url"]) for entry in entries),
    }


@cache
def _addresses(model: type[Model], language: str) -> tuple[str, str | None]:
    """The addresses of a model's list and of its form to add a row, which stand below the language's prefix."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    try:
        add = reverse(f"{name}_add")
    except NoReverseMatch:
        add = None
    return reverse(f"{name}_changelist"), add
