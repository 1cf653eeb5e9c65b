"""What the products package registers for the whole website."""

from collections.abc import Iterable

from django.urls import reverse

from catalog.products import demo
from catalog.products.admin.waiting import counts
from catalog.products.models import Producer, Product
from center.access.rights import content
from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from center.records.demonstration import DEMONSTRATIONS, Demonstration
from center.records.sitemaps import SITEMAPS, RowSitemap
from center.staff.menu import MENU, MenuEntry
from center.staff.waiting import WORK, Waiting, WaitingWork


def waiting_products() -> Iterable[Waiting]:
    """The tiles of the admin's start page. One query each."""
    url = reverse("admin:catalog_product_changelist")
    for name, label, count in counts():
        yield Waiting(name, label, count, f"{url}?waiting={name}")


SITEMAPS.add(
    RowSitemap("products", 10, lambda: Product.objects.published()),
    RowSitemap("producers", 20, lambda: Producer.objects.published()),
)
content("catalog.product", "catalog.productpicture", "catalog.producer", "catalog.starrating", "catalog.category")
content("catalog.unit", "catalog.certificate", "catalog.certificatekind")
WORK.add(WaitingWork("products", 20, ("catalog.view_product", "catalog.change_product"), waiting_products))
MENU.add(
    MenuEntry("catalog.product", 110),
    MenuEntry("catalog.producer", 120),
    MenuEntry("catalog.certificate", 130),
    MenuEntry("catalog.starrating", 140),
    MenuEntry("catalog.category", 170),
    MenuEntry("catalog.unit", 180),
    MenuEntry("catalog.certificatekind", 190),
)
DEMONSTRATIONS.add(Demonstration("products", 10, demo.load, demo.remove))
ROWS_OF_PERSON.add(RowsOfPerson(Producer, "contact", 40))
