"""The search of the showcase: which products match, in which order, and the counts of the filters."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import and_, attrgetter, or_

from django.utils.translation import get_language

from catalog.products.models import Product
from catalog.products.wording import is_royal, join_stars
from catalog.showcase.criteria import Criteria
from catalog.showcase.facets import describe, titles_and_labels
from catalog.showcase.index import FACETS, IndexedProduct, ShowcaseIndex
from catalog.showcase.indexing import current
from catalog.showcase.sentences import alternatives
from center.records.facets import Facet
from center.records.languages import THAI
from center.records.search import Synonym, expand
from thai.folding import bigrams, fold
from thai.keyboard import has_letters_as_signs, other_layout
from thai.spelling import NEAR, near, nearest

# With fewer hits than this, products whose name resembles the search text are listed too.
FEW = 3
MOST_NEAR = 6
# Folded letters. Of fewer, the other keyboard layout makes parts of words by chance.
SHORTEST_TURNED = 3
_LATIN = re.compile("[A-Za-z]")
# Between Latin words; elsewhere folding drops it.
_HYPHEN = re.compile(r"(?<=[A-Za-z])-(?=[A-Za-z])")


@dataclass(frozen=True)
class Showcase:
    """The result of a search: the products in order, and the facets. criteria: without unknown codes.

    hits counts the products that contain the search words; near misses come after all of them. nearest is the name to
    suggest ("หมายถึง … หรือไม่"). It is empty if no name is near enough, or if any product, even one that the filters hide,
    contains the words: then they are spelled right. read_as is what was searched for, where it isn't what was typed.
    """

    criteria: Criteria
    products: Sequence[IndexedProduct]
    hits: int
    facets: list[Facet]
    nearest: str
    read_as: str

    @property
    def ids(self) -> list[int]:
        """Of all products; a page asks only for its own."""
        return [product.pk for product in self.products]

    @property
    def near_misses(self) -> int:
        """How many products are listed only because their name resembles the search text."""
        return len(self.products) - self.hits


@dataclass(frozen=True)
class Reading:
    """A search text as it was understood: the text, its words with their spellings, the products that contain them."""

    text: str
    words: list[list[str]]
    found: list[IndexedProduct]


def search(criteria: Criteria) -> Showcase:
    """Search the published products. One query or two, and a few more if products changed since the last search."""
    index = current()
    labelled = titles_and_labels(index)
    criteria = criteria.knowing({name: labels for name, (_, labels) in labelled.items()})
    reading = _read(index, criteria.search)
    found = reading.found
    resembling = _near_names(index, reading.text, found) if reading.words and len(found) < FEW else []
    filtered = FilteredProducts(index, found + resembling if resembling else found, criteria)
    shown_near = [product for product in resembling if filtered.shows(product)]
    hits = index.products_at(filtered.shown & ~index.positions_of(shown_near))
    ordered = _in_order(index, hits, criteria, reading)
    return Showcase(
        criteria=criteria,
        products=ordered + shown_near if shown_near else ordered,
        hits=len(hits),
        facets=describe(labelled, criteria, filtered.counts()),
        nearest="" if found else _suggestion(reading.text, shown_near),
        read_as="" if reading.text == criteria.search else reading.text,
    )


def load(ids: Sequence[int]) -> list[Product]:
    """The products of a page in the order of ids, with everything their cards show. Two queries."""
    products = Product.objects.published().for_cards().in_bulk(ids) if ids else {}
    return [products[pk] for pk in ids if pk in products]


def _read(index: ShowcaseIndex, typed: str) -> Reading:
    """The search text as it finds something: as typed, as a sentence, or on the other keyboard layout; else as typed."""
    groups = Synonym.objects.groups() if typed else []
    on_other_keys = _find_on_other_keys(index, typed, groups) if has_letters_as_signs(typed) else None
    if on_other_keys and on_other_keys.found:
        return on_other_keys
    as_typed = _find(index, typed, groups)
    if as_typed.found or not as_typed.words or is_royal(typed):
        return as_typed
    readings = (_find_things(index, typed, groups), on_other_keys or _find_on_other_keys(index, typed, groups))
    return next((reading for reading in readings if reading and reading.found), as_typed)


def _find(index: ShowcaseIndex, typed: str, groups: list[list[str]]) -> Reading:
    """The products that contain all words of a text. groups: of synonyms."""
    joined = _HYPHEN.sub(" ", join_stars(typed))
    words = expand(joined, groups)
    found = index.containing(words)
    if words and len(found) < FEW:
        # Whatever contains a word contains its pieces too, so this can only add products.
        words = expand(joined, groups, apart=index.known_words)
        found = index.containing(words)
        if not found and _LATIN.search(joined):
            found = index.containing(words, inside_words=True)
    return Reading(typed, words, found)


def _find_things(index: ShowcaseIndex, typed: str, groups: list[list[str]]) -> Reading | None:
    """The products that a sentence names: of each thing it asks for, by the words that occur in any product."""
    things = []
    for words in alternatives(typed):
        named = [word for word in words if _find(index, word, groups).found]
        if named:
            things.append(_find(index, " ".join(named), groups))
    things = [thing for thing in things if thing.found]
    if not things:
        return None
    if len(things) == 1:
        return things[0]
    wanted = {product for thing in things for product in thing.found}
    text = " · ".join(thing.text for thing in things)
    return Reading(text, things[0].words, [product for product in index.products if product in wanted])


def _find_on_other_keys(index: ShowcaseIndex, typed: str, groups: list[list[str]]) -> Reading | None:
    """The products found by what the keys mean in the other keyboard layout; None for a text too short to tell."""
    turned = other_layout(typed)
    if len(fold(turned)) < SHORTEST_TURNED:
        return None
    return _find(index, turned, groups)


class FilteredProducts:
    """Products under the selected filters; `shown` are those that pass all of them. Sets of positions in the index."""

    def __init__(self, index: ShowcaseIndex, found: list[IndexedProduct], criteria: Criteria) -> None:
        self.index = index
        low, high = criteria.min_price, criteria.max_price
        if low is not None or high is not None:
            found = [product for product in found if product.costs_between(low, high)]
        self.found = index.positions_of(found)
        # Facet with a selection -> the products that pass its filter.
        self.passing = {facet: self._with_any(facet, values) for facet, values in criteria.chosen.items() if values}
        self.shown = self._passing_all_but("")

    def _with_any(self, facet: str, values: Iterable[str | int]) -> int:
        having = self.index.having[facet]
        return reduce(or_, (having.get(value, 0) for value in values))

    def _passing_all_but(self, facet: str) -> int:
        return reduce(and_, (passing for name, passing in self.passing.items() if name != facet), self.found)

    def shows(self, product: IndexedProduct) -> bool:
        return bool(self.shown >> self.index.positions[product.pk] & 1)

    def counts(self) -> dict[str, Counter[str | int]]:
        """Facet -> value -> how many products would be shown with only that value selected in the facet."""
        counts = {}
        for facet in FACETS:
            products = self._passing_all_but(facet)
            having = self.index.having[facet]
            counts[facet] = (
                self.index.counts[facet]
                if products == self.index.everything
                else Counter({value: (products & with_value).bit_count() for value, with_value in having.items()})
            )
        return counts


def _near_names(index: ShowcaseIndex, typed: str, found: list[IndexedProduct]) -> list[IndexedProduct]:
    """Up to MOST_NEAR products, other than those found, whose name is really similar to the search text, the nearest
    first. Names of royalty are never suggested, nor is anything suggested for them.
    """
    folded = fold(typed)
    pairs = bigrams(folded)
    if len(pairs) < 2 or is_royal(typed):
        return []
    shared = Counter(chain.from_iterable(index.with_pair.get(pair, ()) for pair in pairs))
    _name_of, folded_of = _names_like(typed)
    candidates = {
        product: folded_of(product)
        for product, count in shared.items()
        if count >= NEAR * len(pairs) and product not in found and not is_royal(product.name_th, product.folded_th)
    }
    distances = near(folded, candidates, candidates, most_compared=MOST_NEAR)
    return sorted(distances, key=lambda product: distances[product])


def _suggestion(typed: str, near: list[IndexedProduct]) -> str:
    """The name most likely meant by the search text; empty if none is near enough."""
    name_of, folded_of = _names_like(typed)
    meant = nearest(fold(typed), near, {product: folded_of(product) for product in near})
    return "" if meant is None else name_of(meant)


def _names_like(typed: str) -> tuple[Callable[[IndexedProduct], str], Callable[[IndexedProduct], str]]:
    """Functions for a product's name and folded name in the script of the search text; Thai if any letter is Thai."""
    if THAI.search(typed):
        return attrgetter("name_th"), attrgetter("folded_th")
    return attrgetter("name_en"), attrgetter("folded_en")


def _in_order(
    index: ShowcaseIndex, hits: list[IndexedProduct], criteria: Criteria, reading: Reading
) -> list[IndexedProduct]:
    """The hits, given in dictionary order, in the requested order."""
    if criteria.sort == "best" and reading.words:
        return sorted(hits, key=_rank(reading.text, reading.words))
    if criteria.sort in ("price", "price-desc"):
        return _by_price(hits, descending=criteria.sort == "price-desc")
    if criteria.sort == "newest":
        order = index.newest_first
    elif get_language() == "en":
        order = index.by_english_name
    else:
        return hits
    if len(hits) == len(order):
        return order
    to_order = set(hits)
    return [product for product in order if product in to_order]


def _by_price(shown: list[IndexedProduct], *, descending: bool) -> list[IndexedProduct]:
    """By the lowest price; products without a price last. Equal prices keep their order."""
    priced = [(product.price_low, product) for product in shown if product.price_low is not None]
    priced.sort(key=lambda pair: -pair[0] if descending else pair[0])
    return [product for _price, product in priced] + [product for product in shown if product.price_low is None]


def _rank(typed: str, words: list[list[str]]) -> Callable[[IndexedProduct], int]:
    """Sort key for products that contain the words: lower if the name matches the search text better."""
    name_of, folded_of = _names_like(typed)
    firsts = [spellings[0] for spellings in words]
    whole = "".join(firsts)
    respelled = any(len(spellings) > 1 for spellings in words)

    def rank(product: IndexedProduct) -> int:
        folded = folded_of(product)
        if whole in folded:
            if name_of(product) == typed:
                return 0
            if folded == whole:
                return 1
            return 2 if folded.startswith(whole) else 3
        if len(words) > 1 and all(word in folded for word in firsts):
            return 4
        if respelled and all(any(spelling in folded for spelling in spellings) for spellings in words):
            return 5
        return 6

    return rank
