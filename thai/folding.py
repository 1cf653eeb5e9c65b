"""Normalizing Thai text: `fold` for searching and comparing, `tidy` for storing what people see.

Why Unicode normalization is not enough (The Unicode Standard, chapter 16.1 Thai): marks are stored in the order they
are typed; most have combining class 0, so normalization does not reorder them; ำ (U+0E33) is one character with a
compatibility decomposition into ํ and า, which NFKC applies and never undoes.
"""

import re
import unicodedata

from thai.digits import THAI_DIGITS, TO_ARABIC, to_arabic

TONE_MARKS = "่้๊๋"
MAITAIKHU = "็"  # shortens a vowel
THANTHAKHAT = "์"  # silences the consonant below it
NIKHAHIT = "ํ"
SARA_AM = "ำ"

# Letters that sound alike, and marks that people leave out when they search.
_FOLDED: dict[int, int | str | None] = {
    **TO_ARABIC,
    **dict.fromkeys(map(ord, TONE_MARKS + MAITAIKHU + THANTHAKHAT)),
    **{ord(letter): same for letter, same in {"ศ": "ส", "ษ": "ส", "ณ": "น", "ญ": "ย", "ใ": "ไ"}.items()},
}

_TONES = f"[{TONE_MARKS}]"
_ABOVE_OR_BELOW = "[ัิ-ูํ]"  # vowels written over or under the consonant, which the tone mark follows
_NIKHAHIT_AA = re.compile(rf"({_TONES}*){NIKHAHIT}({_TONES}*)า")
_TONE_AFTER_VOWEL = re.compile(rf"([ะาำ])({_TONES}+)")
_TONE_BEFORE_VOWEL = re.compile(rf"([{TONE_MARKS}{MAITAIKHU}{THANTHAKHAT}]+)({_ABOVE_OR_BELOW}+)(?!า)")
_DOUBLED_MARK = re.compile(rf"([{TONE_MARKS}{MAITAIKHU}{THANTHAKHAT}])\1+")

# Zero-width spaces and joiners, direction marks, soft hyphen, byte order mark.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")  # all but those that `str.split` takes for whitespace


def _fold_once(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold().translate(_FOLDED)
    # Letters, marks and numbers stay; separators, punctuation, symbols and control characters go.
    text = "".join(character for character in text if unicodedata.category(character)[0] in "LMN")
    return text.replace(NIKHAHIT + "า", SARA_AM).replace("เเ", "แ")


def fold(text: str) -> str:
    """The normalized form in which texts are searched and compared; never shown.

    NFKC with sara am recomposed; casefold; เเ becomes แ; the order of vowel and tone marks doesn't matter, because tone
    marks, ็ and ์ are dropped (the consonant below ์ stays, so ผลิตภัณฑ์ still finds ผลิตภัณฑ); Thai digits become
    Arabic; ศ ษ become ส, ณ น, ญ ย, ใ ไ; spaces, punctuation and symbols are dropped, so the result never contains a
    separator such as "|". Idempotent.
    """
    # After a character is dropped, its neighbors may compose or reorder: repeat until nothing changes.
    while (folded := _fold_once(text)) != text:
        text = folded
    return text


def fold_words(query: str) -> list[str]:
    """The words of a query, each folded; words that fold to nothing (a lone dash) are left out."""
    return [folded for word in query.split() if (folded := fold(word))]


def bigrams(folded: str) -> list[str]:
    """The distinct pairs of neighboring characters, in order of appearance; none for fewer than two characters."""
    return list(dict.fromkeys(folded[i : i + 2] for i in range(len(folded) - 1)))


def _tidy_once(text: str) -> str:
    text = unicodedata.normalize("NFC", text).replace("เเ", "แ")
    text = _NIKHAHIT_AA.sub(rf"\1\2{SARA_AM}", text)
    text = _TONE_AFTER_VOWEL.sub(r"\2\1", text)
    text = _TONE_BEFORE_VOWEL.sub(r"\2\1", text)
    return _DOUBLED_MARK.sub(r"\1", text)


def tidy(text: str, *, arabic_digits: bool = False) -> str:
    """Correct the encoding of a typed text without changing how it reads; used whenever a name is stored.

    NFC; เเ becomes แ, นำ้ and นํ้า become น้ำ, other marks in the wrong order are reordered, doubled marks become single;
    zero-width and control characters are removed, white space collapses to single spaces and is stripped at the ends.
    Letter case, tone marks and punctuation stay. Thai digits stay too unless `arabic_digits`. Idempotent, and
    `fold(tidy(text)) == fold(text)`.
    """
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
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
