"""Searches typed as sentences: which of their words name something.

Read only where the words as typed find nothing, so that a product's name that contains one of these words is never taken apart.
"""

import re

from thai.folding import fold

_THAI_BEGINNINGS = (
    "อยากได้ อยากซื้อ อยากกิน อยาก ต้องการ ขอซื้อ ขอดู ขอ สนใจ กำลังหา ตามหา หาซื้อ ค้นหา หา ซื้อ สั่งซื้อ สั่ง จะ ผม ฉัน หนู เรา มี ดู "
    "ร้านขาย ร้าน ที่ไหนขาย ใครขาย ขาย ราคา ของฝาก ของ เป็น"
)
_THAI_ENDINGS = (
    "ไหมครับ ไหมคะ ไหม มั้ย หน่อย ครับ คับ ค่ะ คะ จ้า ที่ไหน ตรงไหน ที่ใด เท่าไหร่ เท่าไร กี่บาท ราคาถูก ราคาส่ง ราคา อร่อย ขาย ขายส่ง บ้าง ด้วย "
    "ได้ที่ไหน ได้ไหม"
)
_THAI_AND = "กับ และ หรือ แล้วก็ รวมถึง"
_ENGLISH = frozenset(
    "a an the i we you want to buy need look looking for find me my some any please where can is are there do does sell "
    "have in at of from with price how much good best".split()
)
_ENGLISH_AND = frozenset(("and", "or"))


def _any_of(words: str) -> str:
    return "|".join(sorted({fold(word) for word in words.split()}, key=len, reverse=True))


_BEGINNING = re.compile(rf"^(?:{_any_of(_THAI_BEGINNINGS)})")
_ENDING = re.compile(rf"(?:{_any_of(_THAI_ENDINGS)})$")
_AND = re.compile(rf"(?:{_any_of(_THAI_AND)})")
SHORTEST = 2  # folded letters; what is left of a longer word by chance is shorter


def alternatives(typed: str) -> list[list[str]]:
    """The folded words that may name something, one list for each of several things: มะม่วงกับกล้วย is two of one word.

    Empty if nothing is left. Equal to one list of all words if the text is no sentence.
    """
    found: list[list[str]] = [[]]
    for word in re.split(r"[\s,;/+&]+", typed):
        folded = fold(word)
        if folded in _ENGLISH_AND:
            found.append([])
            continue
        things = [_bare(thing) for thing in _AND.split(folded)]
        for number, thing in enumerate(things):
            if number:
                found.append([])
            if len(thing) >= SHORTEST and thing not in _ENGLISH:
                found[-1].append(thing)
    return [words for words in found if words]


def _bare(folded: str) -> str:
    """Without the words around it that ask for something, as long as something is left."""
    while True:
        bare = _ENDING.sub("", _BEGINNING.sub("", folded))
        if bare == folded:
            return bare
        folded = bare
