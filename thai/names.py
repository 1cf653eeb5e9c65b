"""Names of people as they are typed on one line: what is the title, the first name, the surname."""

import re
from typing import NamedTuple

from thai.folding import tidy

# Longer ones first, so that นางสาว isn't taken for นาง. Ranks are written with or without a space before the name.
TITLES = (
    "นางสาว",
    "นาง",
    "นาย",
    "น.ส.",
    "เด็กชาย",
    "เด็กหญิง",
    "ด.ช.",
    "ด.ญ.",
    "ว่าที่ร้อยตรีหญิง",
    "ว่าที่ร้อยตรี",
    "ว่าที่ ร.ต.หญิง",
    "ว่าที่ ร.ต.",
    "ว่าที่ร.ต.",
    "ร้อยตรี",
    "ร.ต.",
    "สิบตำรวจตรี",
    "ส.ต.",
    "จ.ส.อ.",
    "ผศ.ดร.",
    "รศ.ดร.",
    "ดร.",
    "ผศ.",
    "รศ.",
)
# No title ends within a syllable: นายิกา is a name.
_TITLE = re.compile(rf"(?:{'|'.join(map(re.escape, sorted(TITLES, key=len, reverse=True)))})(?![ะ-ฺ็-๎])")


class Name(NamedTuple):
    """The parts of a name; what isn't there is empty."""

    title: str
    first_name: str
    surname: str


def split_name(text: str) -> Name:
    """The parts of "นางสาวสมใจ รักดี". The surname is everything after the first space; a name without one has none."""
    whole = tidy(text)
    title = ""
    if (match := _TITLE.match(whole)) and whole[match.end() :].strip():
        title, whole = match[0], whole[match.end() :].strip()
    first, _space, surname = whole.partition(" ")
    return Name(title, first, surname.strip())
