"""Sort keys in dictionary order, as bytes: the same on every database, without collations.

The order is the Royal Institute Dictionary's, as CLDR's Thai collation specifies it: words compare by their consonants
and vowels first, a vowel written before its consonant (เ แ โ ใ ไ) counting after it; tone marks, ็ and ์ only break
ties. Numbers come first and by their value, then Latin, then Thai.
"""

import re
import unicodedata

from thai.digits import to_arabic
from thai.folding import MAITAIKHU, NIKHAHIT, SARA_AM, THANTHAKHAT, TONE_MARKS, tidy

LONGEST = 200
"""Characters compared. Keeps a key below 2,700 bytes, the limit of a PostgreSQL index row."""

_SEPARATOR = b"\x00"
_NUMBER = 0x20  # followed by the count of digits and the digits
_LATIN = 0x30
_THAI = 0x60
_OTHER = 0xF0  # followed by the code point in three bytes

_CONSONANTS = "".join(map(chr, range(0x0E01, 0x0E2F)))  # ก to ฮ, including ฤ and ฦ
_VOWELS = "ะัาๅำิีึืุูเแโใไ"
_RANK = {character: _THAI + rank for rank, character in enumerate(_CONSONANTS + _VOWELS)}
_RANK |= {character: _LATIN + rank for rank, character in enumerate("abcdefghijklmnopqrstuvwxyz")}

_PLAIN = 0x20  # second level: a letter without mark; marks weigh more, so ขาว comes before ข้าว
_MARKS = {mark: _PLAIN + 1 + rank for rank, mark in enumerate(MAITAIKHU + TONE_MARKS + THANTHAKHAT + NIKHAHIT + "๎ฺ")}
_OTHER_MARK = 0x3F

_LEADING_VOWEL = re.compile(f"([เแโใไ])([{_CONSONANTS}])")
_PIECE = re.compile(r"[0-9]+|.", re.DOTALL)


def sort_key(text: str) -> bytes:
    """The sort key of a name: comparing keys byte by byte (memcmp) gives dictionary order.

    Three levels, separated by a zero byte so that a word comes before its continuations (น้ำ before น้ำพริก): letters
    and numbers; marks; the text itself, which breaks ties by spaces, punctuation, letter case and kind of digit. Numbers
    compare by value (2 before 10, ๒ like 2). Only the first 200 characters count.
    """
    text = tidy(text[: 2 * LONGEST])[:LONGEST]
    plain = unicodedata.normalize("NFKD", to_arabic(text).casefold()).replace(NIKHAHIT + "า", SARA_AM)[:LONGEST]
    plain = _LEADING_VOWEL.sub(r"\2\1", plain)

    letters, marks = bytearray(), bytearray()
    for piece in _PIECE.findall(plain):
        if piece[0] in "0123456789":
            digits = piece.lstrip("0")
            letters += bytes([_NUMBER, len(digits)]) + digits.encode()
            marks.append(_PLAIN)
        elif piece in _RANK:
            letters.append(_RANK[piece])
            marks.append(_PLAIN)
        elif piece in _MARKS:
            marks.append(_MARKS[piece])
        elif (category := unicodedata.category(piece)[0]) == "M":
            marks.append(_OTHER_MARK)
        elif category in "LN" and piece != "ๆ":
            letters += bytes([_OTHER]) + ord(piece).to_bytes(3, "big")
            marks.append(_PLAIN)
    # swapcase: dictionaries put small letters before capitals. "replace": an unpaired surrogate must not raise.
    rest = text.swapcase()[:LONGEST].encode("utf-8", "replace")
    return bytes(letters) + _SEPARATOR + bytes(marks) + _SEPARATOR + rest
