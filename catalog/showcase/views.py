from types import SimpleNamespace
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.products import months
from catalog.products.contacts import contact_of
from catalog.products.models import Certificate, Producer, Product, ProductPicture
from catalog.products.models.product import CARD_PICTURE_COLUMNS
from catalog.sharing import linked_data
from catalog.showcase import similar
from catalog.showcase.criteria import SORTS, Criteria
from catalog.showcase.index import FACETS
from catalog.showcase.indexing import current
from catalog.showcase.search import load, search
from center.office.maps import map_search
from center.places.models import Tambon
from center.records.addresses import find_by_address, moved
from center.records.cached_pages import cached_page
from center.records.facets import Chip, Facet, describe, without
from center.records.facets import chips as facet_chips
from thai.dates import month_name, month_short

PRODUCTS_PER_PAGE = 24
SIMILAR_PRODUCTS = 4
MORE_OF_PRODUCER = 4


@cached_page(*FACETS, "sort", "page")
def product_list(request: HttpRequest) -> HttpResponse:
    """The showcase: search, facets, sort order, pages. No query string is an error."""
    found = search(Criteria.read(request.GET))
    criteria = found.criteria
    page: Page[Any] = Paginator(found.products, PRODUCTS_PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = load([product.pk for product in page.object_list])
    context = {
        "page": page,
        "search": criteria.search,
        "criteria": criteria,
        "facets": found.facets,
        "chips": chips(found.facets, criteria),
        "sort_choices": sort_choices(criteria),
        "near_misses": found.near_misses,
        "hits": found.hits,
        "read_as": found.read_as,
        # Where names resemble the search text there are few hits, so that all of both stand on the first page.
        "hit_products": page.object_list[: found.hits],
        "near_products": page.object_list[found.hits :],
        "nearest": found.nearest,
        "nearest_query": criteria.address(q=found.nearest).urlencode(),
        "json_ld": linked_data.product_list(page),
    }
    return render(request, "catalog/showcase/product_list.html", context)


@cached_page()
def product_detail(request: HttpRequest, address: str) -> HttpResponseBase:
    """The page of a product."""
    products = Product.objects.published().select_related("producer__tambon", "category", "unit")
    certificates = Prefetch("certificates", Certificate.objects.select_related("kind"))
    try:
        product = find_by_address(products.prefetch_related("pictures", "star_ratings", certificates), address)
    except Http404:
        return taken_off(request, address)
    if response := moved(request, product):
        return response
    language = get_language() or "th"
    on_sale = months.unpack(product.months)
    this_month = timezone.localdate().month
    certificates_shown = [certificate for certificate in product.certificates.all() if certificate.may_be_shown]
    of_producer = [row.pk for row in current().of_producer.get(product.producer_id, ()) if row.pk != product.pk]
    more = of_producer[:MORE_OF_PRODUCER]
    cards = load(more + similar.to(product.pk, SIMILAR_PRODUCTS))
    context = {
        "product": product,
        "certificates": [row for row in certificates_shown if row.under_way or not row.has_expired],
        "expired_certificates": [row for row in certificates_shown if row.has_expired and not row.under_way],
        "contact": contact_of(product.producer),
        "maps": map_search(product.producer.map_words),
        "months": [
            SimpleNamespace(short=month_short(month, language), on=month in on_sale, now=month == this_month)
            for month in range(1, 13)
        ],
        "season_text": season_text(product, language),
        "next_season": next_season(product, this_month, language),
        "more_of_producer": [card for card in cards if card.producer_id == product.producer_id],
        "similar": [card for card in cards if card.producer_id != product.producer_id],
        "json_ld": linked_data.product(product),
    }
    return render(request, "catalog/showcase/product_detail.html", context)


def taken_off(request: HttpRequest, address: str) -> HttpResponse:
    """Status 404 with a link to the producer, for visitors with a printed QR code or an old link to an unpublished
    product. Discloses nothing of the product. Raises Http404 if there is no such product, or its producer is unpublished.
    """
    producers = Producer.objects.published()
    product = find_by_address(Product.objects.filter(producer__in=producers).select_related("producer"), address)
    return render(request, "catalog/showcase/product_taken_off.html", {"producer": product.producer}, status=404)


def sort_labels() -> dict[str, str]:
    """The sort orders with their labels."""
    return dict(zip(SORTS, [_("ตรงที่สุด"), _("ก-ฮ"), _("มาใหม่"), _("ราคาต่ำไปสูง"), _("ราคาสูงไปต่ำ")], strict=True))


def sort_choices(criteria: Criteria) -> list[SimpleNamespace]:
    """The orders that make sense for this list. The usual one has no value, so that a first search comes by match."""
    usual = "best" if criteria.search else "name"
    return [
        SimpleNamespace(value="" if sort == usual else sort, label=label, selected=sort == criteria.sort)
        for sort, label in sort_labels().items()
        if criteria.search or sort != "best"
    ]


def chips(facets: list[Facet], criteria: Criteria) -> list[Chip]:
    """The selected filters and prices. Their links are made from the criteria, not from the query string received."""
    query = criteria.address()
    prices = []
    for name, price, label in (
        ("min_price", criteria.min_price, _("ตั้งแต่ %s บาท")),
        ("max_price", criteria.max_price, _("ไม่เกิน %s บาท")),
    ):
        if price is not None:
            prices.append(Chip(label % f"{price:,f}", without(query, name, query.get(name, ""))))
    return [*facet_chips(query, facets), *prices]


def season_text(product: Product, language: str) -> str:
    """The months in which the product is sold, in words."""
    if product.sold_all_year:
        return _("มีขายทั้งปี")
    return _("มีขาย %s") % months.in_words(product.months, language)


def next_season(product: Product, this_month: int, language: str) -> str:
    """When it is sold again, in words; empty while it is sold."""
    month = months.next_month_of_sale(product.months, this_month)
    return "" if month == this_month else _("มีขายอีกครั้งเดือน%s") % month_name(month, language)


PRODUCERS_PER_PAGE = 30


@cached_page("tambon", "page")
def producer_list(request: HttpRequest) -> HttpResponse:
    """All producers: search by name or place, filter by tambon."""
    tambons = {tambon.code: tambon.name for tambon in Tambon.objects.all()}
    criteria = Criteria.read(request.GET).knowing({"tambon": tambons})
    found = Producer.objects.published().containing(criteria.search)
    facets = [facet for facet in [_tambons(found, tambons, criteria)] if facet.choices]
    if criteria.tambons:
        found = found.filter(tambon__in=criteria.tambons)
    producers = found.for_rows().order_by("sort_key", "pk")
    page = Paginator(producers, PRODUCERS_PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    set_products(page.object_list)
    context = {
        "page": page,
        "search": criteria.search,
        "facets": facets,
        "chips": facet_chips(criteria.address(), facets),
    }
    return render(request, "catalog/showcase/producer_list.html", context)


def set_products(producers: list[Producer]) -> None:
    """Give each producer what its row shows: `shown_products`, from the showcase's index, and `first_picture` of one of
    them. Two queries.
    """
    products = current().of_producer
    first_pictures = _first_pictures(producers)
    for producer in producers:
        producer.shown_products = products.get(producer.pk, [])
        producer.first_picture = first_pictures.get(producer.pk)


def _first_pictures(producers: list[Producer]) -> dict[int, ProductPicture]:
    """Producer id -> the first picture of its published products. Two queries."""
    products = Product.objects.published().filter(producer__in=producers)
    pictures = ProductPicture.objects.filter(product__in=products)
    ordered = pictures.order_by("product__sort_key", "product_id", "position", "pk")
    first: dict[int, int] = {}
    for producer, picture in ordered.values_list("product__producer", "pk"):
        first.setdefault(producer, picture)
    found = ProductPicture.objects.only(*CARD_PICTURE_COLUMNS).in_bulk(first.values())
    return {producer: found[picture] for producer, picture in first.items() if picture in found}


@cached_page()
def producer_detail(request: HttpRequest, address: str) -> HttpResponseBase:
    """The page of a producer, with all their products."""
    producer = find_by_address(Producer.objects.published().select_related("tambon"), address)
    if response := moved(request, producer):
        return response
    products = Product.objects.published().filter(producer=producer).for_cards().order_by("sort_key", "pk")
    context = {
        "producer": producer,
        "products": products,
        "contact": contact_of(producer),
        "maps": map_search(producer.map_words),
        "json_ld": linked_data.producer(producer),
    }
    return render(request, "catalog/showcase/producer_detail.html", context)


def _tambons(found, labels: dict[str, str], criteria: Criteria) -> Facet:
    counts = dict(found.order_by().values_list("tambon").annotate(Count("pk")))
    return describe("tambon", _("ตำบล"), labels, counts, criteria.tambons)
