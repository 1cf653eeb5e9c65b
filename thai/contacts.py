"""Personal contact data in a running text: phone numbers, e-mail addresses, ID-card numbers.

For texts that are about to be published: it only reports what it found; the person who publishes decides.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from thai.id_cards import find_id_cards
from thai.phones import find_phones

_EMAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")


class ContactKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    ID_CARD = "id_card"


@dataclass(frozen=True)
class Contact:
    """One match: the text as written, its position, and `value` normalized for comparing (phones as stored)."""

    kind: ContactKind
    written: str
    start: int
    end: int
    value: str


def find_contacts(text: str) -> list[Contact]:
    """Every phone number, e-mail address and ID-card number in a text, in order, without overlaps."""
    found = [
        Contact(ContactKind.ID_CARD, text[start:end], start, end, "".join(filter(str.isdecimal, text[start:end])))
        for start, end in find_id_cards(text)
    ]
    found += [
        Contact(ContactKind.EMAIL, match[0], match.start(), match.end(), match[0].lower())
        for match in _EMAIL.finditer(text)
    ]
    taken = [(contact.start, contact.end) for contact in found]
    found += [
        Contact(ContactKind.PHONE, text[start:end], start, end, number)
        for start, end, number in find_phones(text)
        if all(end <= other_start or other_end <= start for other_start, other_end in taken)
    ]
    return sorted(found, key=lambda contact: contact.start)
