"""{% load groups %}: the row of a group in lists."""

from django import template
from django.utils.safestring import SafeString

from center.people.models import Group
from center.records.rendered import RenderedParts

register = template.Library()
_rows = RenderedParts(most=1000)


@register.simple_tag
def group_row(group: Group, *, show_network: object) -> SafeString:
    """The row of a group that was loaded for_rows(), with its network's name if any value says so. No query."""
    return _rows.render(
        "center/people/_group_row.html", group.row_values, {"group": group}, show_network=bool(show_network)
    )
