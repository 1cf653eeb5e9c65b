"""What an import reads from the database: names for parsing, and the producers and products to compare with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.utils.translation import gettext_noop

from catalog.importing.identity import Identity, OwnNumber, SourceKey, Value, Values, names_of_producer
from catalog.importing.models import ImportRow
from catalog.importing.rows import ProductOrProducer
from catalog.products.models import Category, Producer, Product, Unit
from center.places import tambons
from center.sheets.sheet import SheetRefused
from thai.folding import fold, identity_of

GUESSED_CATEGORY = "food"  # of new products without one; most products of the sheets are food


@dataclass(frozen=True)
class Known:
    """Codes of tambons and categories, and primary keys of units, by their folded names."""

    tambons: Mapping[str, str]
    categories: Mapping[str, str]
    units: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Self:
        """Three queries. Raises SheetRefused where there are no categories yet."""
        categories = {label: category.code for category in Category.objects.all() for label in category.known_as()}
        if GUESSED_CATEGORY not in categories.values():
            raise SheetRefused(gettext_noop("ยังไม่มีประเภทผลิตภัณฑ์ในระบบ จึงนำเข้าไม่ได้"))
        units = {fold(name): unit.pk for unit in Unit.objects.all() for name in (unit.name_en, unit.name_th) if name}
        return cls(tambons.codes_by_name(), categories, units)


def stored_value(row: models.Model, name: str) -> Value:
    """A column's value as in sheets and in JSON: the category by its code, amounts and days as texts, stars as "5/2024"."""
    if isinstance(row, Product) and name == "category":
        return row.category.code
    if isinstance(row, Product) and name == "rating":
        return f"{row.latest_stars}/{row.latest_year}" if row.latest_rating else None
    value: Value | Decimal | date = getattr(row, name)
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else value


def set_value(row: models.Model, name: str, value: Value, categories: Mapping[str, Category]) -> list[str]:
    """The reverse of stored_value; returns the fields that were set. categories: by their codes."""
    if isinstance(row, Product) and name == "rating":
        stars, _slash, year = str(value or "").partition("/")
        row.latest_stars = int(stars) if stars else None
        row.latest_year = int(year) if year else None
        return ["latest_stars", "latest_year"]
    if name == "category":
        setattr(row, name, categories[str(value)])
    elif name in ("price_low", "price_high"):
        setattr(row, name, None if value in ("", None) else Decimal(str(value)))
    elif name == "confirmed_on":
        setattr(row, name, date.fromisoformat(str(value)) if value else None)
    else:
        setattr(row, name, value)
    return [name]


class Stored:
    """Producers and products by identity and by names, with their last imported values. Three queries."""

    def __init__(self, rows: Iterable[ProductOrProducer]) -> None:
        self._sheet: set[Identity] = set()
        for row in rows:
            self._sheet |= {row.producer.identity, row.identity}
        producers = list(Producer.objects.select_related("tambon", "group").order_by("pk"))
        self._producers: dict[Identity, Producer] = {OwnNumber(producer.pk): producer for producer in producers}
        self._producers |= {SourceKey(producer.source_key): producer for producer in producers if producer.source_key}
        self._producer_by_names = {names_of_producer(vars(producer)): producer for producer in reversed(producers)}
        self._taken = {found.pk for identity, found in self._producers.items() if identity in self._sheet}
        products = list(Product.objects.select_related("category", "unit").defer("search_text").order_by("pk"))
        self._products: dict[Identity, Product] = {OwnNumber(product.pk): product for product in products}
        self._products |= {SourceKey(product.source_key): product for product in products if product.source_key}
        self._product_by_name = {(product.producer_id, product.name_identity): product for product in products}
        self._near_products: dict[tuple[int, str], str] = {
            (product.producer_id, product.search_name): product.name_th for product in products
        }
        self._near_producers: dict[tuple[str, str], str] = {
            (fold(producer.name_th), names_of_producer(vars(producer))[1]): producer.name_th for producer in producers
        }
        self.said_of_producer: dict[int, Values] = {}
        self.said_of_product: dict[int, Values] = {}
        said = ImportRow.objects.filter(after__isnull=False, undone=False, person=None).order_by("pk")
        for product_id, producer_id, after in said.values_list("product_id", "producer_id", "after").iterator():
            if product_id:
                self.said_of_product[product_id] = (after or {}).get("product") or {}
            if producer_id:
                self.said_of_producer[producer_id] = (after or {}).get("producer") or {}

    def producer(self, identity: Identity) -> Producer | None:
        return self._producers.get(identity)

    def product(self, identity: Identity) -> Product | None:
        return self._products.get(identity)

    def claim_producer(self, identity: Identity, values: Values) -> Producer | None:
        """The producer of this identity, else an unclaimed one of the same name and place. Each is claimed once."""
        found = self._producers.get(identity)
        if found is None:
            found = self._producer_by_names.get(names_of_producer(values))
            if found and found.pk in self._taken:
                return None
        if found:
            self._taken.add(found.pk)
        return found

    def product_named(self, producer_pk: int, name: str) -> Product | None:
        """The product of a producer that has this name."""
        return self._product_by_name.get((producer_pk, identity_of(name)))

    def near_product(self, producer_pk: int | None, name: str) -> str:
        """The name of a producer's product that differs from this one only in tone marks, signs and the like; else empty."""
        return self._near_products.get((producer_pk or 0, fold(name)), "")

    def near_producer(self, values: Values) -> str:
        """The name of a producer of the same place whose name differs only in tone marks, signs and the like; else empty."""
        return self._near_producers.get((fold(str(values["name_th"])), names_of_producer(values)[1]), "")

    def is_of_another_row(self, product: Product) -> bool:
        """Whether a row of the sheet has the product's key."""
        return product.source_key is not None and SourceKey(product.source_key) in self._sheet
