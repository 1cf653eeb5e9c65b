"""Cards and price lists for printing, and share pictures for chats."""

import re
from types import SimpleNamespace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.products.models import Producer, Product
from catalog.products.models.product import LONG_TEXTS
from catalog.sharing import cards
from catalog.sharing.drawing import SHAPES, WIDE
from catalog.sharing.pictures import jpeg, share_picture
from center.pictures.views import drawn_picture
from center.records.addresses import find_by_address
from center.records.cached_pages import cached_page


@require_safe
def product_share(request: HttpRequest, address: str) -> HttpResponse:
    """A product's share picture, 1200 x 630 pixels, or with ?shape=square 1080 x 1080."""
    products = Product.objects.published().select_related("producer__tambon", "unit").prefetch_related("pictures")
    return _picture(request, cards.of_product(find_by_address(products, address)))


@require_safe
def producer_share(request: HttpRequest, address: str) -> HttpResponse:
    """A producer's share picture, with the same parameters as a product's."""
    producer = find_by_address(Producer.objects.published().select_related("tambon"), address)
    products = Product.objects.published().filter(producer=producer).for_cards().order_by("sort_key", "pk")
    return _picture(request, cards.of_producer(producer, list(products)))


def _picture(request: HttpRequest, card: cards.Card) -> HttpResponse:
    picture = share_picture(card, SHAPES.get(request.GET.get("shape", ""), WIDE))

    def draw() -> tuple[bytes, str]:
        content, shown = jpeg(picture)
        return content, shown.version

    return drawn_picture(request, picture.version, draw)


CARDS_ON_A_SHEET = 4
LABELS_ON_A_SHEET = 10
MOST_LABELS = 100
NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


@cached_page("sheet", "color")
@require_safe
def product_card(request: HttpRequest, address: str) -> HttpResponse:
    """A product's card for printing: one on A6, or with ?sheet=1 four on A4; with ?color=1 in color."""
    products = Product.objects.published().select_related("producer__tambon", "unit")
    return _card_page(request, cards.of_product(find_by_address(products, address)))


@cached_page("sheet", "color")
@require_safe
def producer_card(request: HttpRequest, address: str) -> HttpResponse:
    """A producer's card for printing, with the same parameters as a product's."""
    producer = find_by_address(Producer.objects.published().select_related("tambon"), address)
    return _card_page(request, cards.of_producer(producer, _products_of(producer)))


@cached_page("color")
@require_safe
def product_cards(request: HttpRequest, address: str) -> HttpResponse:
    """The cards of all published products of one producer, four different ones on each A4; with ?color=1 in color."""
    producer = find_by_address(Producer.objects.published().select_related("tambon"), address)
    faces = [cards.Card(product, producer) for product in _products_of(producer)]
    color = request.GET.get("color") == "1"
    context = {
        "card": cards.Card(producer, producer),
        "sheets": [faces[start : start + CARDS_ON_A_SHEET] for start in range(0, len(faces), CARDS_ON_A_SHEET)],
        "color": color,
        "choices": [
            _choice(_("ขาวดำ"), chosen=not color, color=False),
            _choice(_("สี"), chosen=color, color=True),
        ],
        "today": timezone.localdate(),
    }
    return render(request, "catalog/sharing/product_cards_print.html", context)


@require_safe
def shelf_labels(request: HttpRequest) -> HttpResponse:
    """Labels of several products for the shelf, ten on A4: ?product=1&product=2, or ?producer=1 for all of a producer.

    Of products that the public may see, since the code leads to their pages. At most MOST_LABELS.
    """
    numbers = {int(text) for text in request.GET.getlist("product")[:MOST_LABELS] if NUMBER.fullmatch(text)}
    products = Product.objects.published().select_related("producer__tambon", "unit").defer(*LONG_TEXTS)
    if NUMBER.fullmatch(producer := request.GET.get("producer", "")):
        products = products.filter(producer=int(producer))
    else:
        products = products.filter(pk__in=numbers)
    faces = [
        cards.of_product(product) for product in products.order_by("producer__sort_key", "sort_key", "pk")[:MOST_LABELS]
    ]
    context = {
        "sheets": [faces[start : start + LABELS_ON_A_SHEET] for start in range(0, len(faces), LABELS_ON_A_SHEET)],
        "missing": max(0, len(numbers) - len(faces)),
    }
    return render(request, "catalog/sharing/shelf_labels_print.html", context)


@cached_page()
@require_safe
def price_list(request: HttpRequest, address: str) -> HttpResponse:
    """All published products of one producer with their prices, for printing on A4."""
    producer = find_by_address(Producer.objects.published().select_related("tambon"), address)
    products = _products_of(producer)
    context = {
        "card": cards.of_producer(producer, products),
        "products": products,
        "as_of": cards.as_of(producer, products),
        "today": timezone.localdate(),
    }
    return render(request, "catalog/sharing/price_list.html", context)


def _products_of(producer: Producer) -> list[Product]:
    products = Product.objects.published().filter(producer=producer).select_related("unit")
    return list(products.order_by("sort_key", "pk"))


def _card_page(request: HttpRequest, card: cards.Card) -> HttpResponse:
    sheet, color = (request.GET.get(name) == "1" for name in ("sheet", "color"))
    context = {
        "card": card,
        "copies": range(CARDS_ON_A_SHEET if sheet else 1),
        "sheet": sheet,
        "color": color,
        "choices": [
            _choice(_("การ์ดหนึ่งใบ (A6)"), chosen=not sheet, sheet=False, color=color),
            _choice(_("สี่ใบบน A4"), chosen=sheet, sheet=True, color=color),
            _choice(_("ขาวดำ"), chosen=not color, sheet=sheet, color=False),
            _choice(_("สี"), chosen=color, sheet=sheet, color=True),
        ],
        "today": timezone.localdate(),
    }
    return render(request, "catalog/sharing/card.html", context)


def _choice(label: str, *, chosen: bool, **options: bool) -> SimpleNamespace:
    """A link to the same page with other options; options with their default value are left out of the URL."""
    query = urlencode({name: 1 for name, wanted in options.items() if wanted})
    return SimpleNamespace(label=label, url=f"?{query}" if query else "./", chosen=chosen)
