"""Which district and province the cells of a sheet mean: our own in its many spellings, or another."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from thai.digits import to_arabic
from thai.folding import fold, identity_of, tidy

DISTRICT = "บางคล้า"
PROVINCE = "ฉะเชิงเทรา"

_OUR_DISTRICT = {identity_of(name) for name in (DISTRICT, "Bang Khla", "Bang Kla", "2402")}
# The old name, the abbreviations, the code of the ministry, and misspellings that can't be anything else.
_OUR_PROVINCE = {
    identity_of(name)
    for name in (PROVINCE, "ฉช", "ฉ.ช", "แปดริ้ว", "Chachoengsao", "Cha Choeng Sao", "24", "ฉเชิงเทรา", "ฉะเซิงเทรา")
}
_OTHER_DISTRICTS = [
    fold(name)
    for name in (
        "เมืองฉะเชิงเทรา บางน้ำเปรี้ยว บางปะกง บ้านโพธิ์ พนมสารคาม ราชสาส์น สนามชัยเขต แปลงยาว ท่าตะเกียบ คลองเขื่อน".split()
    )
]
LEAST_LIKENESS = 0.83
"""Of a misspelt name to ours: one letter of six may be wrong, or two of twelve."""

_BEFORE_DISTRICT = re.compile(
    r"^(?:ที่ว่าการ|สำนักงานพัฒนาชุมชน|สนง\.?\s?พัฒนาชุมชน|สนง\.?\s?พช\.?|สพอ\.?|พช\.?)?\s*(?:อำเภอ|อ\.|อ\s|เขต|amphoe|amphur|district)?\s*",
    re.IGNORECASE,
)
_BEFORE_PROVINCE = re.compile(r"^(?:จังหวัด|จ\.|จ\s|province|changwat)?\s*", re.IGNORECASE)
_BEHIND = re.compile(r"(?<=[^\s,])[\s,]*(?:district|province|[0-9]{5})?[\s.,;\-]*$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)?")
_PROVINCE_WITHIN = re.compile(r"(?<=\S)\s*(?:จังหวัด|(?<![ก-๙])จ\.)\s*(?=\S)")


@dataclass(frozen=True)
class District:
    """A district with its province, each by its own name alone. is_own: ours; is_sure: the spelling leaves no doubt."""

    name: str
    province: str
    is_own: bool
    is_sure: bool = True


def read_district(district: str, province: str) -> District:
    """The district of two cells. Our own gets its proper names; an empty province counts as ours.

    Takes prefixes, the province or a postcode in the district's cell, the codes 2402 and 24, English, abbreviations. What is
    only probably ours (บางคลา, ฉะเชิงเทา) is ours with is_sure False, for staff to check.
    """
    name = tidy(to_arabic(district))
    province = tidy(to_arabic(province))
    if within := _PROVINCE_WITHIN.search(name):
        name, province = name[: within.start()], province or name[within.end() :]
    name, province = strip_district(name), strip_province(province)
    of_district = _likeness(name, DISTRICT, _OUR_DISTRICT)
    of_province = _likeness(province, PROVINCE, _OUR_PROVINCE) if province else 1.0
    likeness = min(of_district, of_province)
    if likeness < LEAST_LIKENESS or any(fold(name) == other for other in _OTHER_DISTRICTS):
        return District(name, PROVINCE if province and of_province == 1 else province, is_own=False)
    return District(DISTRICT, PROVINCE, is_own=True, is_sure=likeness == 1)


def strip_district(text: str) -> str:
    """The name of a district without อำเภอ, อ., its office, a postcode or a dot behind it."""
    return _BEHIND.sub("", _BEFORE_DISTRICT.sub("", _IN_BRACKETS.sub("", text))).strip()


def strip_province(text: str) -> str:
    """The name of a province without จังหวัด, จ., a postcode or a dot behind it."""
    return _BEHIND.sub("", _BEFORE_PROVINCE.sub("", _IN_BRACKETS.sub("", text))).strip()


def _likeness(name: str, ours: str, known: set[str]) -> float:
    """1 for a spelling of ours, less for a misspelling; a missing tone mark alone is a misspelling too."""
    if identity_of(name).strip(".") in known:
        return 1.0
    ratio = SequenceMatcher(None, fold(name), fold(ours), autojunk=False).ratio()
    return min(ratio, 0.99)
