"""{% load documents %}: the row of a document in lists."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from center.documents.models import Document
from center.records.rendered import RenderedParts

register = template.Library()
_rows = RenderedParts(most=1000)


@register.simple_tag
def document_row(document: Document) -> SafeString:
    """The row of a document that was loaded for_rows(). No query."""
    return _rows.get(
        (document.row_values, get_language()),
        lambda: render_to_string("center/documents/_document_row.html", {"document": document}),
    )
