"""In-memory index of the published products: one object per product, searched by its folded text.

catalog.showcase.indexing reads it from the database. docs/adr/0010 has the reasons and the measurements.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from itertools import compress

from catalog.products.models import Category, CertificateKind
from center.places.models import Tambon
from thai.django.fields import SEPARATOR

# Latin words shorter than this aren't looked for inside other words.
SHORTEST_INSIDE = 5
FACETS = ("category", "tambon", "stars", "price", "certificate", "season", "center")


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
