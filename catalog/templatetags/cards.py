"""{% load cards %}: the card of a product in lists; Open Graph tags of a page, and its share links."""

from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from catalog.products.models import Producer, Product
from catalog.sharing import pictures
from catalog.sharing.cards import Card, of_producer, of_product
from catalog.sharing.drawing import SQUARE, WIDE
from center.records.addresses import line_share_url

register = template.Library()

# Rendered cards by everything they print, of each process; 1 to 2 KB each.
_rendered: dict[tuple[object, ...], SafeString] = {}
MOST_RENDERED = 5000


@register.simple_tag
def product_card(product: Product, *, lazy: bool) -> SafeString:
    """The card of a product that was loaded for_cards(). No query.

    Rendered once and kept under all that it prints, so it is never out of date. 24 cards were a third of the list's time.
    """
    key = (product.card_values, get_language(), lazy)
    card = _rendered.get(key)
    if card is None:
        if len(_rendered) >= MOST_RENDERED:
            _rendered.clear()
        card = render_to_string("catalog/showcase/_product_card.html", {"product": product, "lazy": lazy})
        _rendered[key] = card
    return card


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
