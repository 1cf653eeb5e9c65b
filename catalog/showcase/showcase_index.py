"""All published products in memory, one bit each: searching is scanning folded texts, filtering and counting is `&`.

Row n of the index is the n-th product in dictionary order, and bit n of a bitmap (a plain integer) stands for it. A
process builds the index when the database says that something changed, and at the minute a product is to appear.
20,000 products take about 45 MB and are built in under a second; a search then takes milliseconds on either database.
What goes through all rows is a loop within one expression: a call of a function for each row would be most of the time
of a page.
"""

import threading
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import accumulate, chain, compress, count

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from catalog.products import months
from catalog.products.models import Certificate, Producer, Product
from catalog.products.wording import STAR_WORDS
from catalog.showcase.criteria import PRICE_BANDS
from center.records.revision import version_of
from thai.django.fields import SEPARATOR
from thai.folding import bigrams, fold

# What a row of the index is made of, in the order of values_list.
_COLUMNS = (
    "pk",
    "name_th",
    "name_en",
    "search_name",
    "search_text",
    "published_at",
    "price_low",
    "price_high",
    "category__code",
    "producer",
    "producer__tambon",
    "producer__tambon__name_th",
    "producer__district",
    "producer__province",
    "latest_stars",
    "months",
)


@dataclass
class ShowcaseIndex:
    """The published products, in dictionary order, and a bitmap for every value of every facet."""

    version: tuple
    rebuilt_at: datetime | None
    ids: list[int]
    names: list[str]
    folded_names: list[str]
    english_names: list[str]
    folded_english: list[str]
    texts: list[str]
    newest_first: list[int]
    # For English pages: by the English name, those without one behind them, in Thai order.
    by_english_name: list[int]
    categories: list[str]
    makers: list[int]
    tambons: list[str | None]
    prices: list[tuple[Decimal | None, Decimal | None]]
    facets: dict[str, dict[str | int, int]]
    # For every pair of letters the rows whose folded name, Thai or English, holds it.
    pairs: dict[str, list[int]]
    # Folded words that may stand glued to others: names of the places the products come from, and of stars.
    known_words: set[str]
    rows_by_id: dict[int, int] = field(init=False, repr=False)
    # All texts in one, a line for each row, and where each line ends: one search through it is a third of 20,000.
    whole_text: str = field(init=False, repr=False)
    line_ends: list[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.rows_by_id = {pk: row for row, pk in enumerate(self.ids)}
        self.whole_text = "\n".join(self.texts)
        self.line_ends = list(accumulate(len(text) + 1 for text in self.texts))

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def everything(self) -> int:
        """The bitmap of all products."""
        return (1 << len(self)) - 1

    def names_like(self, typed: str) -> tuple[list[str], list[str]]:
        """The names that what was typed is compared with, as they are and folded: Thai ones if a letter of it is."""
        if any("\u0e01" <= letter <= "\u0e5b" for letter in typed):
            return self.names, self.folded_names
        return self.english_names, self.folded_english

    def holding(self, words: list[list[str]]) -> int:
        """Products whose text holds every word, each in one of its spellings."""
        if not words:
            return self.everything
        first, *others = words
        found = sorted({row for spelling in first for row in self._lines_with(spelling)})
        return bitmap(filter_holding(self.texts, found, others), len(self))

    def _lines_with(self, spelling: str) -> Iterator[int]:
        """The rows whose text holds a folded word, ascending."""
        find, ends = self.whole_text.find, self.line_ends
        position = find(spelling)
        while position >= 0:
            row = bisect_right(ends, position)
            yield row
            position = find(spelling, ends[row])

    def within(self, low: Decimal | None, high: Decimal | None) -> int:
        """Products whose price range, in baht, overlaps the wanted one; those without a price never do."""
        if low is None and high is None:
            return self.everything
        overlapping = [
            row
            for row, (least, most) in enumerate(self.prices)
            if least is not None and (high is None or least <= high) and (low is None or (most or least) >= low)
        ]
        return bitmap(overlapping, len(self))

    def chosen(self, facet: str, values: Iterable[str | int]) -> int:
        """Products that have one of the values; all products where none is chosen."""
        values = list(values)
        if not values:
            return self.everything
        found = 0
        for value in values:
            found |= self.facets[facet].get(value, 0)
        return found


def current() -> ShowcaseIndex:
    """The index as the database is now. One query, and four more when something changed since the last call."""
    global _index
    version = version_of(Product, Producer, Certificate)
    now = timezone.now()
    index = _index
    if index is None or index.version != version or (index.rebuilt_at and index.rebuilt_at <= now):
        with _building:
            index = _index
            if index is None or index.version != version or (index.rebuilt_at and index.rebuilt_at <= now):
                _index = index = build(version, now)
    return index


_index: ShowcaseIndex | None = None
_building = threading.Lock()


def build(version: tuple, now: datetime) -> ShowcaseIndex:
    """Read all published products. Four queries."""
    # Before the products: one that appears in between is among them, and at worst they are read once too often.
    rebuilt_at = _next_change(now)
    shown = list(Product.objects.published().order_by("sort_key", "pk").values_list(*_COLUMNS))
    (
        ids,
        names,
        english_names,
        folded_names,
        texts,
        published,
        lows,
        highs,
        categories,
        makers,
        tambons,
        *places,
        stars,
        sold,
    ) = map(list, zip(*shown, strict=True)) if shown else ([] for _ in _COLUMNS)
    texts = [SEPARATOR.join([text, *STAR_WORDS.get(won, ())]) for text, won in zip(texts, stars, strict=True)]
    folded_english = list(map(fold, english_names))
    prices = list(zip(lows, highs, strict=True))
    return ShowcaseIndex(
        version=version,
        rebuilt_at=rebuilt_at,
        ids=ids,
        names=names,
        folded_names=folded_names,
        english_names=english_names,
        folded_english=folded_english,
        texts=texts,
        newest_first=sorted(range(len(ids)), key=lambda row: (published[row], ids[row]), reverse=True),
        by_english_name=sorted(
            range(len(ids)), key=lambda row: (not english_names[row], english_names[row].casefold())
        ),
        categories=categories,
        makers=makers,
        tambons=tambons,
        prices=prices,
        facets={
            "category": _bitmaps([value] for value in categories),
            "tambon": _bitmaps([value] if value else [] for value in tambons),
            "stars": _bitmaps([value] if value else [] for value in stars),
            "price": _bitmaps([price_band(low)] for low in lows),
            "season": _bitmaps(months.unpack(bits) for bits in sold),
            "certificate": _bitmaps(_certificates(ids)),
        },
        pairs=_by_value(
            dict.fromkeys(bigrams(name) + bigrams(english))
            for name, english in zip(folded_names, folded_english, strict=True)
        ),
        known_words={*(fold(name) for name in set().union(*places) if name), *chain.from_iterable(STAR_WORDS.values())},
    )


def price_band(price: Decimal | None) -> str:
    """The band of PRICE_BANDS that a product's lowest price, in baht, lies in."""
    if price is None:
        return "ask"
    return next(band for band, limits in PRICE_BANDS.items() if limits and (limits[1] is None or price <= limits[1]))


def _certificates(ids: list[int]) -> Iterator[list[str]]:
    """For each product the kinds of its certificates that are in force today."""
    held: dict[int, list[str]] = {}
    certificates = Certificate.objects.shown(timezone.localdate()).filter(product__in=Product.objects.published())
    for product, code in certificates.order_by().values_list("product", "kind__code").distinct():
        held.setdefault(product, []).append(code)
    return (held.get(pk, []) for pk in ids)


def _next_change(now: datetime) -> datetime | None:
    """When the passing of time alone will change what is shown: a product appears, or a day ends for a certificate.

    What has yet to appear is asked of the database's clock, as published() is. With ours, a row whose minute has come
    here but not yet there would be neither shown nor waited for.
    """

    def first(found: QuerySet) -> datetime | None:
        return (
            found.filter(published_at__gt=Now()).order_by("published_at").values_list("published_at", flat=True).first()
        )

    midnight = timezone.make_aware(
        datetime.combine(date.fromordinal(timezone.localdate(now).toordinal() + 1), datetime.min.time())
    )
    return min(filter(None, [first(Product.objects), first(Producer.objects), midnight]))


def _bitmaps(values_of_rows: Iterable[list]) -> dict[str | int, int]:
    """For every value the bitmap of the rows that have it."""
    return {value: bitmap(found, found[-1] + 1) for value, found in _by_value(values_of_rows).items()}


def _by_value(values_of_rows: Iterable[list]) -> dict[str | int, list[int]]:
    """For every value the rows that have it, ascending."""
    with_value: dict[str | int, list[int]] = {}
    for row, values in enumerate(values_of_rows):
        for value in values:
            with_value.setdefault(value, []).append(row)
    return with_value


def filter_holding(texts: list[str], among: list[int], words: Iterable[list[str]]) -> list[int]:
    """Those of the rows whose text in `texts` holds every word, each in one of its spellings; their order stays."""
    for spellings in words:
        if len(spellings) == 1:
            (spelling,) = spellings
            among = [row for row in among if spelling in texts[row]]
        else:
            held = {row for spelling in spellings for row in among if spelling in texts[row]}
            among = [row for row in among if row in held]
    return among


def bitmap(found: Iterable[int], count: int) -> int:
    """The integer whose bits are set at the found rows, each of which is less than count."""
    digits = bytearray(b"0") * (count + 1)
    for row in found:
        digits[row] = _ONE
    digits.reverse()
    return int(digits, 2)


def rows(bits: int) -> Iterator[int]:
    """The rows whose bits are set, ascending."""
    return compress(count(), flags(bits))


def flags(bits: int, count: int = 0) -> bytes:
    """A byte for each row up to the last that is set, and for at least count rows: 1 where the bit is set, else 0."""
    return f"{bits:0{count}b}".encode()[::-1].translate(_FLAGS)


_ONE = ord("1")
_FLAGS = bytes.maketrans(b"01", b"\0\1")
