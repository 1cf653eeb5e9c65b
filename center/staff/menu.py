"""The order of the staff site's menu. Unregistered models come last."""

from dataclasses import dataclass

from center.records.registry import Registry


@dataclass(frozen=True)
class MenuEntry:
    """A model's position in the menu. key: "app_label.model"."""

    key: str
    position: int


MENU: Registry[MenuEntry] = Registry("staff menu")
LAST = 10_000


def position_of(app_label: str, model_name: str) -> int:
    entry = MENU.get(f"{app_label}.{model_name.lower()}")
    return entry.position if entry else LAST
