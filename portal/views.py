from types import SimpleNamespace

from django.conf import settings
from django.db.models import Count, Q
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from catalog.products.models import Category, Product
from catalog.products.models.product import ProductQuerySet
from center.documents.models import Document
from center.news.models import Announcement
from center.places.models import Tambon
from consultations.outreach.models import OutreachEvent
from consultations.outreach.texts import place_name

PRODUCTS = 4
NEXT_EVENTS = 3
LATEST_NEWS = 3
MOST_ASKED_FORMS = 4


def home(request: HttpRequest) -> HttpResponse:
    """What one comes for, search box, next events, latest news, products of this month, most downloaded forms.

    Seven queries beside the office status.
    """
    shown = Q(products__published_at__lte=Now(), products__producer__published_at__lte=Now())
    categories = Category.objects.annotate(shown=Count("products", shown)).order_by("position")
    of_tambon = Q(producers__products__published_at__lte=Now(), producers__published_at__lte=Now())
    tambons = Tambon.objects.annotate(shown=Count("producers__products", of_tambon)).order_by("sort_key")
    context = {
        "categories": _tiles("category", categories),
        "tambons": _tiles("tambon", tambons),
        "events": [(event, place_name(event)) for event in OutreachEvent.objects.published().next()[:NEXT_EVENTS]],
        "products": _products_of(timezone.localdate().month),
        "news": Announcement.objects.published().newest()[:LATEST_NEWS],
        "documents": Document.objects.published().most_asked()[:MOST_ASKED_FORMS],
    }
    return render(request, "home.html", context)


def _products_of(month: int) -> ProductQuerySet:
    """Those sold in a month, newest first."""
    products: ProductQuerySet = Product.objects.published().sold_in(month).for_cards()
    return products.order_by("-published_at", "-pk")[:PRODUCTS]


def _tiles(parameter: str, rows) -> list[SimpleNamespace]:
    """Links to the filtered showcase, for rows with published products."""
    showcase = reverse("catalog:product_list")
    return [
        SimpleNamespace(name=row.name, count=row.shown, url=f"{showcase}?{parameter}={row.code}")
        for row in rows
        if row.shown
    ]


def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: everything but the staff site may be crawled; nothing of a demonstration site."""
    lines = ["User-agent: *", "Disallow: /" if settings.DEMO else "Disallow: /admin/"]
    if not settings.DEMO:
        lines += ["Disallow: /en/admin/", f"Sitemap: {settings.SITE_URL}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
