"""{% load cards %}: Open Graph tags of a page, and its share links."""

from typing import Any

from django import template
from django.template import Context
from django.utils.translation import get_language

from catalog.products.models import Producer, Product
from catalog.sharing import pictures
from catalog.sharing.cards import Card, of_producer, of_product
from catalog.sharing.drawing import SQUARE, WIDE
from center.records.addresses import line_share_url

register = template.Library()


@register.inclusion_tag("catalog/sharing/_share_head.html", takes_context=True)
def share_head(context: Context, row: Product | Producer, products: list[Product] | None = None) -> dict[str, Any]:
    """Open Graph tags for LINE and Facebook. products: of a producer, loaded for_cards(). No query."""
    card = _card(row, products)
    return {
        "row": row,
        "card": card,
        "page_description": context["page_description"],
        "image": pictures.share_picture_address(card),
        "shape": WIDE,
        "english": get_language() == "en",
    }


@register.inclusion_tag("catalog/sharing/_share_links.html")
def share_links(row: Product | Producer, products: list[Product] | None = None) -> dict[str, Any]:
    """Links to LINE, card, price list and square picture, and the page's QR code. Arguments as of share_head. No query."""
    card = _card(row, products)
    return {
        "row": row,
        "card": card,
        "line_share_url": line_share_url(row),
        "image": pictures.share_picture_address(card, SQUARE),
    }


def _card(row: Product | Producer, products: list[Product] | None) -> Card:
    return of_product(row) if isinstance(row, Product) else of_producer(row, list(products or ()))
