"""The staff site's menu as HTML. {% load staff_menu %}."""

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

# A menu's HTML has 14 kB. There is one for each role, page of the menu and language that is in use.
MENUS = 200

Group = tuple[str, str, bool, tuple[tuple[str, str, str, str, bool], ...]]


@register.simple_tag(takes_context=True)
def staff_menu(context: dict[str, Any], groups: list[dict[str, Any]], is_open: bool) -> SafeString:
    """The groups of center.staff.menu; all open, or only the one of the page. The same menu is rendered once in a process.

    It stands on a staff page twice and was a fifth of the page's time.
    """
    path = context["request"].path
    lines = tuple(
        (
            group["app_label"],
            str(group["name"]),
            group["current"],
            tuple(
                (
                    model["object_name"].lower(),
                    str(model["name"]),
                    model["admin_url"] or "",
                    model["add_url"] or "",
                    bool(model["admin_url"]) and path.startswith(model["admin_url"]),
                )
                for model in group["models"]
            ),
        )
        for group in groups
    )
    render = _render if settings.DEBUG else _render_once
    return render(lines, is_open=is_open, language=get_language())


def _render(groups: tuple[Group, ...], *, is_open: bool, language: str | None) -> SafeString:
    """language: of the page, in which the template finds its own words."""
    return render_to_string("admin/_menu.html", {"groups": groups, "is_open": is_open})


_render_once = lru_cache(MENUS)(_render)
