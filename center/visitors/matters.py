"""A visitor's matters (questions, bookings, ...), looked up by the number of one and the phone number given with it.

Packages register a finder for theirs; the page "my matters" calls all of them:

    @matters.finder("booking")
    def bookings_of(number: str, phone: str) -> list[Matter]:
        return [... for booking in Booking.objects.filter(reference=number, phone=phone)]

A finder returns only rows that match **both**, so that the answer doesn't reveal which numbers exist. Numbers are short,
so the page rate-limits look-ups (`form_guard.count_attempt(request, kind="my matters", phone=...)`): five an hour per
phone number.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from thai.digits import to_arabic
from thai.phones import normalize_phone


@dataclass(frozen=True)
class Matter:
    """One line of the page. title, state: in the active language; url: of the matter's own page.

    at (aware): when it takes place, or when it was sent if it has no date.
    """

    title: str
    state: str
    at: datetime
    url: str


Finder = Callable[[str, str], Iterable[Matter]]

FINDERS: dict[str, Finder] = {}


def finder(kind: str) -> Callable[[Finder], Finder]:
    """Decorator that registers a function(number, phone) for a kind of matters. Raises ValueError if the kind has one."""

    def register(function: Finder) -> Finder:
        if kind in FINDERS:
            raise ValueError(f"There is a finder of {kind!r} already.")
        FINDERS[kind] = function
        return function

    return register


def find(*, number: str, phone: str) -> list[Matter]:
    """All matters of a number and a phone number as typed: the latest first, each URL once.

    Always calls every finder. Returns nothing for an empty number or an invalid phone number.
    """
    number = "".join(to_arabic(number).split())
    try:
        phone = normalize_phone(phone)
    except ValueError:
        return []
    if not number:
        return []
    found = [matter for function in FINDERS.values() for matter in function(number, phone)]
    by_url = {matter.url: matter for matter in found}
    return sorted(by_url.values(), key=lambda matter: (-matter.at.timestamp(), matter.url))
