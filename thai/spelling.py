"""Which of many names a misspelt search may have meant.

Pairs of letters find names that look alike among thousands in no time, but also long ones of which a word begins alike
(มะพร้าวแก้ว, น้ำมันมะพร้าวสกัดเย็น) and short ones that have another word instead (ไม้กวาดทางมะพร้าว). So what is to be asked
about must be alike in both directions, and hold what was typed nearly letter by letter.
All texts are folded (`thai.folding.fold`).
"""

from collections.abc import Iterable, Mapping
from heapq import nlargest
from typing import TypeVar

from thai.folding import bigrams

NEAR = 0.6
"""A name looks alike when it holds this share of the search's pairs of letters: 20 of 22 misspellings were found so."""
ALIKE = 0.5
"""A name may have been meant when this share of the pairs of both is common to both (Dice)."""
MOST_EDITS = 0.3
"""And when, for each letter typed, no more than this are to be put right."""
LIKELY = 5
"""How many of those that look most alike are compared letter by letter."""

Key = TypeVar("Key")


def edits(typed: str, name: str) -> int:
    """How many letters are to be added, left out or changed until what was typed stands in the name."""
    # Sellers' algorithm: row[n] is what it takes for the letters so far to end at the name's n-th.
    row = [0] * (len(name) + 1)
    for number, letter in enumerate(typed, 1):
        before, row = row, [number]
        for place, other in enumerate(name, 1):
            row.append(min(before[place - 1] + (letter != other), before[place] + 1, row[-1] + 1))
    return min(row)


def nearest(typed: str, looks_alike: Iterable[Key], names: Mapping[Key, str] | list[str]) -> Key | None:
    """Which of the names that look alike was most likely meant; None where none is near enough.

    looks_alike: the keys of such names. names: by these keys, others may be among them.
    """
    pairs = set(bigrams(typed))
    likely = nlargest(LIKELY, looks_alike, key=lambda key: _dice(pairs, names[key]))
    to_put_right = {key: edits(typed, names[key]) for key in likely if _dice(pairs, names[key]) >= ALIKE}
    best = min(to_put_right, key=to_put_right.__getitem__, default=None)
    return best if best is not None and to_put_right[best] <= MOST_EDITS * len(typed) else None


def _dice(pairs: set[str], name: str) -> float:
    others = set(bigrams(name))
    return 2 * len(pairs & others) / (len(pairs) + len(others) or 1)
