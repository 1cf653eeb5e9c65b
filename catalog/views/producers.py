from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from catalog import linked_data
from catalog.contacts import contact_of
from catalog.criteria import Criteria
from catalog.models import Producer, Product
from center.facets import Facet, chips, describe
from center.models import Tambon
from center.views.addresses import find_by_address, moved

PRODUCERS_PER_PAGE = 30


def producer_list(request: HttpRequest) -> HttpResponse:
    """All producers, found by name or place, filtered by tambon."""
    tambons = {tambon.code: tambon.name for tambon in Tambon.objects.all()}
    criteria = Criteria.read(request.GET).knowing({"tambon": tambons})
    found = Producer.objects.published().containing(criteria.search)
    facets = [facet for facet in [_tambons(found, tambons, criteria)] if facet.choices]
    if criteria.tambons:
        found = found.filter(tambon__in=criteria.tambons)
    shown = Count("products", Q(products__published_at__lte=Now()))
    producers = found.for_rows().annotate(product_count=shown).order_by("sort_key", "pk")
    context = {
        "page": Paginator(producers, PRODUCERS_PER_PAGE).get_page(request.GET.get("page")),
        "search": criteria.search,
        "facets": facets,
        "chips": chips(criteria.address(), facets),
    }
    return render(request, "catalog/producer_list.html", context)


def producer_detail(request: HttpRequest, address: str) -> HttpResponse:
    """One producer with all their products."""
    producer = find_by_address(Producer.objects.published().select_related("tambon"), address)
    if response := moved(request, producer):
        return response
    products = Product.objects.published().filter(producer=producer).for_cards().order_by("sort_key", "pk")
    context = {
        "producer": producer,
        "products": products,
        "contact": contact_of(producer),
        "json_ld": linked_data.producer(producer),
    }
    return render(request, "catalog/producer_detail.html", context)


def _tambons(found, labels: dict[str, str], criteria: Criteria) -> Facet:
    counts = dict(found.order_by().values_list("tambon").annotate(Count("pk")))
    return describe("tambon", _("ตำบล"), labels, counts, criteria.tambons)
