"""The search of the showcase: which products match, in which order, and what the filters count."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import and_

from catalog import showcase_index
from catalog.criteria import Criteria
from catalog.facets import describe
from catalog.models import Product
from catalog.showcase_index import ShowcaseIndex, rows
from catalog.wording import is_royal
from center.facets import Facet
from center.models import Synonym
from thai.folding import bigrams, fold

# With fewer hits than this, names that look like the search are shown too.
FEW = 3
# A name is near when it holds this share of the search's pairs of letters: 20 of 22 misspellings were found so.
NEAR = 0.6
# How badly a product can fit what was typed: see _rank.
WORST_RANK = 6


@dataclass(frozen=True)
class Showcase:
    """What a search found: ids of products in order, and the facets.

    hits counts the products that hold the words searched for; the rest are near misses. nearest is the name of the
    nearest of them, to be asked about ("หมายถึง … หรือไม่"); empty where there is none or where asking is out of place.
    """

    ids: Sequence[int]
    hits: int
    facets: list[Facet]
    nearest: str

    @property
    def near_misses(self) -> int:
        """How many of the products are shown only because their name looks like what was typed."""
        return len(self.ids) - self.hits


def search(criteria: Criteria) -> Showcase:
    """Search the published products. Five queries, or a few more when products changed since the last search."""
    index = showcase_index.current()
    words = Synonym.objects.expand(criteria.search)
    found = index.holding(words)
    passed = _passed(index, criteria)
    hits = found & _all(passed)
    shares: dict[int, float] = {}
    if words and found.bit_count() < FEW:
        shares = _nearness(index, criteria.search)
        found |= showcase_index.bitmap(shares, len(index))
    shown = found & _all(passed)
    order = list(_in_order(index, shown, criteria, words, shares))
    nearest = max((row for row in shares if shown >> row & 1 and not hits >> row & 1), key=shares.get, default=None)
    return Showcase(
        ids=[index.ids[row] for row in order],
        hits=hits.bit_count(),
        facets=describe(criteria, _counts(index, found, passed)),
        nearest="" if nearest is None or is_royal(criteria.search, index.names[nearest]) else index.names[nearest],
    )


def load(ids: Sequence[int]) -> list[Product]:
    """The products of a page in the order of ids, with all their cards print. Two queries."""
    products = Product.objects.published().for_cards().in_bulk(ids) if ids else {}
    return [products[pk] for pk in ids if pk in products]


def _passed(index: ShowcaseIndex, criteria: Criteria) -> dict[str, int]:
    """For each facet the products that pass what is chosen in it; under "" those within the wanted prices."""
    passed = {name: index.chosen(name, values) for name, values in criteria.chosen.items()}
    return passed | {"": index.within(criteria.min_price, criteria.max_price)}


def _all(passed: dict[str, int], *, except_for: str | None = None) -> int:
    """The products that pass all filters, leaving one facet out."""
    return reduce(and_, (bits for name, bits in passed.items() if name != except_for))


def _counts(index: ShowcaseIndex, found: int, passed: dict[str, int]) -> dict[str, dict[str | int, int]]:
    """For every value of every facet how many products choosing it alone would show, all else as it is."""
    counts = {}
    for name, values in index.facets.items():
        others = found & _all(passed, except_for=name)
        counts[name] = {value: (others & bits).bit_count() for value, bits in values.items()}
    return counts


def _nearness(index: ShowcaseIndex, typed: str) -> dict[int, float]:
    """Rows whose name holds enough of the pairs of letters of what was typed, with the share it holds."""
    pairs = bigrams(fold(typed))
    least = NEAR * len(pairs)
    if len(pairs) < 2:
        return {}
    shares = {}
    for row, name in enumerate(index.folded_names):
        # Most names are far off, and known to be after a few pairs.
        held = len(pairs)
        for pair in pairs:
            if pair not in name:
                held -= 1
                if held < least:
                    break
        else:
            shares[row] = held / len(pairs)
    return shares


def _in_order(
    index: ShowcaseIndex, shown: int, criteria: Criteria, words: list[list[str]], shares: dict[int, float]
) -> Iterator[int]:
    """The rows shown, in the order asked for. Rows are in dictionary order by themselves."""
    if criteria.sort == "newest":
        return (row for row in index.newest_first if shown >> row & 1)
    if criteria.sort == "name" or not words:
        return rows(shown)
    whole = "".join(word[0] for word in words)
    ranks: list[list[int]] = [[] for _ in range(WORST_RANK + 1)]
    for row in rows(shown):
        ranks[_rank(index, row, criteria.search, whole, words)].append(row)
    if shares:
        for rank in ranks:
            rank.sort(key=lambda row: -shares.get(row, 0))
    return chain.from_iterable(ranks)


def _rank(index: ShowcaseIndex, row: int, typed: str, whole: str, words: list[list[str]]) -> int:
    """How well a row fits what was typed, 0 best: the name itself, the name folded, its beginning, in it, elsewhere.

    whole is the words as typed, folded, without spaces. Called for every hit, so the commonest answers come first.
    """
    name = index.folded_names[row]
    if whole in name:
        if not name.startswith(whole):
            return 0 if index.names[row] == typed else 3
        if index.names[row] == typed:
            return 0
        return 1 if name == whole else 2
    if index.names[row] == typed:
        return 0
    for word in words:
        if word[0] not in name:
            break
    else:
        return 4
    for spellings in words:
        if not any(spelling in name for spelling in spellings):
            return WORST_RANK
    return 5
