"""Similar products: of the same category, with a similar name, by other producers."""

from collections import Counter
from heapq import nlargest
from itertools import islice

from catalog.showcase.index import IndexedProduct, ShowcaseIndex
from catalog.showcase.indexing import current
from thai.folding import bigrams

# Added to the similarity of the names, which is 0 to 1. So salted eggs of another tambon rank before mangoes of the same
# one, and among salted eggs those of the same tambon come first.
SAME_TAMBON = 0.2
# Products with a pair of letters in common that are looked at, the rarest pairs first. Among 100,000 products a common pair
# is in half of the names and says nothing.
MOST_COMPARED = 2000


def to(pk: int, most: int) -> list[int]:
    """The ids of up to `most` published products of the same category and other producers, the most similar first; none
    for an id that isn't published. One query while nothing changed.
    """
    index = current()
    if pk not in index.positions:
        return []
    shown = index.products[index.positions[pk]]
    pairs = bigrams(shown.folded_th)
    shared = _sharing_pairs(index, pairs)

    def similarity(other: IndexedProduct) -> tuple[float, int]:
        # The name's length stands for its number of pairs, which would take most of the time to count.
        alike = 2 * shared[other] / (len(pairs) + len(other.folded_th))
        # Among equals, the dictionary's order.
        return alike + SAME_TAMBON * _same_tambon(other, shown), -index.positions[other.pk]

    def same_kind(other: IndexedProduct) -> bool:
        return other.category == shown.category and other.producer != shown.producer

    alike = filter(same_kind, shared)
    # Where names have too little in common: of the same tambon, else any.
    near = (other for other in index.products if _same_tambon(other, shown) and same_kind(other))
    any_others = filter(same_kind, index.products)
    candidates = {*alike, *islice(near, most), *islice(any_others, most)}
    return [other.pk for other in nlargest(most, candidates, key=similarity)]


def _same_tambon(one: IndexedProduct, other: IndexedProduct) -> bool:
    return bool(one.tambon) and one.tambon == other.tambon


def _sharing_pairs(index: ShowcaseIndex, pairs: list[str]) -> Counter[IndexedProduct]:
    """How many of the pairs of letters other names contain; of all pairs, or of the rarest ones where there are too many."""
    shared: Counter[IndexedProduct] = Counter()
    left = MOST_COMPARED
    for products in sorted((index.with_pair[pair] for pair in pairs), key=len):
        left -= len(products)
        if left < 0 and shared:
            break
        shared.update(products)
    return shared
