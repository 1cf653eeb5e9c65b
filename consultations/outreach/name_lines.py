"""Reading one line of a headman's list: a name with, in any order and spelling, village, tambon and phone. No database.

Lists are pasted from LINE, Word and Excel: numbered or not, with tabs or commas between columns or without, with Thai
digits. What can't be read for sure is refused with a sentence, since a wrong phone number is worse than a line that
stays.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from catalog.products.districts import DISTRICT, PROVINCE
from center.places.villages import MOST_MOO
from thai.folding import fold, tidy
from thai.id_cards import find_id_cards
from thai.names import is_only_title, split_name
from thai.phones import find_phones, normalize_phone

LONGEST_LINE = 300
LONGEST_NAME = 160

_FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_BETWEEN_COLUMNS = re.compile(r"[\t|;]|(?<![0-9]),|,(?![0-9])")
_BULLET = re.compile(r"\A[\s\-–—•·●○◦▪■□☐☑✓✔*>]+")
_NUMBERING = re.compile(
    r"""\A(?:(?:ลำดับ|คน|ข้อ)(?:ที่)?\s*|ที่\s*)?
    \(?(?!0)[0-9]{1,3}
    (?:\s*[.)\]:]\s* | \s*[-–](?![0-9])\s* | \s+(?=0[0-9]|[^0-9]) | (?=[^0-9\s/.,\-–]))""",
    re.VERBOSE,
)
# Words that end in ต. or อ. are ranks (ส.ต., จ.ส.อ.), so that nothing of a word may stand before an abbreviation.
_MOO = re.compile(r"(?:หม[ูุ]่?(?:บ้าน)?(?:ที่)?|(?<![ก-๙.])ม(?=[\s.]*[0-9])|\bmoo\b)[\s.:]*([0-9]{1,3})(?![0-9/])", re.I)
_AGE = re.compile(r"อายุ\s*[0-9]{1,3}\s*(?:ปี)?")
_HOUSE = re.compile(r"(?:บ้านเลขที่|เลขที่|ที่อยู่)\s*[0-9]+(?:/[0-9]+)?|(?<![0-9/])[0-9]{1,4}/[0-9]{1,4}(?![0-9/])")
_POSTCODE = re.compile(r"(?<![0-9])[1-9][0-9]{4}(?![0-9])")
_PLACE = r"\s*([ก-๙A-Za-z]+?)(?=$|[\s,()]|อำเภอ|อ\.|จังหวัด|จ\.|หมู่|ม\.)"
_TAMBON = re.compile(r"(?:ตำบล|(?<![ก-๙.])ต\.)" + _PLACE)
_DISTRICT = re.compile(r"(?:อำเภอ|(?<=[\sก-๙])อ\.|^อ\.(?=" + DISTRICT + "))" + _PLACE)
_PROVINCE = re.compile(r"(?:จังหวัด|(?<=[\sก-๙])จ\.|^จ\.(?=" + PROVINCE + "))" + _PLACE)
_PHONE_LABEL = re.compile(r"(?:เบอร์)?(?:โทร(?:ศัพท์)?|เบอร์|มือถือ|tel|phone)[\s.:]*$", re.I)
_HEADING_WORDS = set(
    "ลำดับ ลำดับที่ ที่ ชื่อ ชื่อ-สกุล ชื่อ-นามสกุล ชื่อสกุล นามสกุล สกุล หมู่ หมู่ที่ ตำบล ที่อยู่ เบอร์ เบอร์โทร โทร โทรศัพท์ "
    "เบอร์โทรศัพท์ หมายเลขโทรศัพท์ หมายเหตุ ลายมือชื่อ ลงชื่อ ลายเซ็น กลุ่ม ตำแหน่ง อายุ บ้านเลขที่".split()
)
_NOT_A_NAME = ("รายชื่อ", "รวม", "หมายเหตุ", "ลงชื่อ", "บัญชีรายชื่อ", "ใบลงทะเบียน", "โครงการ", "กิจกรรม")
_NOT_A_SURNAME = ("กลุ่ม", "บ้าน", "สมาชิก", "ประธาน", "กรรมการ", "ผู้", "อสม", "เลขา", "เหรัญญิก")
_LETTERS = re.compile(r"[^\W\d_].*[^\W\d_]")


@dataclass(frozen=True)
class Line:
    """What a line says. tambon: code of a tambon of the district; outside: tambon, district and province elsewhere."""

    name: str
    phone: str = ""
    moo: int | None = None
    tambon: str | None = None
    outside: str = ""


class Unreadable(Exception):
    """The line can't be read for sure; the message says why, for the officer."""


def is_blank(text: str) -> bool:
    """Whether a line holds nobody: empty, a line of dashes, or the headings of a table."""
    words = [word for word in tidy(_BETWEEN_COLUMNS.sub(" ", text)).split() if fold(word)]
    return all(word.strip(".:/()") in _HEADING_WORDS for word in words)


def read_line(text: str, tambons: Mapping[str, str]) -> Line:
    """Read a line. tambons: folded names of the district's tambons to their codes. Raises Unreadable."""
    if len(text) > LONGEST_LINE:
        raise Unreadable(_("บรรทัดนี้ยาวเกินไป ใส่บรรทัดละ 1 คน"))
    if find_id_cards(text):
        raise Unreadable(_("มีเลขบัตรประชาชน กรุณาลบออก"))
    columns = [_without_marks(part) for part in _BETWEEN_COLUMNS.split(text)]
    columns[0] = _without_numbering(columns[0])
    found = Line("")
    left = []
    for column in columns:
        rest, found = _read_column(column, found, tambons)
        if fold(rest):
            left.append(rest.strip(" .,:/-–—"))
    name, found = _name_of(left, found, tambons)
    return replace(found, name=_checked(name))


# --- Parts -----------------------------------------------------------------------------------------------------------


def _without_marks(text: str) -> str:
    return tidy(text.translate(_FULL_WIDTH_DIGITS), arabic_digits=True)


def _without_numbering(text: str) -> str:
    """The first column without its bullet and its number in the list."""
    text = _BULLET.sub("", text)
    if text.isdecimal() and not text.startswith("0") and len(text) < 4:
        return ""  # a column of its own
    return _BULLET.sub("", _NUMBERING.sub("", text))


def _read_column(column: str, found: Line, tambons: Mapping[str, str]) -> tuple[str, Line]:
    """Take out of a column whatever has a word or a form of its own; returns the rest."""
    column, phone = _take_phone(column)
    if phone and not found.phone:
        found = replace(found, phone=phone)
    column = _HOUSE.sub(" ", _AGE.sub(" ", column))
    if match := _MOO.search(column):
        found = replace(found, moo=_moo(match[1]))
        column = f"{column[: match.start()]} {column[match.end() :]}"
    column, found = _take_address(column, found, tambons)
    column = " ".join(_POSTCODE.sub(" ", column).split())
    if code := tambons.get(fold(column)):
        return "", replace(found, tambon=code)
    if fold(column) in (fold(DISTRICT), fold(PROVINCE)):
        return "", found
    if re.fullmatch(r"[0-9]{1,2}", column) and found.moo is None:
        return "", replace(found, moo=_moo(column))
    return column, found


def _take_phone(column: str) -> tuple[str, str]:
    try:
        return "", normalize_phone(column)  # a column of its own may lack its zero, as Excel leaves it
    except ValueError:
        pass
    phones = find_phones(column)
    for start, end, _number in reversed(phones):
        column = f"{_PHONE_LABEL.sub('', column[:start])} {column[end:]}"
    return " ".join(column.split()), phones[0][2] if phones else ""


def _moo(digits: str) -> int:
    number = int(digits)
    if not 1 <= number <= MOST_MOO:
        raise Unreadable(_("หมู่ที่ต้องเป็นเลข 1 ถึง %d") % MOST_MOO)
    return number


def _take_address(column: str, found: Line, tambons: Mapping[str, str]) -> tuple[str, Line]:
    """Tambon, district and province with their words; of another district all of them are kept as typed."""
    matches = [match for pattern in (_TAMBON, _DISTRICT, _PROVINCE) if (match := pattern.search(column))]
    if not matches:
        return column, found
    code = next((tambons.get(fold(match[1])) for match in matches if match.re is _TAMBON), None)
    elsewhere = any(match.re is _DISTRICT and fold(match[1]) != fold(DISTRICT) for match in matches)
    has_tambon = any(match.re is _TAMBON for match in matches)
    if code and not elsewhere:
        found = replace(found, tambon=code)
    elif elsewhere or has_tambon:
        typed = " ".join(match[0].strip() for match in sorted(matches, key=lambda match: match.start()))
        found = replace(found, outside=f"{found.outside} {typed}".strip()[:120])
    for match in sorted(matches, key=lambda match: match.start(), reverse=True):
        column = f"{column[: match.start()]} {column[match.end() :]}"
    return column, found


def _name_of(left: list[str], found: Line, tambons: Mapping[str, str]) -> tuple[str, Line]:
    """The name is the first column that is left, with the surname that may have a column of its own."""
    if not left:
        raise Unreadable(_("ไม่พบชื่อคน"))
    name, *others = left
    if is_only_title(name) and others:
        name, *others = f"{name}{others[0]}", *others[1:]
    is_one_word = not split_name(name).surname
    if is_one_word and others and " " not in others[0] and not others[0].startswith(_NOT_A_SURNAME):
        name = f"{name} {others[0]}"
    return _without_bare_tambon(name, found, tambons)


def _without_bare_tambon(name: str, found: Line, tambons: Mapping[str, str]) -> tuple[str, Line]:
    """A tambon without its word stands beside a first name and a surname: alone beside one name it is a surname."""
    words = name.split()
    start = 1 if is_only_title(words[0]) else 0
    for place in range(len(words) - 1, -1, -1):
        code = tambons.get(fold(words[place]))
        if code and found.tambon is None and len(words) - start > 2:
            found = replace(found, tambon=code)
            del words[place]
            break
    kept = [word for number, word in enumerate(words) if number < start + 2 or not _is_place(word)]
    return " ".join(kept), found


def _is_place(word: str) -> bool:
    """Of a word after the surname: the name of a village, or the own province without its word."""
    return word.startswith(("บ้าน", "หมู่บ้าน")) or fold(word) == fold(PROVINCE)


def _checked(name: str) -> str:
    name = name.strip(" .,:;/-–—")
    if not _LETTERS.search(name) or not name[0].isalpha() or is_only_title(name) or name.startswith(_NOT_A_NAME):
        raise Unreadable(_("ไม่พบชื่อคน"))
    if digits := re.findall(r"[0-9]+", name):
        if any(len(number) > 6 for number in digits):
            raise Unreadable(_("เบอร์โทรศัพท์ไม่ถูกต้อง"))
        raise Unreadable(_("ไม่แน่ใจว่าเลข %s คืออะไร กรุณาลบออกหรือเขียน “หมู่” ไว้ข้างหน้า") % digits[0])
    if len(name) > LONGEST_NAME:
        raise Unreadable(_("ชื่อยาวเกินไป ใส่บรรทัดละ 1 คน"))
    return name
