"""{% load cards %}: what LINE and Facebook read in a page's head, and the ways of passing a page on."""

from django import template
from django.template import Context
from django.utils.translation import get_language

from catalog.products.models import Producer, Product
from catalog.sharing import pictures
from catalog.sharing.cards import Card, of_producer, of_product
from catalog.sharing.drawing import SQUARE
from center.records.addresses import line_share_url

register = template.Library()


@register.inclusion_tag("catalog/sharing/_share_head.html", takes_context=True)
def share_head(context: Context, row: Product | Producer, products: list[Product] | None = None) -> dict:
    """Open Graph for LINE and Facebook. A producer comes with their products, loaded for cards. No further query."""
    card = _card(row, products)
    return {
        "row": row,
        "card": card,
        "page_description": context["page_description"],
        "image": pictures.share_picture_address(card),
        "shape": pictures.WIDE,
        "english": get_language() == "en",
    }


@register.inclusion_tag("catalog/sharing/_share_links.html")
def share_links(row: Product | Producer, products: list[Product] | None = None) -> dict:
    """Passing on by LINE, the card, the price list, the square picture, the page's QR code, as share_head. No query."""
    card = _card(row, products)
    return {
        "row": row,
        "card": card,
        "line_share_url": line_share_url(row),
        "image": pictures.share_picture_address(card, SQUARE),
    }


def _card(row: Product | Producer, products: list[Product] | None) -> Card:
    return of_product(row) if isinstance(row, Product) else of_producer(row, list(products or ()))
