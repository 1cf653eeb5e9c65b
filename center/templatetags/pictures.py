"""{% load pictures %}{% picture product.first_picture sizes="(min-width: 620px) 18rem, 7rem" most=600 %}"""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from center.pictures.markup import picture_html, preload_html

register = template.Library()


@register.simple_tag
def picture(pic: Any, **options: Any) -> SafeString:
    """A Picture as <picture> element, or the placeholder for None and for a picture without files. No query.

    Options are those of `picture_html`: sizes, lazy, css, most, formats. An undefined template variable ("") counts as
    None.
    """
    return picture_html(pic or None, **options)


@register.simple_tag
def preload_picture(pic: Any, **options: Any) -> SafeString:
    """In the head: {% preload_picture product.pictures.all|first sizes="100vw" %}. Options: sizes, most. No query."""
    return preload_html(pic or None, **options)
