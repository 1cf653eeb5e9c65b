from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from catalog import cards
from catalog.models import Producer, Product
from catalog.share_drawing import SHAPES, WIDE
from catalog.share_pictures import jpeg, share_picture
from center.views.addresses import find_by_address
from center.views.media import drawn_picture


@require_safe
def product_share(request: HttpRequest, address: str) -> HttpResponse:
    """A product's ready-made picture, 1200 x 630 pixels, or with ?shape=square 1080 x 1080."""
    products = Product.objects.published().for_cards()
    return _picture(request, cards.of_product(find_by_address(products, address)))


@require_safe
def producer_share(request: HttpRequest, address: str) -> HttpResponse:
    """A producer's ready-made picture, as a product's."""
    producer = find_by_address(Producer.objects.published().select_related("tambon"), address)
    products = Product.objects.published().filter(producer=producer).for_cards().order_by("sort_key", "pk")
    return _picture(request, cards.of_producer(producer, list(products)))


def _picture(request: HttpRequest, card: cards.Card) -> HttpResponse:
    picture = share_picture(card, SHAPES.get(request.GET.get("shape", ""), WIDE))

    def draw() -> tuple[bytes, str]:
        content, shown = jpeg(picture)
        return content, shown.version

    return drawn_picture(request, picture.version, draw)
