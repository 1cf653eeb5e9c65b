"""The search of the showcase: which products match, in which order, and the counts of the filters."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter

from django.utils.translation import get_language

from catalog.products.models import Product
from catalog.products.wording import is_royal, join_stars
from catalog.showcase.criteria import Criteria
from catalog.showcase.facets import describe, titles_and_labels
from catalog.showcase.index import FACETS, IndexedProduct, ShowcaseIndex, count_values, current
from center.records.facets import Facet
from center.records.languages import THAI
from center.records.search import Synonym, expand
from thai.folding import bigrams, fold
from thai.spelling import NEAR, nearest

# With fewer hits than this, products whose name resembles the search text are listed too.
FEW = 3


@dataclass(frozen=True)
class Showcase:
    """The result of a search: ids of the products in order, and the facets. criteria: without unknown codes.

    hits counts the products that contain the search words; the others are near misses. nearest is the name to suggest
    ("หมายถึง … หรือไม่"). It is empty if no name is near enough, or if any product, even one that the filters hide,
    contains the words: then they are spelled right.
    """

    criteria: Criteria
    ids: Sequence[int]
    hits: int
    facets: list[Facet]
    nearest: str

    @property
    def near_misses(self) -> int:
        """How many products are listed only because their name resembles the search text."""
        return len(self.ids) - self.hits


def search(criteria: Criteria) -> Showcase:
    """Search the published products. Five queries, or a few more if products changed since the last search."""
    index = current()
    labelled = titles_and_labels()
    criteria = criteria.knowing({name: labels for name, (_, labels) in labelled.items()})
    words, found = _find(index, criteria.search)
    near = _near_names(index, criteria.search, found) if words and len(found) < FEW else {}
    listed = [product for product in index.products if product in near or product in found] if near else found
    filtered = FilteredProducts(listed, criteria)
    near_shown = [product for product in filtered.shown if product in near]
    return Showcase(
        criteria=criteria,
        ids=[product.pk for product in _in_order(index, filtered.shown, criteria, words, near)],
        hits=len(filtered.shown) - len(near_shown),
        facets=describe(labelled, criteria, filtered.counts(index)),
        nearest="" if found else _suggestion(criteria.search, near_shown),
    )


def load(ids: Sequence[int]) -> list[Product]:
    """The products of a page in the order of ids, with everything their cards show. Two queries."""
    products = Product.objects.published().for_cards().in_bulk(ids) if ids else {}
    return [products[pk] for pk in ids if pk in products]


def _find(index: ShowcaseIndex, typed: str) -> tuple[list[list[str]], list[IndexedProduct]]:
    """The search words with their spellings, and the products that contain all of them."""
    groups = Synonym.objects.groups() if typed else []
    typed = join_stars(typed)
    words = expand(typed, groups)
    found = index.containing(words)
    if words and len(found) < FEW:
        # Whatever contains a word contains its pieces too, so this can only add products.
        words = expand(typed, groups, apart=index.known_words)
        found = index.containing(words)
    return words, found


class FilteredProducts:
    """Products under the selected filters; `shown` are those that pass all of them, in the given order."""

    def __init__(self, products: list[IndexedProduct], criteria: Criteria) -> None:
        low, high = criteria.min_price, criteria.max_price
        if low is not None or high is not None:
            products = [product for product in products if product.costs_between(low, high)]
        self.shown = products
        # Facet with a selection -> products that fail its filter but pass all others: its counts include them.
        self.failing_only: dict[str, list[IndexedProduct]] = {}
        for facet, values in criteria.chosen.items():
            if values:
                self._filter(facet, frozenset(values))

    def _filter(self, facet: str, values: frozenset[str | int]) -> None:
        for earlier, failing in self.failing_only.items():
            self.failing_only[earlier], _ = _split(failing, facet, values)
        self.shown, self.failing_only[facet] = _split(self.shown, facet, values)

    def counts(self, index: ShowcaseIndex) -> dict[str, Counter[str | int]]:
        """Facet -> value -> how many products would be shown with only that value selected in the facet."""
        counts = {}
        for facet in FACETS:
            products = self.shown + self.failing_only.get(facet, [])
            everything = len(products) == len(index.products)
            counts[facet] = index.counts[facet] if everything else count_values(products, facet)
        return counts


def _split(
    products: list[IndexedProduct], facet: str, values: frozenset[str | int]
) -> tuple[list[IndexedProduct], list[IndexedProduct]]:
    """The products that have one of the values, and the others."""
    values_of = attrgetter(facet)
    return (
        [product for product in products if not values.isdisjoint(values_of(product))],
        [product for product in products if values.isdisjoint(values_of(product))],
    )


def _near_names(index: ShowcaseIndex, typed: str, found: list[IndexedProduct]) -> dict[IndexedProduct, float]:
    """Products, other than those found, whose name contains at least NEAR of the search text's pairs of letters; with
    that share. In dictionary order. Names of royalty are never suggested, nor is anything suggested for them.
    """
    pairs = bigrams(fold(typed))
    if len(pairs) < 2 or is_royal(typed):
        return {}
    shared = Counter(chain.from_iterable(index.with_pair.get(pair, ()) for pair in pairs))
    near = {
        product
        for product, count in shared.items()
        if count >= NEAR * len(pairs) and not is_royal(product.name_th, product.folded_th)
    }
    return {
        product: shared[product] / len(pairs) for product in index.products if product in near and product not in found
    }


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
    index: ShowcaseIndex,
    shown: list[IndexedProduct],
    criteria: Criteria,
    words: list[list[str]],
    near: dict[IndexedProduct, float],
) -> list[IndexedProduct]:
    """The products shown, given in dictionary order, in the requested order. "best" lists near misses after the hits, the
    nearest first.
    """
    if criteria.sort == "best" and words:
        hits = sorted((product for product in shown if product not in near), key=_rank(criteria.search, words))
        misses = sorted((product for product in shown if product in near), key=lambda miss: near[miss], reverse=True)
        return hits + misses
    if criteria.sort in ("price", "price-desc"):
        return _by_price(shown, descending=criteria.sort == "price-desc")
    if criteria.sort == "newest":
        order = index.newest_first
    elif get_language() == "en":
        order = index.by_english_name
    else:
        return shown
    if len(shown) == len(order):
        return order
    to_order = set(shown)
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
