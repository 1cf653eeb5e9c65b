"""`{% inline_css %}`: the page's own stylesheet, inside the page."""

import json

from django import template
from django.utils.safestring import SafeString, mark_safe

from portal.look import stylesheet

register = template.Library()

_ENDING = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@register.simple_tag
def inline_css() -> SafeString:
    """The built stylesheet in a <style> element; the Content-Security-Policy allows it by its hash."""
    return mark_safe(f"<style>{stylesheet()}</style>")  # noqa: S308 our own file, built by us


@register.simple_tag
def json_ld(data: dict) -> SafeString:
    """Linked data in a <script> that browsers don't run; characters that could end it early are escaped."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ENDING)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 escaped just above
