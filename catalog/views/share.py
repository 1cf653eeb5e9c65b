from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from catalog import cards
from catalog.models import Producer, Product
from catalog.share_drawing import SHAPES, WIDE
from catalog.share_pictures import jpeg, share_picture
from center.views.addresses import find_by_address
from center.views.media import ONE_YEAR, guard

FIVE_MINUTES = 300  # seconds, for whoever asks without the version that the pages name


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
    wanted = shown = share_picture(card, SHAPES.get(request.GET.get("shape", ""), WIDE))
    response = get_conditional_response(request, f'"{wanted.version}"')
    if response is None:
        content, shown = jpeg(wanted)
        response = HttpResponse(content, content_type="image/jpeg")
        # Says to the compressing middleware that there is nothing left to squeeze out of a picture.
        response["Content-Encoding"] = "identity"
    response["ETag"] = f'"{shown.version}"'
    for_good = request.GET.get("v") == shown.version
    response["Cache-Control"] = (
        f"public, max-age={ONE_YEAR}, immutable" if for_good else f"public, max-age={FIVE_MINUTES}"
    )
    guard(response)
    return response
