"""What a visitor has with the center, found by the number of one matter and the phone number given with it.

Packages register how theirs are found; the page of one's own matters asks all of them:

    @matters.finder("booking")
    def bookings_of(number: str, phone: str) -> list[Matter]:
        return [... for booking in Booking.objects.filter(reference=number, phone=phone)]

A finder gives only what **both** match, so that a wrong number and an unknown one have the same answer: nothing. The
page counts each look-up (`form_guard.count_attempt(request, kind="my matters", phone=...)`): numbers are short, and
five guesses an hour are all that one phone number gets.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from thai.digits import to_arabic
from thai.phones import normalize_phone


@dataclass(frozen=True)
class Matter:
    """One line of the page. title and state are said in the reader's language; url is the matter's own page.

    at (aware): when it takes place, or when it was sent where it has no time of its own.
    """

    title: str
    state: str
    at: datetime
    url: str


Finder = Callable[[str, str], Iterable[Matter]]

FINDERS: dict[str, Finder] = {}


def finder(kind: str) -> Callable[[Finder], Finder]:
    """Register function(number, phone) that finds one kind of matters. Raises ValueError for a kind that has one."""

    def register(function: Finder) -> Finder:
        if kind in FINDERS:
            raise ValueError(f"There is a finder of {kind!r} already.")
        FINDERS[kind] = function
        return function

    return register


def find(*, number: str, phone: str) -> list[Matter]:
    """All matters of a number and a phone number as somebody typed them: the latest first, each page once.

    Every finder is asked, whatever the others found. An empty number or no phone number finds nothing.
    """
    number = "".join(to_arabic(number).split())
    try:
        phone = normalize_phone(phone)
    except ValueError:
        return []
    if not number:
        return []
    found = [matter for function in FINDERS.values() for matter in function(number, phone)]
    pages = {matter.url: matter for matter in found}
    return sorted(pages.values(), key=lambda matter: (-matter.at.timestamp(), matter.url))
