"""Which products a reader of one product may like too: of its kind, with a name like its own, rather by other makers."""

from collections import Counter
from heapq import nlargest
from itertools import chain

from catalog.showcase import showcase_index
from catalog.showcase.showcase_index import rows
from thai.folding import bigrams

# Against the likeness of two names, which goes from 0 to 1. A salted egg of the next village is nearer than a mango of
# the own one; among salted eggs the own village comes first, and another maker's before one more of the same.
SAME_TAMBON = 0.2
OTHER_MAKER = 0.1


def to(pk: int, most: int) -> list[int]:
    """The ids of up to `most` published products of the same category, the most similar first; none for an id that
    isn't published. One query while nothing changed.
    """
    index = showcase_index.current()
    if pk not in index.rows_by_id:
        return []
    row = index.rows_by_id[pk]
    pairs = bigrams(index.folded_names[row])
    shared = Counter(chain.from_iterable(index.pairs[pair] for pair in pairs))

    def likeness(other: int) -> float:
        # A name has about as many pairs as letters; counting them anew would be most of the work.
        alike = 2 * shared[other] / (len(pairs) + len(index.folded_names[other]))
        near = index.tambons[other] is not None and index.tambons[other] == index.tambons[row]
        return alike + SAME_TAMBON * near + OTHER_MAKER * (index.makers[other] != index.makers[row])

    same_kind = rows(index.facets["category"][index.categories[row]] & ~(1 << row))
    # Those further behind in the dictionary lose where all else is equal, so that the same come every time.
    return [index.ids[other] for other in nlargest(most, same_kind, key=lambda other: (likeness(other), -other))]
