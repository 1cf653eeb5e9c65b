"""The index of the published products that each process keeps, read from the database.

It is rebuilt when a table changed that it was read from, and when it expires because a product is due to appear or the day
ends.
"""

import threading
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import accumulate
from operator import attrgetter
from typing import Any

from django.db.models import Min
from django.db.models.functions import Now
from django.utils import timezone

from catalog.products import months
from catalog.products.models import Category, Certificate, CertificateKind, Producer, Product
from catalog.products.wording import STAR_WORDS
from catalog.showcase.criteria import PRICE_BANDS
from catalog.showcase.index import FACETS, IndexedProduct, ShowcaseIndex, as_bits
from center.places.models import Tambon
from center.records.search import SHORTEST_PIECE, latin_words
from center.records.table_versions import versions_of
from thai.django.fields import SEPARATOR
from thai.folding import bigrams, fold

_COLUMNS = (
    "pk",
    "name_th",
    "name_en",
    "search_name",
    "search_text",
    "published_at",
    "price_low",
    "price_high",
    "category__code",
    "producer",
    "producer__tambon",
    "producer__tambon__name_th",
    "producer__district",
    "producer__province",
    "latest_stars",
    "months",
    "at_center",
)


_READ = (Product, Producer, Certificate, CertificateKind, Category, Tambon)


def current() -> ShowcaseIndex:
    """The index of the database's present state. One query at most; seven more if it must be rebuilt. Thread-safe."""
    global _index
    version = versions_of(*_READ)
    now = timezone.now()
    index = _index
    if index is None or not index.is_current(version, now):
        with _building:
            # Another thread may have rebuilt it while this one waited for the lock.
            index = _index
            if index is None or not index.is_current(version, now):
                _index = index = build(version, now)
    return index


_index: ShowcaseIndex | None = None
_building = threading.Lock()


def build(version: tuple[int | None, ...], now: datetime) -> ShowcaseIndex:
    """Read all published products. Seven queries."""
    # Before the products are read: one published in between is then included, and at worst the index is rebuilt once
    # too often.
    expires_at = _next_change(now)
    products: list[IndexedProduct] = []
    places: set[str] = set()
    certificates = _certificates()
    certificate_kinds = list(CertificateKind.objects.all())
    kinds = {kind.code: _certificate_words(kind) for kind in certificate_kinds}
    shared: dict[frozenset[Any], frozenset[Any]] = {}

    def frozen(values: Iterable[Any]) -> frozenset[Any]:
        """Equal sets become one object, which saves a third of the index's memory."""
        frozen = frozenset(values)
        return shared.setdefault(frozen, frozen)

    rows = Product.objects.published().order_by("sort_key", "pk").values_list(*_COLUMNS, named=True)
    for row in rows:
        places.update((row.producer__tambon__name_th, row.producer__district, row.producer__province))
        products.append(
            IndexedProduct(
                pk=row.pk,
                name_th=row.name_th,
                name_en=row.name_en,
                folded_th=row.search_name,
                folded_en=fold(row.name_en),
                text=_text(
                    row.search_text,
                    STAR_WORDS.get(row.latest_stars, ()),
                    *(kinds[kind] for kind in certificates.get(row.pk, ())),
                ),
                published_at=row.published_at,
                price_low=row.price_low,
                price_high=row.price_high,
                producer=row.producer,
                category=frozen([row.category__code]),
                tambon=frozen([row.producer__tambon] if row.producer__tambon else []),
                stars=frozen([row.latest_stars] if row.latest_stars else []),
                price=frozen([price_band(row.price_low)]),
                certificate=frozen(certificates.get(row.pk, [])),
                season=frozen(months.unpack(row.months)),
                center=frozen(["yes"] if row.at_center else []),
            )
        )
    texts = [product.text for product in products]
    return ShowcaseIndex(
        version=version,
        expires_at=expires_at,
        products=products,
        positions={product.pk: position for position, product in enumerate(products)},
        newest_first=sorted(products, key=lambda product: (product.published_at, product.pk), reverse=True),
        by_english_name=sorted(products, key=lambda product: (not product.name_en, product.name_en.casefold())),
        joined_texts="\n".join(texts),
        text_ends=list(accumulate(len(text) + 1 for text in texts)),
        having={facet: positions_by_value(products, facet) for facet in FACETS},
        with_pair=_products_by_pair(products),
        known_words={fold(place) for place in places if place}.union(*STAR_WORDS.values(), *kinds.values()),
        whole_words={word for words in kinds.values() for word in words if len(word) < SHORTEST_PIECE},
        categories=list(Category.objects.all()),
        tambons=list(Tambon.objects.all()),
        certificate_kinds=certificate_kinds,
        of_producer=_by_producer(products),
    )


def _text(*parts: str | Iterable[str]) -> str:
    """The parts between separators, also before the first and after the last."""
    joined = (part if isinstance(part, str) else SEPARATOR.join(part) for part in parts)
    return f"{SEPARATOR}{SEPARATOR.join(part for part in joined if part)}{SEPARATOR}"


def _certificate_words(kind: CertificateKind) -> list[str]:
    """By what a kind of certificate is found: abbreviation, names, and the Latin words of them."""
    names = (kind.abbreviation, kind.name_th, kind.name_en)
    return list(dict.fromkeys(word for word in map(fold, [*names, *latin_words(names)]) if word))


def price_band(price: Decimal | None) -> str:
    """The key in PRICE_BANDS of a product's lowest price, in baht."""
    if price is None:
        return "ask"
    return next(band for band, limits in PRICE_BANDS.items() if limits and (limits[1] is None or price <= limits[1]))


def _certificates() -> dict[int, list[str]]:
    """Product id -> kinds of its certificates that are valid today."""
    kinds: dict[int, list[str]] = {}
    certificates = Certificate.objects.shown(timezone.localdate()).filter(product__in=Product.objects.published())
    for product, kind in certificates.order_by().values_list("product", "kind__code").distinct():
        kinds.setdefault(product, []).append(kind)
    return kinds


def _next_change(now: datetime) -> datetime:
    """When the published products or their certificates next change by time alone: a product appears or a day ends.

    Now() is the database's clock, as in published(). By Python's clock, a product due at this minute could be neither
    published nor still to come.
    """
    next_to_appear: list[datetime | None] = [
        model.objects.filter(published_at__gt=Now()).aggregate(first=Min("published_at"))["first"]
        for model in (Product, Producer)
    ]
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now) + timedelta(days=1), time.min))
    return min(moment for moment in [*next_to_appear, midnight] if moment)


def positions_by_value(products: list[IndexedProduct], facet: str) -> dict[str | int, int]:
    """Value of the facet -> the set of positions of the products that have it."""
    positions: dict[str | int, list[int]] = {}
    for position, values in enumerate(map(attrgetter(facet), products)):
        for value in values:
            positions.setdefault(value, []).append(position)
    return {value: as_bits(found, len(products)) for value, found in positions.items()}


def _by_producer(products: Iterable[IndexedProduct]) -> dict[int, list[IndexedProduct]]:
    found: dict[int, list[IndexedProduct]] = {}
    for product in products:
        found.setdefault(product.producer, []).append(product)
    return found


def _products_by_pair(products: Iterable[IndexedProduct]) -> dict[str, list[IndexedProduct]]:
    with_pair: dict[str, list[IndexedProduct]] = {}
    for product in products:
        for pair in {*bigrams(product.folded_th), *bigrams(product.folded_en)}:
            with_pair.setdefault(pair, []).append(product)
    return with_pair
