"""{% load documents %}: the row of a document in lists."""

from django import template
from django.utils.safestring import SafeString

from center.documents.models import Document
from center.records.rendered import RenderedParts

register = template.Library()
_rows = RenderedParts(most=1000)


@register.simple_tag
def document_row(document: Document) -> SafeString:
    """The row of a document that was loaded for_rows(). No query."""
    return _rows.render("center/documents/_document_row.html", document.row_values, {"document": document})
