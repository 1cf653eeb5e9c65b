"""Months of sale as a bit mask in one integer column: bit 0 is January, bit 11 December."""

import re
from collections.abc import Iterable

from thai.dates import ENGLISH_MONTHS, MONTHS, SHORT_MONTHS, month_short
from thai.folding import fold

ALL_YEAR = 0b1111_1111_1111


def pack(months: Iterable[int]) -> int:
    """Months 1 to 12 as bits. Raises ValueError for anything else."""
    bits = 0
    for month in months:
        if not 1 <= month <= 12:
            raise ValueError(f"{month} is no month")
        bits |= 1 << (month - 1)
    return bits


def unpack(bits: int) -> list[int]:
    """The months 1 to 12 whose bits are set, ascending."""
    return [month for month in range(1, 13) if bits & (1 << (month - 1))]


def runs(bits: int) -> list[tuple[int, int]]:
    """Consecutive months as ranges (first, last); a range may cross New Year: (11, 2) is November to February."""
    months = unpack(bits)
    if not months or bits == ALL_YEAR:
        return [(1, 12)] if months else []
    starts = [month for month in months if (month - 2) % 12 + 1 not in months]
    ranges = []
    for start in starts:
        last = start
        while last % 12 + 1 in months:
            last = last % 12 + 1
        ranges.append((start, last))
    return ranges


def next_month_of_sale(bits: int, month: int) -> int:
    """The first month from `month` on in which it is sold, 1 to 12; across New Year if need be. bits: not zero."""
    return next(later for later in ((month - 1 + ahead) % 12 + 1 for ahead in range(12)) if bits & 1 << (later - 1))


def in_words(bits: int, language: str) -> str:
    """The ranges of months as text: "มี.ค.–พ.ค., พ.ย."."""
    return ", ".join(
        month_short(first, language)
        if first == last
        else f"{month_short(first, language)}–{month_short(last, language)}"
        for first, last in runs(bits)
    )


_MONTH_OF = {
    fold(name): number
    for names in (MONTHS, SHORT_MONTHS, ENGLISH_MONTHS, [name[:3] for name in ENGLISH_MONTHS])
    for number, name in enumerate(names, start=1)
}
_ALL_YEAR = {fold(words) for words in ("ทั้งปี", "ตลอดปี", "ตลอดทั้งปี", "ทุกเดือน", "all year")}


def from_words(text: str) -> int | None:
    """The bits of typed months: "ทั้งปี", "มี.ค.–พ.ค., พ.ย.", "มีนาคม ถึง พฤษภาคม", "Mar-May"; None for anything else.

    Numbers are months (3-5); above 12 they are the bits themselves, as lists exported earlier had them (4095).
    """
    if fold(text) in _ALL_YEAR:
        return ALL_YEAR
    if text.isdecimal() and 12 < int(text) <= ALL_YEAR:
        return int(text)
    bits = 0
    for part in re.split(r"[,;/]|และ", text):
        ends = [_month(end) for end in re.split(r"[-–—]|ถึง", part)]
        if len(ends) > 2 or None in ends:
            return None
        first, last = ends[0] or 0, ends[-1] or 0
        bits |= pack((month - 1) % 12 + 1 for month in range(first, last + 1 + 12 * (last < first)))
    return bits or None


def _month(text: str) -> int | None:
    text = fold(text)
    if text.isdecimal():
        return int(text) if 1 <= int(text) <= 12 else None
    return _MONTH_OF.get(text)
