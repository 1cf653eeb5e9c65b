"""Phones of people and producers in the cells of a sheet: among their names, and several in one cell."""

import re

from thai.folding import fold
from thai.phones import Phone, format_phone, parse_phones

_CONTACT = r"(?:โทรศัพท์|โทร\.?|เบอร์(?:โทร)?|ติดต่อ(?:เรา)?|มือถือ)"
_DIGITS = r"(?:\+66|0)[0-9][0-9 \-.]{6,13}[0-9]"
_PHONE_AT_EDGE = re.compile(
    rf"^(?:{_CONTACT}[\s:.]*)*{_DIGITS}[\s,/]+|[\s,(\-–]*(?:{_CONTACT}[\s:.]*)*{_DIGITS}\)?\s*$|\s+{_CONTACT}[\s:.]*$"
)
_COPYRIGHT = re.compile(r"\s*©\s*[0-9]{4}")


def name_and_phones(name: str) -> tuple[str, list[Phone]]:
    """A name without the phones before or behind it (and "©2018"), and those phones."""
    phones: list[Phone] = []
    while (match := _PHONE_AT_EDGE.search(name)) and fold(rest := name[: match.start()] + name[match.end() :]):
        found = parse_phones(match[0])
        if re.search(r"[0-9]{3}", match[0]) and not found:
            break
        phones += [Phone(phone.number) for phone in found]
        name = rest
    return _COPYRIGHT.sub("", name).strip(" ,-–"), phones


def phone_texts(phones: list[Phone]) -> tuple[str, str]:
    """The first number as it is stored, and the others for people, each with its name and extension.

    The first is repeated among the others when it has a name or an extension, which would be lost otherwise.
    """
    phones = list({phone.number: phone for phone in reversed(phones)}.values())[::-1]
    others = [phone for index, phone in enumerate(phones) if index or phone.label or phone.extension]
    texts = [
        format_phone(phone.number)
        + (f" ต่อ {phone.extension}" if phone.extension else "")
        + (f" ({phone.label})" if phone.label else "")
        for phone in others
    ]
    return (phones[0].number if phones else ""), ", ".join(texts)
