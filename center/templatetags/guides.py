"""Links to the guides about a staff page. {% load guides %}."""

from typing import Any

from django import template

from center.staff.guides import Guide, guides_about

register = template.Library()


@register.simple_tag(takes_context=True)
def guides_of_page(context: dict[str, Any]) -> list[Guide]:
    """The guides about the model of the page; none where a page has no model."""
    opts = context.get("opts")
    return guides_about(opts.label_lower) if opts else []
