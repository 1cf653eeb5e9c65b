from collections.abc import Iterable, Mapping
from itertools import islice
from types import SimpleNamespace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from catalog.products.models import Category
from catalog.showcase.indexing import current
from catalog.showcase.search import load
from center.documents.models import Document
from center.news.models import Announcement
from center.places.models import Tambon
from center.records.cached_pages import cached_page
from consultations.outreach.models import OutreachEvent
from consultations.outreach.texts import place_name

PRODUCTS = 4
NEXT_EVENTS = 3
LATEST_NEWS = 3
MOST_ASKED_FORMS = 4


@cached_page()
def home(request: HttpRequest) -> HttpResponse:
    """What one comes for, search box, next events, latest news, products of this month, most downloaded forms.

    Six queries beside the office status; what is on sale and its counts come from the showcase's index.
    """
    index = current()
    month = timezone.localdate().month
    sold_now = (product.pk for product in index.newest_first if month in product.season)
    context = {
        "categories": _tiles("category", index.categories, index.counts["category"]),
        "tambons": _tiles("tambon", index.tambons, index.counts["tambon"]),
        "events": [(event, place_name(event)) for event in OutreachEvent.objects.published().next()[:NEXT_EVENTS]],
        "products": load(list(islice(sold_now, PRODUCTS))),
        "news": Announcement.objects.published().newest()[:LATEST_NEWS],
        "documents": Document.objects.published().most_asked()[:MOST_ASKED_FORMS],
    }
    return render(request, "home.html", context)


def _tiles(parameter: str, rows: Iterable[Category | Tambon], counts: Mapping[str | int, int]) -> list[SimpleNamespace]:
    """Links to the filtered showcase, for rows with published products."""
    showcase = reverse("catalog:product_list")
    return [
        SimpleNamespace(name=row.name, count=counts[row.code], url=f"{showcase}?{parameter}={row.code}")
        for row in rows
        if counts[row.code]
    ]


def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: everything but the staff site may be crawled; nothing of a demonstration site."""
    lines = ["User-agent: *", "Disallow: /" if settings.DEMO else "Disallow: /admin/"]
    if not settings.DEMO:
        lines += ["Disallow: /en/admin/", f"Sitemap: {settings.SITE_URL}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
