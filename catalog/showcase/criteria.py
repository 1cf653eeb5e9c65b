"""The search, filters and sort order of the showcase, read from the query string. Invalid values are ignored."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from django.http import QueryDict

from center.records.facets import MOST_VALUES, search_of
from thai.digits import to_arabic

SORTS = ("best", "name", "newest", "price", "price-desc")
HIGHEST_PRICE = Decimal(9_999_999)
# Bands of the lowest price in baht, by their value in the query string: above the first number, up to and including the
# second. "ask" is for products without a price.
PRICE_BANDS: dict[str, tuple[int, int | None] | None] = {
    "0-50": (0, 50),
    "50-100": (50, 100),
    "100-300": (100, 300),
    "300-1000": (300, 1000),
    "1000-": (1000, None),
    "ask": None,
}


@dataclass(frozen=True)
class Criteria:
    """A search, filters and a sort order. Prices are in baht; months are 1 to 12; stars 1 to 5."""

    search: str = ""
    categories: tuple[str, ...] = ()
    tambons: tuple[str, ...] = ()
    stars: tuple[int, ...] = ()
    certificates: tuple[str, ...] = ()
    months: tuple[int, ...] = ()
    prices: tuple[str, ...] = ()
    min_price: Decimal | None = None
    max_price: Decimal | None = None
    sort: str = "name"
    center: tuple[str, ...] = ()

    @classmethod
    def read(cls, query: QueryDict) -> "Criteria":
        """Read a query string. Thai digits are accepted, invalid and surplus values ignored; unknown codes by knowing()."""
        search = search_of(query)
        sort = query.get("sort", "")
        low, high = _price(query.get("min_price", "")), _price(query.get("max_price", ""))
        if low is not None and high is not None and low > high:
            low, high = high, low
        return cls(
            search=search,
            categories=_codes(query, "category"),
            tambons=_codes(query, "tambon"),
            stars=_numbers(query, "stars", 5),
            certificates=_codes(query, "certificate"),
            months=_numbers(query, "season", 12),
            prices=tuple(band for band in PRICE_BANDS if band in query.getlist("price")[:MOST_VALUES]),
            min_price=low,
            max_price=high,
            center=("yes",) if query.get("center") == "yes" else (),
            sort=sort if sort in SORTS else ("best" if search else "name"),
        )

    def knowing(self, known: Mapping[str, Container[str | int]]) -> "Criteria":
        """A copy without codes that no row has any more, so that an old link lists everything instead of nothing.

        known: by GET parameter of a facet, its present codes. Facets that aren't in it keep theirs.
        """

        def existing(name: str, codes: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(code for code in codes if name not in known or code in known[name])

        return replace(
            self,
            categories=existing("category", self.categories),
            tambons=existing("tambon", self.tambons),
            certificates=existing("certificate", self.certificates),
        )

    def address(self, **changes: str) -> QueryDict:
        """The normalized query string of these criteria, with some parameters changed."""
        query = QueryDict(mutable=True)
        for name, values in self.chosen.items():
            query.setlist(name, [str(value) for value in values])
        usual = "best" if self.search else "name"
        single = {
            "q": self.search,
            "min_price": "" if self.min_price is None else f"{self.min_price:f}",
            "max_price": "" if self.max_price is None else f"{self.max_price:f}",
            "sort": "" if self.sort == usual else self.sort,
        }
        for name, value in (single | changes).items():
            if value:
                query[name] = value
        return query

    @property
    def chosen(self) -> dict[str, tuple[str, ...] | tuple[int, ...]]:
        """The selected values of each facet, by its GET parameter."""
        return {
            "category": self.categories,
            "tambon": self.tambons,
            "stars": self.stars,
            "price": self.prices,
            "certificate": self.certificates,
            "season": self.months,
            "center": self.center,
        }


def _codes(query: QueryDict, name: str) -> tuple[str, ...]:
    """Codes are short ASCII words; anything else can't be one."""
    values = query.getlist(name)[:MOST_VALUES]
    return tuple(dict.fromkeys(value for value in values if re.fullmatch(r"[-\w]{1,20}", value, re.ASCII)))


def _numbers(query: QueryDict, name: str, most: int) -> tuple[int, ...]:
    values = (to_arabic(value) for value in query.getlist(name)[:MOST_VALUES])
    numbers = (int(value) for value in values if value.isascii() and value.isdigit() and len(value) <= 2)
    return tuple(dict.fromkeys(number for number in numbers if 1 <= number <= most))


def _price(text: str) -> Decimal | None:
    try:
        price = Decimal(to_arabic(text[:20]).replace(",", "").strip())
    except InvalidOperation:
        return None
    return price if price.is_finite() and 0 <= price <= HIGHEST_PRICE else None
