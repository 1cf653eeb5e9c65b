"""Names of people as they are typed on one line: what is the title, the first name, the surname."""

import re
from typing import NamedTuple

from thai.folding import tidy

# Ranks of army, navy, air force and police, in full and as letters with dots.
_RANKS = (
    "พลเอก พลโท พลตรี พันเอก พันโท พันตรี ร้อยเอก ร้อยโท ร้อยตรี จ่าสิบเอก จ่าสิบโท จ่าสิบตรี สิบเอก สิบโท สิบตรี พลทหาร "
    "พลตำรวจเอก พลตำรวจโท พลตำรวจตรี พันตำรวจเอก พันตำรวจโท พันตำรวจตรี ร้อยตำรวจเอก ร้อยตำรวจโท ร้อยตำรวจตรี ดาบตำรวจ "
    "จ่าสิบตำรวจ สิบตำรวจเอก สิบตำรวจโท สิบตำรวจตรี พลตำรวจ "
    "พลเรือเอก พลเรือโท พลเรือตรี นาวาเอก นาวาโท นาวาตรี เรือเอก เรือโท เรือตรี พันจ่าเอก พันจ่าโท พันจ่าตรี จ่าเอก จ่าโท จ่าตรี "
    "พลอากาศเอก พลอากาศโท พลอากาศตรี นาวาอากาศเอก นาวาอากาศโท นาวาอากาศตรี เรืออากาศเอก เรืออากาศโท เรืออากาศตรี "
    "พันจ่าอากาศเอก พันจ่าอากาศโท พันจ่าอากาศตรี จ่าอากาศเอก จ่าอากาศโท จ่าอากาศตรี "
    "พล.อ. พล.ท. พล.ต. พ.อ. พ.ท. พ.ต. ร.อ. ร.ท. ร.ต. จ.ส.อ. จ.ส.ท. จ.ส.ต. ส.อ. ส.ท. ส.ต. พล.ต.อ. พล.ต.ท. พล.ต.ต. พ.ต.อ. พ.ต.ท. "
    "พ.ต.ต. ร.ต.อ. ร.ต.ท. ร.ต.ต. ด.ต. ส.ต.อ. ส.ต.ท. ส.ต.ต. พล.ร.อ. พล.ร.ท. พล.ร.ต. น.อ. น.ท. น.ต. พ.จ.อ. พ.จ.ท. พ.จ.ต. จ.อ. "
    "จ.ท. จ.ต. พล.อ.อ. พล.อ.ท. พล.อ.ต. พ.อ.อ. พ.อ.ท. พ.อ.ต. อส.ทพ."
).split()
_ACADEMIC = "ศาสตราจารย์ รองศาสตราจารย์ ผู้ช่วยศาสตราจารย์ ดอกเตอร์ ดร. ศ. รศ. ผศ. อ.".split()
_ROYAL = "ม.ล. ม.ร.ว. ม.จ. หม่อมหลวง หม่อมราชวงศ์ หม่อมเจ้า".split()
_CIVIL = (
    "นางสาว นาง นาย เด็กชาย เด็กหญิง น.ส. ด.ช. ด.ญ. คุณ นายแพทย์ แพทย์หญิง ทันตแพทย์หญิง ทันตแพทย์ เภสัชกรหญิง เภสัชกร นพ. พญ. ทพ. ทพญ. "
    "อาจารย์ กำนัน ผู้ใหญ่บ้าน พระครู พระมหา พระอาจารย์ พระอธิการ พระปลัด พระสมุห์ พระใบฎีกา"
).split()
_ENGLISH = "Mr. Mrs. Ms. Miss Dr.".split()
# How some titles are mistyped, and what is meant.
_MISTYPED = {"นส.": "น.ส.", "นาง สาว": "นางสาว", "น.ส": "น.ส.", "ดช.": "ด.ช.", "ดญ.": "ด.ญ.", "ว่าที่ร.ต.": "ว่าที่ ร.ต."}

# Ends of titles that tell the sex; หญิง ends those of ranks and doctors.
_OF_WOMEN = ("หญิง", "นาง", "นางสาว", "น.ส.", "ด.ญ.", "พญ.", "ทพญ.", "Mrs.", "Ms.", "Miss")
_OF_MEN = ("นาย", "นายแพทย์", "เด็กชาย", "ด.ช.", "นพ.", "Mr.")


def _pattern(title: str) -> str:
    """The pattern of one title. Its last dot isn't needed before a space."""
    spelled = re.escape(title)
    return rf"{spelled[:-2]}(?:\.|(?=\s))" if title.endswith(".") else spelled


def _any_of(titles: list[str]) -> str:
    return "|".join(map(_pattern, sorted(titles, key=len, reverse=True)))


_RANK = rf"(?:ว่าที่\s?)?(?:{_any_of(_RANKS)})(?:\s?หญิง)?"
_BEFORE = rf"(?:{_RANK}|{_any_of(_ACADEMIC)}|{_any_of(_ROYAL)})"
_CIVIL_TITLE = rf"นาง\s?สาว|นส\.|ดช\.|ดญ\.|{_any_of(_CIVIL)}"
# No title ends within a syllable: นายิกา is a name. One letter alone is no name either: นายก.
_TITLE = re.compile(rf"(?:(?:{_BEFORE})\s*)*(?:{_CIVIL_TITLE})?(?=\s|(?![ะ-ฺ็-๎])[^\s\d.,()]{{2}})")
_ENGLISH_TITLE = re.compile(rf"(?:{_any_of(_ENGLISH)})(?=\s|(?<=\.)[A-Z])", re.IGNORECASE)
_NUMBER = re.compile(r"^\s*(?:\(?[0-9๐-๙]{1,3}[.)]|[0-9๐-๙]{1,3}\s)\s*(?=\D)")


class Name(NamedTuple):
    """The parts of a name; what isn't there is empty."""

    title: str
    first_name: str
    surname: str


def split_name(text: str) -> Name:
    """The parts of "นางสาวสมใจ รักดี". The surname is everything after the first space; a name without one has none.

    A number before the name is left out; ranks and academic titles may precede นาย, นาง or นางสาว. What only begins like a
    title (นายิกา, นายก) stays a name.
    """
    whole = _NUMBER.sub("", tidy(text))
    title, whole = _without_title(whole)
    first, _space, surname = whole.partition(" ")
    return Name(title, first, surname.strip())


def is_only_title(text: str) -> bool:
    """Whether nothing is left of a text but a title, such as a row of a list that was prepared with "นาย"."""
    return bool(re.fullmatch(rf"(?:{_BEFORE}|{_CIVIL_TITLE})\.?", tidy(text)))


def sex_of_title(title: str) -> str:
    """ "female" or "male" by a title (นางสาว, นาย, ด.ช.); empty where it tells neither, such as of ranks and monks' titles."""
    title = "".join(title.split())
    if title.endswith(_OF_WOMEN):
        return "female"
    return "male" if title.endswith(_OF_MEN) else ""


def _without_title(whole: str) -> tuple[str, str]:
    match = _ENGLISH_TITLE.match(whole) or _TITLE.match(whole)
    rest = whole[match.end() :].strip() if match else ""
    if not match or not match[0] or not rest:
        return "", whole
    title = " ".join(match[0].split())
    return _MISTYPED.get(title, title), rest
