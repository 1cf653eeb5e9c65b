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


def near(
    typed: str, candidates: Iterable[Key], names: NamesByKey[Key], most_compared: int = MOST_COMPARED
) -> dict[Key, int]:
    """The candidates that are similar enough to have been meant, with their edit distances.

    candidates: keys of names with enough common bigrams (NEAR). names: all names by key. most_compared: for how many of the
    best candidates the edit distance is computed.
    """
    pairs = set(bigrams(typed))
    alike = {key: dice for key in candidates if (dice := _dice(pairs, names[key])) >= LEAST_DICE}
    best = nlargest(most_compared, alike, key=lambda key: alike[key])
    distances = {key: edits(typed, names[key]) for key in best}
    return {key: distance for key, distance in distances.items() if distance <= MOST_EDITS * len(typed)}


def nearest(typed: str, candidates: Iterable[Key], names: NamesByKey[Key]) -> Key | None:
    """The key of the candidate that was most likely meant; None if no candidate is similar enough. See near()."""
    distances = near(typed, candidates, names)
    return min(distances, key=lambda key: distances[key], default=None)


def _dice(pairs: set[str], name: str) -> float:
    others = set(bigrams(name))
    return 2 * len(pairs & others) / (len(pairs) + len(others) or 1)
