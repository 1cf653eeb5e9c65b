"""Entries of the showcase in registries of the whole website."""

from django.utils.translation import gettext_lazy as _

from catalog.products.models import Producer, Product
from catalog.showcase.criteria import Criteria
from catalog.showcase.search import load, search
from center.records.languages import bilingual, spoken
from center.records.pages import GOODS, PAGES, Page
from center.records.site_search import EACH, KINDS, Group, Hit, RowKind, Words, all_url


class ProductKind:
    """Products are found by the showcase's own search, which knows stars, seasons and near names."""

    key = "products"
    position = 10

    def find(self, words: Words, typed: str) -> Group:
        found = search(Criteria(search=typed, sort="best"))
        products = load([product.pk for product in found.products[: min(found.hits, EACH)]])
        hits = [Hit(bilingual(product, "name"), product.get_absolute_url(), _note(product)) for product in products]
        return Group(
            self.key, _("สินค้า OTOP"), found.hits, hits, all_url("catalog:product_list", typed), asked=found.nearest
        )

    def names(self) -> None:
        """None: find() asks for near names itself."""


def _note(product: Product) -> str:
    return f"{product.producer.name} · {product.price_text}"


PAGES.add(
    Page("catalog:product_list", _("สินค้า OTOP"), GOODS, 10, "products สินค้า โอทอป ผลิตภัณฑ์"),
    Page("catalog:producer_list", _("ผู้ผลิต OTOP"), GOODS, 20, "producers ผู้ผลิต กลุ่ม โอทอป"),
)
KINDS.add(
    ProductKind(),
    RowKind(
        "producers",
        20,
        _("ผู้ผลิต OTOP"),
        rows=lambda: Producer.objects.published().for_rows().order_by("sort_key", "pk"),
        note=lambda row: spoken(row.place_text),
        list_view="catalog:producer_list",
    ),
)
