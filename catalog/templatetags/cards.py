"""{% load cards %}: the card of a product and the row of a producer in lists; Open Graph tags of a page, its share links."""

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from catalog.products.models import Producer, Product
from catalog.sharing import pictures
from catalog.sharing.cards import Card, of_producer, of_product
from catalog.sharing.drawing import SQUARE, WIDE
from center.records.addresses import line_share_url
from center.records.rendered import RenderedParts

register = template.Library()

_cards = RenderedParts()
_producer_rows = RenderedParts()


@register.simple_tag
def product_card(product: Product, *, lazy: bool) -> SafeString:
    """The card of a product that was loaded for_cards(). No query. 24 cards were a third of the list's time."""
    return _cards.render("catalog/showcase/_product_card.html", product.card_values, {"product": product}, lazy=lazy)


@register.simple_tag
def producer_row(producer: Producer, *, lazy: bool) -> SafeString:
    """The row of a producer in the list, whose view has set its products and picture. No query. 30 were half of its time."""
    context = {"producer": producer}
    return _producer_rows.render("catalog/showcase/_producer_row.html", producer.row_values, context, lazy=lazy)


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
