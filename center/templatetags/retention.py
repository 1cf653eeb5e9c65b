"""How long personal data is kept, for forms and the privacy page; read from the registry of periods."""

from django import template
from django.utils.translation import gettext as _

from center.records.retention import PERIODS

register = template.Library()


@register.simple_tag
def kept_for(key: str) -> str:
    """The length of a period: 90 วัน. Raises LookupError for an unregistered key."""
    period = PERIODS.get(key)
    if period is None:
        raise LookupError(f"No retention period {key!r} is registered.")
    return period.in_words


@register.simple_tag
def deleted_after(key: str) -> str:
    """The sentence beside a form: ลบเมื่อครบ 90 วัน."""
    return _("ลบเมื่อครบ %s") % kept_for(key)
