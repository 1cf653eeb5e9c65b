"""Texts that exist in Thai and perhaps in English."""

from django import template
from django.db.models import Model
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.filter
def bilingual(row: Model, field: str) -> SafeString:
    """The row's text in the page's language; Thai on an English page is marked, so that it is read out as Thai."""
    if get_language() == "en" and not getattr(row, f"{field}_en"):
        return format_html('<span lang="th">{}</span>', getattr(row, f"{field}_th"))
    return conditional_escape(row.in_language(field))
