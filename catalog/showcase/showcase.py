"""The search of the showcase: which products match, in which order, and what the filters count."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain, compress
from operator import and_

from django.utils.translation import get_language

from catalog.products.models import Product
from catalog.products.wording import is_royal, join_stars
from catalog.showcase import showcase_index
from catalog.showcase.criteria import Criteria
from catalog.showcase.facets import describe, titles_and_labels
from catalog.showcase.showcase_index import ShowcaseIndex, bitmap, filter_holding, flags, rows
from center.records.facets import Facet
from center.records.search import Synonym, expand
from thai.folding import bigrams, fold
from thai.spelling import NEAR, nearest

# With fewer hits than this, names that look like the search are shown too.
FEW = 3


@dataclass(frozen=True)
class Showcase:
    """What a search found: ids of products in order, and the facets; criteria are those that were understood.

    hits counts the products that hold the words searched for; the rest are near misses. nearest is the name of the
    nearest of them, to be asked about ("หมายถึง … หรือไม่"); empty where there is none, and where any product, filtered
    away or not, holds the words: then they are spelled right.
    """

    criteria: Criteria
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
    labelled = titles_and_labels()
    criteria = criteria.knowing({name: labels for name, (_, labels) in labelled.items()})
    groups = Synonym.objects.groups() if criteria.search else []
    typed = join_stars(criteria.search)
    words = expand(typed, groups)
    found = index.holding(words)
    if words and found.bit_count() < FEW:
        # What holds a word holds its pieces, so nothing found is lost.
        words = expand(typed, groups, apart=index.known_words)
        found = index.holding(words)
    passed = _passed(index, criteria)
    passing = _all(passed)
    hits = found & passing
    spelled_right = bool(found)
    shares: dict[int, float] = {}
    if words and found.bit_count() < FEW:
        shares = _nearness(index, criteria.search)
        found |= bitmap(shares, len(index))
    shown = found & passing
    order = _in_order(index, hits, shown, criteria, words, shares)
    names, folded = index.names_like(criteria.search)
    asked = (
        None if spelled_right else nearest(fold(criteria.search), (row for row in shares if shown >> row & 1), folded)
    )
    return Showcase(
        criteria=criteria,
        ids=list(map(index.ids.__getitem__, order)),
        hits=hits.bit_count(),
        facets=describe(labelled, criteria, _counts(index, found, passed)),
        nearest="" if asked is None else names[asked],
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
    """Rows whose name holds enough of the pairs of letters of what was typed, with the share it holds.

    Nothing is near to a royal name, and none is near to anything.
    """
    pairs = bigrams(fold(typed))
    if len(pairs) < 2 or is_royal(typed):
        return {}
    held = Counter(chain.from_iterable(index.pairs.get(pair, ()) for pair in pairs))
    return {
        row: count / len(pairs)
        for row, count in sorted(held.items())
        if count >= NEAR * len(pairs) and not is_royal(index.names[row], index.folded_names[row])
    }


def _in_order(
    index: ShowcaseIndex, hits: int, shown: int, criteria: Criteria, words: list[list[str]], shares: dict[int, float]
) -> Iterator[int]:
    """The rows shown, in the order asked for. Rows are in Thai dictionary order by themselves; where the best come first,
    near misses stand behind what holds the words, the nearest first.
    """

    def sorted_as(order: list[int]) -> Iterator[int]:
        return compress(order, map(flags(shown, len(index)).__getitem__, order))

    if criteria.sort == "newest":
        return sorted_as(index.newest_first)
    if criteria.sort == "name" or not words:
        return sorted_as(index.by_english_name) if get_language() == "en" else rows(shown)
    ranks = _by_fit(index, list(rows(hits)), criteria.search, words)
    near = sorted(rows(shown & ~hits), key=lambda row: -shares[row])
    # A row counts where it comes first.
    return iter(dict.fromkeys(chain(*ranks, near)))


def _by_fit(index: ShowcaseIndex, shown: list[int], typed: str, words: list[list[str]]) -> list[list[int]]:
    """The rows shown, those that fit what was typed best first; each again in every later rank that it fits too.

    It is the name; it is the name when both are folded; the name begins with it, holds it, holds all its words, holds
    other spellings of them; the words stand elsewhere.
    """
    names, folded = index.names_like(typed)
    whole = "".join(word[0] for word in words)
    inside = [row for row in shown if whole in folded[row]]
    fits = [
        [row for row in inside if names[row] == typed],
        [row for row in inside if folded[row] == whole],
        [row for row in inside if folded[row].startswith(whole)],
        inside,
    ]
    if len(words) > 1:
        fits.append(filter_holding(folded, shown, [word[:1] for word in words]))
    if any(len(word) > 1 for word in words):
        fits.append(filter_holding(folded, shown, words))
    return [*fits, shown]
