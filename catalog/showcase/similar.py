"""Similar products: of the same category, with a similar name, by other producers."""

from collections import Counter
from heapq import nlargest
from itertools import chain

from catalog.showcase.index import IndexedProduct, current
from thai.folding import bigrams

# Added to the similarity of the names, which is 0 to 1. So salted eggs of another tambon rank before mangoes of the same
# one, and among salted eggs those of the same tambon come first.
SAME_TAMBON = 0.2


def to(pk: int, most: int) -> list[int]:
    """The ids of up to `most` published products of the same category and other producers, the most similar first; none
    for an id that isn't published. One query while nothing changed.
    """
    index = current()
    shown = next((product for product in index.products if product.pk == pk), None)
    if shown is None:
        return []
    pairs = bigrams(shown.folded_th)
    shared = Counter(chain.from_iterable(index.with_pair[pair] for pair in pairs))

    def similarity(other: IndexedProduct) -> float:
        # The name's length stands for its number of pairs, which would take most of the time to count.
        alike = 2 * shared[other] / (len(pairs) + len(other.folded_th))
        same_tambon = bool(other.tambon) and other.tambon == shown.tambon
        return alike + SAME_TAMBON * same_tambon

    same_kind = (
        other for other in index.products if other.category == shown.category and other.producer != shown.producer
    )
    # nlargest keeps the order of equals, which is the dictionary's.
    return [other.pk for other in nlargest(most, same_kind, key=similarity)]
