"""{% load stylesheet %}: tags for the head of every page."""

import json
import re
from typing import Any

from django import template
from django.template import Context, Node, NodeList
from django.template.base import Parser, Token
from django.utils.safestring import SafeString, mark_safe

from portal.stylesheet import STYLESHEET, stylesheet

register = template.Library()

_ENDING = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


class Remember(Node):
    """Renders its content into a variable and prints nothing."""

    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist, self.name = nodelist, name

    def render(self, context: Context) -> str:
        text = re.sub(r"[ \t\r\n]+", " ", self.nodelist.render(context)).strip(" ")
        context[self.name] = mark_safe(text)  # noqa: S308 rendered by the template, escaped where it has to be
        return ""


@register.tag
def remember(parser: Parser, token: Token) -> Remember:
    """{% remember as NAME %}…{% endremember %}: for a block's content that is printed in two places.

    A text for attributes: its lines are joined by single spaces.
    """
    _remember, _as, name = token.split_contents()
    nodelist = parser.parse(("endremember",))
    parser.delete_first_token()
    return Remember(nodelist, name)


@register.simple_tag
def inline_css(name: str = STYLESHEET) -> SafeString:
    """One of portal.stylesheet.STYLESHEETS in a <style> element; the Content-Security-Policy allows it by its hash."""
    return mark_safe(f"<style>{stylesheet(name)}</style>")  # noqa: S308 our own file, built by us


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    """JSON-LD in a <script> that browsers don't run; characters that could end the element are escaped."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ENDING)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 escaped just above
