"""Thai telephone numbers: parsed from sheets and forms, stored in one form, formatted for people.

Stored: digits only with the leading zero. Since 2 September 2006 the numbering plan has two lengths (NBTC): mobile
numbers have ten digits and begin with 06, 08 or 09; landlines have nine, 02 for Bangkok or 03, 04, 05, 07 elsewhere.
So the first digits determine the length, and several numbers written without a separator can be split.
"""

import math
import re
from dataclasses import dataclass

from thai.digits import to_arabic
from thai.signs import INVISIBLE_RANGES, SPACES, as_typed, without_invisible

PHONE_ERROR = "กรุณากรอกเบอร์โทรศัพท์ 9-10 หลัก ขึ้นต้นด้วย 0"
LONGEST_CELL = 2000
LONGEST_LABEL = 100

_NATIONAL = re.compile(r"0(?:[689][0-9]{8}|[23457][0-9]{7})")
_INTERNATIONAL = re.compile(r"(?:00)?660?([2-9][0-9]{7,8})")
_ZERO_LOST = re.compile(r"[689][0-9]{8}|[23457][0-9]{7}")

# Separators inside a number; "?" is a dash lost in an encoding.
_WITHIN = rf"[ \t\-‐‑‒–—−.()\[\]?~:+_*'={SPACES}{INVISIBLE_RANGES}]"
_GROUPS = re.compile(r"(?<![0-9/,])(0[0-9]{1,2})([/,])([0-9]{3})\2([0-9]{3,4})(?![0-9/,])")  # 081/555/0112
_LETTER_O = re.compile(r"(?<![^\W\d_])[oO](?=[0-9])|(?<=[0-9])[oO](?=[0-9 \-])")
_LETTER_L = re.compile(r"(?<=[0-9])[lI](?=[0-9 \-])")
_TOKEN = re.compile(
    rf"(?<!ติด)(?:ต่อ|กด|ext\.?|#)[ \t.:]*(?P<extension>[0-9]{{1,5}})(?![0-9])|(?P<digits>[0-9](?:{_WITHIN}*[0-9])*)",
    re.IGNORECASE,
)
_TIME = re.compile(r"(?<![0-9])[0-9]{1,2}[.:][0-9]{2}(?![0-9])")
_ENTITY = re.compile(r"&#?\w{1,8};")
_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)?")
_LETTERS = re.compile(r"[^\W\d_]{2}|[^\W\d_][ัิ-ฺ็-๎]")
_NOT_NAMES = {
    "โทร",
    "โทรศัพท์",
    "โทรศัพท์มือถือ",
    "มือถือ",
    "เบอร์",
    "เบอร์โทร",
    "เบอร์โทรศัพท์",
    "หมายเลข",
    "หมายเลขโทรศัพท์",
    "ติดต่อ",
    "และ",
    "หรือ",
    "ถึง",
    "tel",
    "phone",
    "mobile",
    "call",
    "or",
    "and",
    "line",
    "id",
    "ไลน์",
    "โทร/โทรสาร",
    "โทรศัพท์/โทรสาร",
    "tel/fax",
}
_FAX = re.compile(r"(?:โทรสาร|แฟ็?กซ์|fax)(?:\s.*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Phone:
    """A number found in a cell: 0812345678, with the name beside it and the digits after ต่อ."""

    number: str
    label: str = ""
    extension: str = ""


def _complete(digits: str) -> str | None:
    """The national form if the digits are exactly one number with its zero or country code, else None."""
    if _NATIONAL.fullmatch(digits):
        return digits
    match = _INTERNATIONAL.fullmatch(digits)
    if match and _NATIONAL.fullmatch("0" + match[1]):
        return "0" + match[1]
    return None


def _run_together(digits: str) -> list[str]:
    """The numbers of a run of digits made up of several whole numbers (the first zero may be lost), else none."""
    digits = digits if digits.startswith("0") else "0" + digits
    numbers = _NATIONAL.findall(digits)
    return numbers if len(numbers) > 1 and "".join(numbers) == digits else []


def _numbers(written: str, before: str) -> list[str]:
    """The numbers in a run of digits and separators. `before` is the previous number, for its area code."""
    groups = re.findall(r"[0-9]+", written)
    digits = "".join(groups)
    if number := _complete(digits):
        return [number]
    if _ZERO_LOST.fullmatch(digits):
        return ["0" + digits]
    if before and before[1] not in "689":
        area = before[:2] if before[1] == "2" else before[:3]
        if len(area) + len(digits) == 9:  # "045-166225, 662602": the second is of the same exchange
            return [area + digits]

    found, start = [], 0
    while start < len(groups):
        for end in range(start + 1, min(start + 8, len(groups)) + 1):
            if number := _complete("".join(groups[start:end])):
                found.append(number)
                start = end
                break
        else:
            found += _run_together(groups[start])
            start += 1
    return found


def _label(text: str) -> str:
    """The name in the text beside a number, without "โทร." and the like; empty if there is none."""
    words = [word.strip(".,:;/|()[]{}-–—\"'#&!?*+=~_") for word in without_invisible(text).split()]
    label = " ".join(word for word in words if word and word.casefold() not in _NOT_NAMES)
    return label[:LONGEST_LABEL].strip() if _LETTERS.search(label) else ""


def _keyed(text: str) -> str:
    """The text with ASCII digits and separators for their look-alikes: full-width digits, O and l, 081/555/0112."""
    text = _LETTER_L.sub("1", _LETTER_O.sub("0", to_arabic(as_typed(text))))
    return _GROUPS.sub(lambda match: "-".join(match.group(1, 3, 4)), text)


def _cell_text(cell: object) -> str:
    if isinstance(cell, str):
        text = _keyed(cell[:LONGEST_CELL])
        return _ENTITY.sub(" ", re.sub(r"^\s*([0-9]{8,10})\.0+\s*$", r"\1", text))
    if isinstance(cell, bool) or cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.0f}" if math.isfinite(cell) and cell.is_integer() else ""
    # str() raises for integers of some thousands of digits; no phone number is that long.
    return str(cell) if isinstance(cell, int) and 0 < cell < 10**40 else ""


def parse_phones(cell: object) -> list[Phone]:
    """Every number that can be read with certainty in a cell, in order, without duplicates.

    Takes dashes, spaces, brackets, +66, 66 and 0066, Thai digits, integers and floats that lost the leading zero
    (9 digits beginning 6, 8, 9 are a mobile, 8 digits a landline), several numbers with any separator or none, names
    before a number or in brackets after it, ต่อ 12; signs that nobody sees, full-width digits, O for 0 and l for 1.
    Fax numbers are left out. Of a range (038-541234-5) the first number is taken, the main line. Six digits after a
    landline get its area code. A number with a digit too many or too few, or of the plan before
    2006, is left out: a wrong number is worse than none. Never raises.
    """
    text = _cell_text(cell)
    phones: list[Phone] = []
    waiting = ""  # text not yet used as a number's label
    position = 0
    last_in_reach: list[
        int
    ] = []  # indexes of the phones just before this position: brackets after them are their label

    def name_last(label: str) -> None:
        for index in last_in_reach:
            phone = phones[index]
            if label and not phone.label:
                phones[index] = Phone(phone.number, label, phone.extension)

    for token in _TOKEN.finditer(text):
        gap = text[position : token.start()]
        position = token.end()
        if last_in_reach and (brackets := _IN_BRACKETS.match(gap)) and _label(brackets[1]):
            name_last(_label(brackets[1]))
            gap = gap[brackets.end() :]
        if token["extension"]:
            if last_in_reach:
                phone = phones[last_in_reach[-1]]
                phones[last_in_reach[-1]] = Phone(phone.number, phone.label, token["extension"])
            continue
        waiting = f"{waiting} {gap}"
        numbers = _numbers(token["digits"], phones[-1].number if phones else "")
        if not numbers:
            continue
        known = {phone.number for phone in phones}
        label, waiting, last_in_reach = _label(waiting), "", []
        for number in dict.fromkeys(numbers):
            if number not in known:
                phones.append(Phone(number, label))
                last_in_reach.append(len(phones) - 1)
    name_last(_label(f"{waiting} {text[position:]}"))
    return [phone for phone in phones if not _FAX.fullmatch(phone.label)]


def find_phones(text: str) -> list[tuple[int, int, str]]:
    """Start, end and stored form of each phone number in a running text, in order.

    Stricter than `parse_phones`, since a text contains prices and years too: only numbers with their zero or country
    code, and no times (09.00-12.00 13.00).
    """
    plain = to_arabic(as_typed(text))
    found = []
    for run in _TOKEN.finditer(plain):
        if run["digits"] is None:
            continue
        groups = list(re.finditer("[0-9]+", plain[run.start() : run.end()]))
        first = 0
        while first < len(groups):
            after, number = first, None
            while number is None and after < min(first + 8, len(groups)):
                after += 1
                start, stop = run.start() + groups[first].start(), run.start() + groups[after - 1].end()
                if not _TIME.search(plain[start:stop]):
                    number = _complete("".join(group[0] for group in groups[first:after]))
            if number:
                if plain[max(0, start - 1) : start] in ("+", "("):
                    start -= 1
                found.append((start, stop, number))
            first = after if number else first + 1
    return found


def normalize_phone(text: str) -> str:
    """The stored form of one typed number. Raises ValueError with a Thai message for anything else."""
    if isinstance(text, str) and len(text) <= LONGEST_LABEL:
        digits = re.sub(r"^โทร\.?|[\s\-.()+]", "", _keyed(without_invisible(text)).strip())
        if number := _complete(digits):
            return number
        if _ZERO_LOST.fullmatch(digits):
            return "0" + digits
    raise ValueError(PHONE_ERROR)


def _parts(number: str) -> tuple[str, str, str] | None:
    if not _NATIONAL.fullmatch(number):
        return None
    area = 2 if number[1] == "2" else 3
    last = 3 if len(number) - area == 6 else 4
    return number[:area], number[area:-last], number[-last:]


def format_phone(number: str) -> str:
    """081-234-5678, 038-123-456, 02-123-4567. Anything but a stored number is returned unchanged."""
    parts = _parts(number)
    return "-".join(parts) if parts else number


def tel_uri(number: str) -> str:
    """tel:+66812345678 (RFC 3966) for a stored number; empty for anything else, so that pages make no link of it."""
    return f"tel:+66{number[1:]}" if _parts(number) else ""


def mask_phone(number: str) -> str:
    """081-xxx-x678: its owner recognizes it, nobody can call it. Empty for anything but a stored number."""
    parts = _parts(number)
    if not parts:
        return ""
    first, middle, last = parts
    return f"{first}-{'x' * len(middle)}-{'x' * (len(last) - 3)}{last[-3:]}"
