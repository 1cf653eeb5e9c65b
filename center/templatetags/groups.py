"""{% load groups %}: the row of a group in lists."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from center.people.models import Group
from center.records.rendered import RenderedParts

register = template.Library()
_rows = RenderedParts(most=1000)


@register.simple_tag
def group_row(group: Group, *, show_network: object) -> SafeString:
    """The row of a group that was loaded for_rows(), with its network's name if any value says so. No query."""
    context = {"group": group, "show_network": bool(show_network)}
    return _rows.get(
        (group.row_values, get_language(), bool(show_network)),
        lambda: render_to_string("center/people/_group_row.html", context),
    )
