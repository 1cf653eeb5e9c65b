"""The public pages to measure: `python -m bench.addresses` prints them as JSON, address by title."""

import json
import os

import django

PRODUCTS_PER_PAGE = 24
FILTERS = "category=food&stars=5&price=50-100&price=100-300&season=4"


def addresses() -> dict[str, str]:
    """The home, every page of the site map, and the first row of each kind in sitemap.xml."""
    from django.urls import reverse

    from catalog.products.models import Product
    from center.records.pages import PAGES
    from center.records.sitemaps import SITEMAPS, RowSitemap

    products = reverse("catalog:product_list")
    last_page = -(-Product.objects.published().count() // PRODUCTS_PER_PAGE)
    found = {
        reverse("home"): reverse("home"),
        products: products,
        f"{products} deepest page": f"{products}?page={last_page}",
        f"{products} filtered": f"{products}?{FILTERS}",
    }
    for entry in SITEMAPS:
        if isinstance(entry, RowSitemap) and (row := entry.items().first()):
            address = row.get_absolute_url()
            found[f"{address.strip('/').rpartition('/')[0].join('//')}…/"] = address
    return found | {page.url: page.url for page in PAGES}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    print(json.dumps(addresses(), ensure_ascii=False))
