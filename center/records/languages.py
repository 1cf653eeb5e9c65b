"""Texts that exist in Thai and perhaps in English, as HTML that says which language they are in."""

import re

from django.db.models import Model
from django.template.defaultfilters import linebreaks_filter
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

THAI = re.compile("[\u0e01-\u0e5b]")


def bilingual(row: Model, field: str) -> SafeString:
    """The row's text in the page's language; Thai on an English page is marked, so that it is read out as Thai."""
    if get_language() == "en" and not getattr(row, f"{field}_en"):
        return format_html('<span lang="th">{}</span>', getattr(row, f"{field}_th"))
    return conditional_escape(row.in_language(field))


def bilingual_paragraphs(row: Model, field: str) -> SafeString:
    """Like bilingual, for texts of several paragraphs: an empty line begins the next. All of them are marked."""
    paragraphs = linebreaks_filter(row.in_language(field))
    if get_language() == "en" and not getattr(row, f"{field}_en"):
        return format_html('<div lang="th">{}</div>', paragraphs)
    return paragraphs


def spoken(text: str) -> SafeString:
    """A text of one language only, such as a place or a file's name; Thai letters on an English page are marked."""
    if get_language() == "en" and THAI.search(str(text)):
        return format_html('<span lang="th">{}</span>', text)
    return conditional_escape(text)
