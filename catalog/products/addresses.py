"""Parsing of address and place cells of imported sheets: village, tambon, position. No database access.

Only tambons of the own district are recognized. Its five former tambons (ก้อนแก้ว คลองเขื่อน บางเล่า บางโรง บางตลาด) belong to
Khlong Khuean district now and are not matched.
"""

import math
import re
from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_noop

from catalog.products.districts import DISTRICT, PROVINCE, read_district, strip_province
from thai.digits import to_arabic
from thai.folding import fold

# Plausible positions of the own province: its bounding box and about 25 km around it.
PROVINCE_LATITUDES = (12.95, 14.25)
PROVINCE_LONGITUDES = (100.6, 102.25)

_MOO = re.compile(r"(?:หม[ูุ]่?(?:บ้าน)?(?:ที่)?|(?<![ก-๙])ม)[\s.]*([0-9]{1,2})(?![0-9/])")
_TAMBON = re.compile(r"(?:ตำบล|(?<![ก-๙])ต\.)[\s.:]*(?!พ\.)(?P<rest>(?:(?!ต\.|ตำบล)[^0-9,;()])*)")
_DISTRICT = re.compile(r"(?:อำเภอ|(?<![ก-๙])อ\.)\s*([ก-๙]+)")
_PROVINCE = re.compile(r"(?:จังหวัด|(?<![ก-๙])จ\.)\s*([ก-๙]+)")
_END_OF_TAMBON = re.compile(r"อำเภอ|(?<![ก-๙])อ\.|จังหวัด|(?<![ก-๙])จ\.|(?<![ก-๙])(?:โทร|ถนน|ถ\.|ซอย|ซ\.|หมู่|ม\.)")
_LOCAL_GOVERNMENT = re.compile(r"^\s*(?:เทศบาล(?:ตำบล|เมือง|นคร)?|องค์การบริหารส่วนตำบล|อบต\.?|ทต\.?|ทม\.?)\s*")
_MONTHS = {
    name: number
    for number, names in enumerate(
        "jan ม.ค.|feb ก.พ.|mar มี.ค.|apr เม.ย.|may พ.ค.|jun มิ.ย.|jul ก.ค.|aug ส.ค.|sep ก.ย.|oct ต.ค.|nov พ.ย.|dec ธ.ค.".split(
            "|"
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(re.escape(name) for name in _MONTHS)
_DAY_MONTH = re.compile(rf"([0-9]{{1,2}})-({_MONTH})", re.IGNORECASE)
_MONTH_YEAR = re.compile(rf"({_MONTH})-([0-9]{{2}})", re.IGNORECASE)


def read_moo(address: str) -> int | None:
    """The village number (หมู่ 6, หมู่ที่ ๖, ม.6), or None if there is none or there are several."""
    numbers = {int(number) for number in _MOO.findall(to_arabic(address)) if 0 < int(number) < 40}
    return numbers.pop() if len(numbers) == 1 else None


def in_own_district(district: str, province: str) -> bool:
    """Whether a row belongs to the own district, perhaps misspelt; an empty province counts as the own one."""
    return read_district(district, province).is_own


def district_in(address: str) -> tuple[str, str]:
    """The district and province an address names after อ. and จ., each may be empty."""
    district, province = _DISTRICT.search(address), _PROVINCE.search(address)
    return district[1] if district else "", province[1] if province else ""


def read_tambon(address: str, local_government: str, codes: Mapping[str, str]) -> str | None:
    """The code of a producer's tambon: the one the address names, else the one the local government is named after.

    codes: folded names of the district's tambons to their codes. None if the address names a tambon or district
    elsewhere; the local government is ignored then.
    """
    other, __ = district_in(address)
    if other and not fold(other).startswith(fold(DISTRICT)):
        return None
    named = [_END_OF_TAMBON.split(match["rest"])[0] for match in _TAMBON.finditer(address)]
    named = [text for text in named if fold(text)]
    if named:
        matches = {code for text in named if (code := tambon_code(text, codes))}
        return matches.pop() if len(matches) == 1 else None
    return tambon_code(_LOCAL_GOVERNMENT.sub("", local_government), codes)


def tambon_code(text: str, codes: Mapping[str, str]) -> str | None:
    """The code of the tambon named by the first one or two words of a text: "ปากน้ำ บางคล้า", "เสม็ด ใต้"."""
    words = re.sub(r"^\s*(?:ตำบล|ต\.)\s*", "", text).split()
    for count in (2, 1):
        if code := codes.get(fold("".join(words[:count]))):
            return code
    return None


def undo_excel_date(cell: object) -> str | None:
    """The house number that Excel converted to a date ("02-Apr" was 2/4), or None if the cell isn't such a date.

    Excel reads day/month as a date of the current year, and month/year ("4/65") as the first of a month. The latter is
    assumed for years before 2000, since no sheet is that old.
    """
    if isinstance(cell, date):  # datetime as well
        return f"{cell.month}/{cell.year % 100}" if cell.day == 1 and cell.year < 2000 else f"{cell.day}/{cell.month}"
    if not isinstance(cell, str):
        return None
    text = to_arabic(cell.strip())
    if match := _DAY_MONTH.fullmatch(text):
        return f"{int(match[1])}/{_MONTHS[match[2].lower()]}"
    if match := _MONTH_YEAR.fullmatch(text):
        return f"{_MONTHS[match[1].lower()]}/{int(match[2])}"
    return None


def read_position(latitude: object, longitude: object, province: str) -> tuple[float | None, float | None, str]:
    """Latitude and longitude in degrees, both or neither, and a Thai note on what was repaired ("" if nothing).

    Swapped values are swapped back. Dropped are: one value without the other, non-numbers, whole degrees (a degree is
    110 km, so these are placeholders), positions outside Thailand (5-21 N, 97-106 E), and for the own province positions
    more than about 25 km outside it.
    """
    north, east = _degrees(latitude), _degrees(longitude)
    if _is_empty(latitude) and _is_empty(longitude):
        return None, None, ""
    if north is None or east is None:
        return None, None, gettext_noop("ตัดพิกัดที่ไม่ครบหรืออ่านไม่ออก")
    repair = ""
    if 97 <= north <= 106 and 5 <= east <= 21:
        north, east, repair = east, north, gettext_noop("สลับละติจูดกับลองจิจูดกลับให้ถูก")
    if not (5 <= north <= 21 and 97 <= east <= 106):
        return None, None, gettext_noop("ตัดพิกัดที่อยู่นอกประเทศไทย")
    if north.is_integer() and east.is_integer():
        return None, None, gettext_noop("ตัดพิกัดที่เป็นองศาเต็ม ซึ่งไม่ใช่ตำแหน่งจริง")
    in_province = (
        PROVINCE_LATITUDES[0] <= north <= PROVINCE_LATITUDES[1]
        and PROVINCE_LONGITUDES[0] <= east <= PROVINCE_LONGITUDES[1]
    )
    if fold(strip_province(province)) == fold(PROVINCE) and not in_province:
        return None, None, gettext_noop("ตัดพิกัดที่อยู่ไกลจากจังหวัดฉะเชิงเทรา")
    return north, east, repair


def _is_empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not fold(cell))


def _degrees(cell: object) -> float | None:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return None
    try:
        number = float(to_arabic(cell).strip().rstrip("°NEne ") if isinstance(cell, str) else cell)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
