"""Spelling suggestions: which of many names a misspelt search most likely meant.

Common bigrams find candidates among thousands of names fast, but also long names of which one word is similar
(มะพร้าวแก้ว, น้ำมันมะพร้าวสกัดเย็น) and short names with another word instead (ไม้กวาดทางมะพร้าว). So a suggestion must also
pass a symmetric comparison (Dice coefficient) and a limit of the edit distance.
All texts are folded (`thai.folding.fold`).
"""

from collections.abc import Iterable
from heapq import nlargest
from typing import Protocol, TypeVar

from thai.folding import bigrams

NEAR = 0.6
"""A name is a candidate if it contains this share of the search's bigrams: found 20 of 22 misspellings."""
LEAST_DICE = 0.5
"""Minimal Dice coefficient (share of common bigrams) of search and name."""
MOST_EDITS = 0.3
"""Maximal edit distance per letter typed."""
MOST_COMPARED = 5
"""For how many of the best candidates the edit distance is computed."""

Key = TypeVar("Key")
_Key = TypeVar("_Key", contravariant=True)


class NamesByKey(Protocol[_Key]):
    """A dict of names, or a list whose indexes are the keys."""

    def __getitem__(self, key: _Key, /) -> str: ...


def edits(typed: str, name: str) -> int:
    """The edit distance of `typed` to the part of `name` that is most similar to it."""
    # Sellers' algorithm: row[n] is the distance of the letters so far to the best part of the name that ends at n.
    row = [0] * (len(name) + 1)
    for number, letter in enumerate(typed, 1):
        before, row = row, [number]
        for place, other in enumerate(name, 1):
            row.append(min(before[place - 1] + (letter != other), before[place] + 1, row[-1] + 1))
    return min(row)


def nearest(typed: str, candidates: Iterable[Key], names: NamesByKey[Key]) -> Key | None:
    """The key of the candidate that was most likely meant; None if no candidate is similar enough.

    candidates: keys of names with enough common bigrams (NEAR). names: all names by key.
    """
    pairs = set(bigrams(typed))
    best = nlargest(MOST_COMPARED, candidates, key=lambda key: _dice(pairs, names[key]))
    distances = {key: edits(typed, names[key]) for key in best if _dice(pairs, names[key]) >= LEAST_DICE}
    nearest_key = min(distances, key=lambda key: distances[key], default=None)
    return nearest_key if nearest_key is not None and distances[nearest_key] <= MOST_EDITS * len(typed) else None


def _dice(pairs: set[str], name: str) -> float:
    others = set(bigrams(name))
    return 2 * len(pairs & others) / (len(pairs) + len(others) or 1)
