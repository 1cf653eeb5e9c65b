"""Dictionary order as a key of bytes, the same on every database and without collations.

The rule is the Royal Institute Dictionary's, as CLDR's Thai collation states it: words compare by their consonants
and vowels first, a vowel written before its consonant (เ แ โ ใ ไ) counting after it; tone marks, ็ and ์ decide only
between words that are otherwise the same. Numbers come first and by their value, then Latin, then Thai.
"""

import re
import unicodedata

from thai.digits import to_arabic
from thai.folding import MAITAIKHU, NIKHAHIT, SARA_AM, THANTHAKHAT, TONE_MARKS, tidy

LONGEST = 200
"""Characters that count. A key is then below 2,700 bytes, the most that a PostgreSQL index takes."""

_SEPARATOR = b"\x00"
_NUMBER = 0x20  # then how many digits, then the digits
_LATIN = 0x30
_THAI = 0x60
_OTHER = 0xF0  # then the code point in three bytes

_CONSONANTS = "".join(map(chr, range(0x0E01, 0x0E2F)))  # ก to ฮ, with ฤ and ฦ in their places
_VOWELS = "ะัาๅำิีึืุูเแโใไ"
_RANK = {character: _THAI + rank for rank, character in enumerate(_CONSONANTS + _VOWELS)}
_RANK |= {character: _LATIN + rank for rank, character in enumerate("abcdefghijklmnopqrstuvwxyz")}

_PLAIN = 0x20  # in the second level: a letter; marks weigh more, so that ขาว comes before ข้าว
_MARKS = {mark: _PLAIN + 1 + rank for rank, mark in enumerate(MAITAIKHU + TONE_MARKS + THANTHAKHAT + NIKHAHIT + "๎ฺ")}
_OTHER_MARK = 0x3F

_LEADING_VOWEL = re.compile(f"([เแโใไ])([{_CONSONANTS}])")
_PIECE = re.compile(r"[0-9]+|.", re.DOTALL)


def sort_key(text: str) -> bytes:
    """The bytes by which a name is sorted: plain comparison (memcmp) of keys is dictionary order.

    Three levels, divided by a zero byte so that a word comes before its continuations (น้ำ before น้ำพริก): letters
    and numbers; marks; the text itself, which settles spaces, punctuation, letter case and kinds of digit. Numbers
    compare by value (2 before 10, ๒ like 2). The first 200 characters count.
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
    # Small letters before capitals, as dictionaries have it. Half a surrogate pair can't be stored, but must not fail.
    rest = text.swapcase()[:LONGEST].encode("utf-8", "replace")
    return bytes(letters) + _SEPARATOR + bytes(marks) + _SEPARATOR + rest
