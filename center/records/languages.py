"""Texts that exist in Thai and perhaps in English, as HTML with the right `lang` attribute."""

import re
from typing import Protocol

from django.template.defaultfilters import linebreaks_filter
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

THAI = re.compile("[\u0e01-\u0e5b]")


class Translated(Protocol):
    """A row with texts in two fields, `<field>_th` and `<field>_en`."""

    def in_language(self, field: str) -> str: ...


def bilingual(row: Translated, field: str) -> SafeString:
    """The row's text in the page's language. Thai on an English page gets lang="th", for screen readers."""
    thai = getattr(row, f"{field}_th")
    if get_language() != "en":
        return conditional_escape(thai)
    english = getattr(row, f"{field}_en")
    return conditional_escape(english) if english else format_html('<span lang="th">{}</span>', thai)


def bilingual_paragraphs(row: Translated, field: str) -> SafeString:
    """Like bilingual, for a text of several paragraphs, separated by empty lines."""
    paragraphs = linebreaks_filter(row.in_language(field))
    if get_language() == "en" and not getattr(row, f"{field}_en"):
        return format_html('<div lang="th">{}</div>', paragraphs)
    return paragraphs


def spoken(text: str) -> SafeString:
    """A text of one language only, such as a place or a file's name. Thai on an English page gets lang="th"."""
    if get_language() == "en" and THAI.search(str(text)):
        return format_html('<span lang="th">{}</span>', text)
    return conditional_escape(text)
