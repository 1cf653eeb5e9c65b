"""English fields of staff forms stand in one folded group after the Thai ones: hardly any row has them at first."""

from typing import Any

from django.contrib.admin.utils import flatten, flatten_fieldsets
from django.utils.translation import gettext_lazy as _


def fold_english(fieldsets: Any) -> list[Any]:
    """The fieldsets with each `<field>_en` moved into a folded group at the end."""
    english = [name for name in flatten_fieldsets(fieldsets) if name.endswith("_en")]
    if not english:
        return list(fieldsets)
    others = []
    for title, options in fieldsets:
        if lines := [line for line in (_without(line, english) for line in options["fields"]) if line]:
            others.append((title, options | {"fields": lines}))
    # One field a line: Django opens a folded group with an error only for fields that aren't in a tuple.
    return [*others, (_("ภาษาอังกฤษ (ไม่บังคับ)"), {"fields": english, "classes": ("collapse",)})]


def _without(line: Any, names: list[str]) -> Any:
    """A line of a fieldset without some fields; None if nothing is left."""
    left = [name for name in flatten([line]) if name not in names]
    if len(left) > 1:
        return tuple(left)
    return left[0] if left else None
