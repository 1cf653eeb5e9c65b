"""The staff site's menu: groups of models in order. Unregistered models come last."""

from dataclasses import dataclass
from typing import Any

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


def grouped(apps: list[dict[str, Any]], path: str) -> list[dict[str, Any]]:
    """Django's list of apps as groups of the menu, in the same form. current: the page at `path` lies in the group."""
    models = [(position_of(app["app_label"], model["object_name"]), model) for app in apps for model in app["models"]]
    groups = []
    for key in ORDER:
        of_group = sorted(
            ((position, model) for position, model in models if group_of(position).key == key),
            key=lambda pair: pair[0],
        )
        if of_group:
            listed = [model for _position, model in of_group]
            urls = [model["admin_url"] for model in listed if model["admin_url"]]
            groups.append(
                {
                    "name": next(group.title for group in GROUPS if group.key == key),
                    "app_label": key,
                    "app_url": "",
                    "has_module_perms": True,
                    "models": listed,
                    "current": any(path.startswith(url) for url in urls),
                }
            )
    return groups
