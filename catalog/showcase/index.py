"""In-memory index of the published products: one object per product, searched by its folded text.

Each process keeps one. It is rebuilt when a table changed that it was read from, and when it expires because a product is
due to appear or the day ends. docs/adr/0010 has the reasons and the measurements.
"""

import threading
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, compress
from operator import attrgetter
from typing import Any

from django.db.models import Min
from django.db.models.functions import Now
from django.utils import timezone

from catalog.products import months
from catalog.products.models import Category, Certificate, CertificateKind, Producer, Product
from catalog.products.wording import STAR_WORDS
from catalog.showcase.criteria import PRICE_BANDS
from center.places.models import Tambon
from center.records.search import SHORTEST_PIECE, latin_words
from center.records.table_versions import versions_of
from thai.django.fields import SEPARATOR
from thai.folding import bigrams, fold

# Latin words shorter than this aren't looked for inside other words.
SHORTEST_INSIDE = 5
FACETS = ("category", "tambon", "stars", "price", "certificate", "season", "center")
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


@dataclass(slots=True, eq=False)
class IndexedProduct:
    """What searching needs of a published product. Hashed by identity, which keeps sets of products fast.

    Prices are in baht. Each facet's attribute holds the product's values in that facet: none, one or several.
    """

    pk: int
    name_th: str
    name_en: str
    folded_th: str
    folded_en: str
    text: str
    published_at: datetime
    price_low: Decimal | None
    price_high: Decimal | None
    producer: int
    category: frozenset[str]
    tambon: frozenset[str]
    stars: frozenset[int]
    price: frozenset[str]
    certificate: frozenset[str]
    season: frozenset[int]
    # {"yes"} if it is shown at the center.
    center: frozenset[str] = frozenset()

    def costs_between(self, low: Decimal | None, high: Decimal | None) -> bool:
        """Whether its price range overlaps the given one; False for a product without a price."""
        if self.price_low is None:
            return False
        highest = self.price_high or self.price_low
        return (high is None or self.price_low <= high) and (low is None or highest >= low)


@dataclass
class ShowcaseIndex:
    """The published products in each sort order, what is needed to search them, and the counts of all facets."""

    version: tuple[int | None, ...]
    expires_at: datetime
    # In Thai dictionary order.
    products: list[IndexedProduct]
    newest_first: list[IndexedProduct]
    # For English pages: by English name; products without one last, in Thai order.
    by_english_name: list[IndexedProduct]
    # All texts joined, and the end of each: one search through it takes less than half the time of one per text.
    joined_texts: str
    text_ends: list[int]
    # Facet -> value -> the products that have it, as a set of positions (positions_of).
    having: dict[str, dict[str | int, int]]
    # Pair of letters -> products whose folded Thai or English name contains it.
    with_pair: dict[str, list[IndexedProduct]]
    # Folded words that are split off the ends of search words: place names, words for stars, names of certificates.
    known_words: set[str]
    # Abbreviations of certificates, folded, that many other words contain (อย.): only the whole word is looked for.
    whole_words: set[str] = field(default_factory=set)
    # Product id -> position in `products`.
    positions: dict[int, int] = field(default_factory=dict)
    # For the labels of the facets, in the order of the page.
    categories: list[Category] = field(default_factory=list)
    tambons: list[Tambon] = field(default_factory=list)
    certificate_kinds: list[CertificateKind] = field(default_factory=list)
    # Producer id -> its products, in dictionary order.
    of_producer: dict[int, list[IndexedProduct]] = field(default_factory=dict)

    def is_current(self, version: tuple[int | None, ...], now: datetime) -> bool:
        return self.version == version and now < self.expires_at

    @cached_property
    def counts(self) -> dict[str, Counter[str | int]]:
        """Facet -> value -> how many products have it."""
        return {
            facet: Counter({value: found.bit_count() for value, found in values.items()})
            for facet, values in self.having.items()
        }

    @cached_property
    def everything(self) -> int:
        """The set of all positions."""
        return (1 << len(self.products)) - 1

    def positions_of(self, products: list[IndexedProduct]) -> int:
        """A set of products as a number with a bit for each position in `products`.

        Filtering and counting 100,000 products by `&` takes some microseconds each, by lists and sets of objects milliseconds.
        """
        if products is self.products:
            return self.everything
        return as_bits((self.positions[product.pk] for product in products), len(self.products))

    def products_at(self, positions: int) -> list[IndexedProduct]:
        """The products of a set of positions, in dictionary order."""
        if positions == self.everything:
            return self.products
        # The lowest position first, each as a byte 0 or 1.
        selectors = bin(positions)[:1:-1].encode().translate(_AS_SELECTORS)
        return list(compress(self.products, selectors))

    def containing(self, words: list[list[str]], *, inside_words: bool = False) -> list[IndexedProduct]:
        """Products whose text contains every word, in any of its spellings; in dictionary order.

        Latin words count where a word begins with them, in the singular and plural; inside_words: anywhere, if they aren't
        too short.
        """
        if not words:
            return self.products
        first, *others = [
            [pattern for spelling in spellings for pattern in self._patterns(spelling, inside_words)]
            for spellings in words
        ]
        positions = sorted({position for spelling in first for position in self._positions_with(spelling)})
        found = [self.products[position] for position in positions]
        for spellings in others:
            found = [product for product in found if any(spelling in product.text for spelling in spellings)]
        return found

    def _patterns(self, spelling: str, inside_words: bool) -> list[str]:
        """What to look for in the texts, whose parts stand between separators, for a folded word."""
        if spelling in self.whole_words:
            return [f"{SEPARATOR}{spelling}{SEPARATOR}"]
        if not ("a" <= spelling[0] <= "z"):
            return [spelling]
        if inside_words:
            return [spelling] if len(spelling) >= SHORTEST_INSIDE else [SEPARATOR + spelling]
        return [SEPARATOR + form for form in english_forms(spelling)]

    def _positions_with(self, spelling: str) -> Iterator[int]:
        """Positions in `products`, ascending, of those whose text contains a folded word."""
        found_at = self.joined_texts.find(spelling)
        while found_at >= 0:
            position = bisect_right(self.text_ends, found_at)
            yield position
            found_at = self.joined_texts.find(spelling, self.text_ends[position])


_AS_SELECTORS = bytes.maketrans(b"01", b"\0\1")


def as_bits(positions: Iterable[int], most: int) -> int:
    """A number with the bits at some positions below `most`."""
    bits = bytearray(most // 8 + 1)
    for position in positions:
        bits[position >> 3] |= 1 << (position & 7)
    return int.from_bytes(bits, "little")


def english_forms(word: str) -> list[str]:
    """Beginnings of the words that an English word of a search finds: its own, its singular, its plural.

    A singular that isn't the beginning of the word typed ends with the separator: mangoes finds mango, not mangosteen.
    """
    if word.endswith("ies") and len(word) > 4:
        return [word, f"{word[:-3]}y{SEPARATOR}"]
    if word.endswith("es") and len(word) > 4:
        return [word, f"{word[:-1]}{SEPARATOR}", f"{word[:-2]}{SEPARATOR}"]
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        return [word, f"{word[:-1]}{SEPARATOR}"]
    return [word, f"{word[:-1]}ies"] if word.endswith("y") else [word]


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
