"""Normalizing Thai text: `fold` for searching, `identity_of` for telling names apart, `tidy` for storing what people see.

Why Unicode normalization is not enough (The Unicode Standard, chapter 16.1 Thai): marks are stored in the order they
are typed; most have combining class 0, so normalization does not reorder them; ำ (U+0E33) is one character with a
compatibility decomposition into ํ and า, which NFKC applies and never undoes.
"""

import re
import unicodedata

from thai.digits import THAI_DIGITS, TO_ARABIC, to_arabic
from thai.signs import DASHES, without_invisible

TONE_MARKS = "่้๊๋"
MAITAIKHU = "็"  # shortens a vowel
THANTHAKHAT = "์"  # silences the consonant below it
NIKHAHIT = "ํ"
SARA_AM = "ำ"
LAKKHANGYAO = "ๅ"

# Glyphs that Thai fonts of Windows 95 and 98 had in the private use area: letters without their lower parts, and marks moved
# to the left or down. Old files hold them instead of the ordinary letters.
_PRIVATE_USE = dict(zip(range(0xF700, 0xF71B), "ฐิีึื่้๊๋์่้๊๋์ญัํ็่้๊๋์ฺุู", strict=True))

# Letters that sound alike, and marks that people leave out when they search.
_FOLDED: dict[int, int | str | None] = {
    **TO_ARABIC,
    **_PRIVATE_USE,
    ord(LAKKHANGYAO): "า",
    **dict.fromkeys(map(ord, TONE_MARKS + MAITAIKHU + THANTHAKHAT)),
    **{ord(letter): same for letter, same in {"ศ": "ส", "ษ": "ส", "ณ": "น", "ญ": "ย", "ใ": "ไ"}.items()},
}

_TONES = f"[{TONE_MARKS}]"
_ABOVE_OR_BELOW = "[ัิ-ูํ]"  # vowels written over or under the consonant, which the tone mark follows
_NIKHAHIT_AA = re.compile(rf"({_TONES}*){NIKHAHIT}({_TONES}*)า")
_TONE_AFTER_VOWEL = re.compile(rf"([ะาำ])({_TONES}+)")
_TONE_BEFORE_VOWEL = re.compile(rf"([{TONE_MARKS}{MAITAIKHU}{THANTHAKHAT}]+)({_ABOVE_OR_BELOW}+)(?!า)")
_STRAY_LAKKHANGYAO = re.compile(f"(?<![ฤฦ]){LAKKHANGYAO}")  # typed for า; only after ฤ and ฦ it is a letter
_SPACE_BEFORE_MARK = re.compile(r"(?<=[ก-ฮ])\s+(?=[ัิ-ฺ็-๎ำ])")  # how text copied from a PDF often looks
_DOUBLED_MARK = re.compile(rf"([{TONE_MARKS}{MAITAIKHU}{THANTHAKHAT}])\1+")

_DASHES = re.compile(f"[{DASHES}]")


def _fold_once(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold().translate(_FOLDED)
    # Letters, marks and numbers stay; separators, punctuation, symbols and control characters go.
    text = "".join(character for character in text if unicodedata.category(character)[0] in "LMN")
    return text.replace(NIKHAHIT + "า", SARA_AM).replace("เเ", "แ")


def fold(text: str) -> str:
    """The normalized form in which texts are searched and compared; never shown.

    NFKC with sara am recomposed; casefold; เเ becomes แ, ๅ becomes า; the order of vowel and tone marks doesn't matter,
    because tone marks, ็ and ์ are dropped (the consonant below ์ stays, so ผลิตภัณฑ์ still finds ผลิตภัณฑ); Thai digits become
    Arabic; ศ ษ become ส, ณ น, ญ ย, ใ ไ; spaces, punctuation and symbols are dropped, so the result never contains a
    separator such as "|". Idempotent.
    """
    # After a character is dropped, its neighbors may compose or reorder: repeat until nothing changes.
    while (folded := _fold_once(text)) != text:
        text = folded
    return text


_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[^\w](?=[0-9])")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")


def _identity_once(text: str) -> str:
    text = to_arabic(tidy(unicodedata.normalize("NFKC", text))).casefold().replace("\u2044", "/")
    text = _THOUSANDS.sub("", _DASHES.sub("-", "".join(text.split())))
    kept = {match.start() for match in _BETWEEN_DIGITS.finditer(text)}
    text = "".join(
        character
        for index, character in enumerate(text)
        if character in "./" or index in kept or unicodedata.category(character)[0] in "LMN"
    )
    return text.replace("เเ", "แ")


def identity_of(name: str) -> str:
    """The form in which two names are compared for being the same thing; never shown.

    Names that differ only in spaces, letter case, the order of marks, เเ or Thai digits are the same. Unlike `fold` it keeps
    what makes another thing of it: tone marks (เสื่อ, เสื้อ), each letter (ไหม, ใหม่), "." and "/", and signs between two digits
    (1.5 and 15, 3/4 and 34), but not the commas of thousands. Idempotent; names of the same identity fold alike.
    """
    while (identity := _identity_once(name)) != name:
        name = identity
    return name


def fold_words(query: str) -> list[str]:
    """The words of a query, each folded; words that fold to nothing (a lone dash) are left out."""
    return [folded for word in query.split() if (folded := fold(word))]


def bigrams(folded: str) -> list[str]:
    """The distinct pairs of neighboring characters, in order of appearance; none for fewer than two characters."""
    return list(dict.fromkeys(folded[i : i + 2] for i in range(len(folded) - 1)))


def _tidy_once(text: str) -> str:
    text = unicodedata.normalize("NFC", text.translate(_PRIVATE_USE)).replace("เเ", "แ")
    text = _STRAY_LAKKHANGYAO.sub("า", _SPACE_BEFORE_MARK.sub("", text))
    text = _NIKHAHIT_AA.sub(rf"\1\2{SARA_AM}", text)
    text = _TONE_AFTER_VOWEL.sub(r"\2\1", text)
    text = _TONE_BEFORE_VOWEL.sub(r"\2\1", text)
    return _DOUBLED_MARK.sub(r"\1", text)


def tidy(text: str, *, arabic_digits: bool = False) -> str:
    """Correct the encoding of a typed text without changing how it reads; used whenever a name is stored.

    NFC; เเ becomes แ, นำ้ and นํ้า become น้ำ, other marks in the wrong order are reordered, doubled marks become single;
    glyphs of old fonts become ordinary letters, ๅ becomes า except after ฤ and ฦ, a space before a mark goes;
    zero-width and control characters are removed, white space collapses to single spaces and is stripped at the ends.
    Letter case, tone marks and punctuation stay. Thai digits stay too unless `arabic_digits`. Idempotent, and
    `fold(tidy(text)) == fold(text)`.
    """
    text = without_invisible(text)
    while (tidied := _tidy_once(text)) != text:
        text = tidied
    text = " ".join(text.split())
    return to_arabic(text) if arabic_digits else text


def tidy_lines(text: str) -> str:
    """`tidy` for each line of a text. Paragraphs stay; several empty lines become one."""
    lines = "\n".join(tidy(line) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def has_thai_digits(text: str) -> bool:
    """Whether the text contains ๐-๙."""
    return any(digit in text for digit in THAI_DIGITS)
