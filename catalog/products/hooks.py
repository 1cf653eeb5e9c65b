"""What the products package registers for the whole website."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse

from catalog.products import demo
from catalog.products.admin.waiting import waiting_rows
from catalog.products.models import (
    Category,
    Certificate,
    CertificateKind,
    Producer,
    Product,
    ProductPicture,
    StarRating,
    Unit,
)
from catalog.products.phone_consent import hide_withdrawn
from center.access.rights import content
from center.people.models import Consent
from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from center.records.changes import AFTER_WRITING, AfterWriting
from center.records.demonstration import DEMONSTRATIONS, Demonstration
from center.records.page_parts import PAGE_PARTS, PagePart
from center.records.sitemaps import SITEMAPS, RowSitemap
from center.records.table_versions import track
from center.staff.guides import GUIDES, Guide
from center.staff.home import SEARCHED, SearchedKind
from center.staff.menu import MENU, MenuEntry
from center.staff.waiting import WORK, Waiting, WaitingWork


def waiting_products() -> Iterable[Waiting]:
    """The tiles of the admin's start page. No query."""
    url = reverse("admin:catalog_product_changelist")
    for name, label, rows in waiting_rows():
        yield Waiting(name, label, rows, f"{url}?waiting={name}")


# Shown on a group's page; the rest stands on the pages of its producers.
MOST_OF_A_GROUP = 8


def products_of_group(request: HttpRequest, group: Model) -> dict[str, Any] | None:
    """What a group makes and as which producers it sells. Three queries, one where it is no producer."""
    producers = list(Producer.objects.published().filter(group=group).order_by("sort_key", "pk"))
    if not producers:
        return None
    products = Product.objects.published().filter(producer__in=producers).for_cards()
    return {"producers": producers, "products": products.order_by("sort_key", "pk")[:MOST_OF_A_GROUP]}


PAGE_PARTS.add(PagePart("group-products", 10, "group", "catalog/products/_of_group.html", products_of_group))
SITEMAPS.add(
    RowSitemap("products", 10, lambda: Product.objects.published()),
    RowSitemap("producers", 20, lambda: Producer.objects.published()),
)
content("catalog.product", "catalog.productpicture", "catalog.producer", "catalog.starrating", "catalog.category")
content("catalog.unit", "catalog.certificate", "catalog.certificatekind")
WORK.add(WaitingWork("products", 20, ("catalog.view_product", "catalog.change_product"), waiting_products))
GUIDES.add(Guide("add-a-product", 10, ("catalog.product",)))
MENU.add(
    MenuEntry("catalog.product", 110),
    MenuEntry("catalog.producer", 120),
    MenuEntry("catalog.certificate", 130),
    MenuEntry("catalog.starrating", 140),
    MenuEntry("catalog.category", 602),
    MenuEntry("catalog.unit", 604),
    MenuEntry("catalog.certificatekind", 606),
)
DEMONSTRATIONS.add(Demonstration("products", 10, demo.load, demo.remove))
ROWS_OF_PERSON.add(
    RowsOfPerson(Producer, "contact", 40, pending=lambda rows: rows, forget=lambda rows: rows.update(contact=None))
)
AFTER_WRITING.add(AfterWriting("hidden-phones", 60, lambda model: model is Consent, hide_withdrawn))
SEARCHED.add(SearchedKind("catalog.producer", 30), SearchedKind("catalog.product", 50))
track(Category, Certificate, CertificateKind, Producer, Product, ProductPicture, StarRating, Unit)
