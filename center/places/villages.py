"""Villages in words, and as people type them when they look for somebody: หมู่ 2 เสม็ดใต้, ม.2, ต.เสม็ดใต้."""

import re
from typing import Self

from django.utils.translation import get_language

from center.places.models import Tambon
from center.records.search import SearchableQuerySet
from thai.digits import to_arabic

# No tambon of Thailand has more villages by far; a larger number is a slip.
MOST_MOO = 30

_BEGINS_A_WORD = r"(?:^|(?<=\s))"
# A tone mark may be missing, and the tambon may follow without a space.
_MOO = re.compile(_BEGINS_A_WORD + r"(?:หมู[่]?(?:บ้าน)?(?:ที่)?|ม\.|ม(?=\s?\d)|moo)\s*\.?\s*(\d{1,2})(?!\d)", re.IGNORECASE)
_TAMBON = re.compile(_BEGINS_A_WORD + r"(?:ตำบล|ต\.)\s*")


def village_in_words(moo: int | None, tambon: Tambon | None) -> str:
    """หมู่ที่ 6 ต.บางกระเจ็ด, or "Moo 6, Bang Krachet Sub-district", in the page's language; empty without a tambon."""
    if tambon is None:
        return ""
    if get_language() == "en":
        return f"{f'Moo {moo}, ' if moo else ''}{tambon.name} Sub-district"
    return f"{f'หมู่ที่ {moo} ' if moo else ''}ต.{tambon.name}"


def take_moo(typed: str) -> tuple[int | None, str]:
    """The number of the moo that a search names, if it names one, and the rest of it without the word for tambon."""
    typed = to_arabic(typed)
    found = _MOO.search(typed)
    if found is None:
        return None, _TAMBON.sub("", typed)
    rest = f"{typed[: found.start()]} {typed[found.end() :]}"
    return int(found[1]), _TAMBON.sub("", " ".join(rest.split()))


class VillageQuerySet(SearchableQuerySet):
    """Rows that lie in a village: with columns `moo` and `tambon`, the tambon's name in their search_text."""

    def containing(self, query: str) -> Self:
        """As of every searchable row; where the query names a moo, only rows of that one."""
        moo, rest = take_moo(query)
        return super().containing(rest) if moo is None else self.filter(moo=moo).containing(rest)
