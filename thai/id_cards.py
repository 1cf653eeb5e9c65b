"""Thai ID-card numbers: recognized in texts and by a column's heading, and removed.

A number has thirteen digits, is printed 1-2345-67890-12-3, and its last digit is a check digit. Food serial numbers
(อย.), cosmetics' notification numbers, bar codes and juristic persons have thirteen digits too, and a tenth of them pass
the same check by chance: the label before a number, or the heading of its column, tells them apart.
"""

import re
import unicodedata

from thai.folding import fold

DIGITS = 13
LONGEST_HEADING = 60  # folded letters; a longer cell is a title or a remark

# The card's groups of digits. People leave some dashes out, or separate every digit; other groupings are other numbers,
# such as a house number followed by a phone number.
_PRINTED = (1, 4, 5, 2, 1)
_BREAKS = {1, 5, 10, 12}  # after how many digits the card prints a dash
_BY_THOUSANDS = (1, 3, 3, 3, 3)  # a number that Excel formatted with commas
_GAP = "[ \t\r\n.\u00a0\u00ad\u200b-\u200f\u2010-\u2015\u2060\ufeff_-]{1,4}"
_RUN = re.compile(rf"[0-9]+(?:(?:{_GAP}|,)[0-9]+)*")
_LIKELY = re.compile(rf"\d(?:(?:{_GAP}|,)?\d){{12}}")  # digits of any script; a fast check that most cells fail
_GROUP = re.compile("[0-9]+")
_DECIMALS = re.compile(r"\.0+(?![0-9])")  # "1234567890121.0", as spreadsheets write a number as text
_FRACTION = re.compile(r"\s*-?[0-9]+\.(?!0*\s*\Z)[0-9]+\s*")  # a cell that is one decimal fraction, such as a position
_WHOLE_PART = re.compile(r"[0-9]{2}\.\Z")  # of a fraction in a text

_LABEL_REACH = 60  # characters searched for a label before a number
_LABEL = re.compile(
    r"(?:(?:(?:หมาย)?เลข(?:ที่)?|รหัส|บัตร)\s*(?:บัตร\s*)?(?:ประจ(?:ำ|ํา)ตัว\s*)?(?:ประชาชน|ปชช\.?)|(?:หมาย)?เลข(?:ที่)?\s*บัตร|"
    r"\b(?:id\s*card|(?:national|citizen|thai)\s*id(?:\s*card)?))\s*(?:ไทย|เลขที่|หมายเลข|เลข|13\s*หลัก|no\.?|number|[\s:;.=()/–-])*\Z",
    re.IGNORECASE,
)
_OTHER_LABEL = re.compile(
    r"(?:(?<![ก-๎])อ\.?\s?ย\.?(?![ก-๎])|สารบบ|จดแจ้ง|บาร์?โค้?ด|barcode|\bean|\bgtin|\bfda|นิติบุคคล)"
    r"\s*(?:อาหาร|เลขที่|หมายเลข|เลข|ที่|13\s*หลัก|no\.?|number|[\s:;.=()/–-])*\Z",
    re.IGNORECASE,
)

# Headings are folded first: without tone marks, spaces and punctuation.
_OWNER = "(?:ของ|ผูผลิต|ผูประกอบการ|ประธาน|กลุม|สมาชิก|เจา|กรรมการ|ผูติดตอ|ผูจดทะเบียน|หัวหนา|ตัวแทน)*"
_HEADING = re.compile(
    rf"[0-9]{{0,2}}{_OWNER}(?:"
    r"(?:เลข|หมายเลข|รหัส|ที|บัตร|ประจำตัว|ของ)+(?:ประชาชน|ปชช)|ปชช|"
    r"(?:เลข|หมายเลข|รหัส|ที|บัตร|ประจำตัว)+13หลัก|13หลัก|"
    r"(?:เลข|หมายเลข|รหัส)(?:ที)?บัตร(?!สมาชิก|เครดิต|ประกัน|คิว|เชิญ)|"
    rf"(?:เลข|หมายเลข|รหัส)(?:ที)?ประจำตัวฯ?{_OWNER}$|"
    r"(?:thai|national|citizen|personal|peoples?)id|id(?:entity|entification)?(?:card|no|number|13)|[cpn]id$)"
)
_NUMBERING = re.compile("13หลัก|13digits?|^[0-9]{1,2}(?![0-9])")  # digits that a heading may contain
_OTHER_HEADING = re.compile(
    r"[0-9]{0,2}(?:เลข|ที|หมาย|รหัส|ทะเบียน|ไบ|รับ|สำคัย|อนุยาต|แจง)*"
    r"(?:สารบบ|อย|fda|จดแจง|บาร?โคด|barcode|ean|gtin|นิติบุคคล)"
    r"(?:สารบบ|อาหาร|อย|ผลิตภันฑ|สินคา|เครืองสำอาง|เลข|ที|13|หลัก|digits?|no|number|code|serial)*"
)


def is_id_card_number(digits: str) -> bool:
    """Whether thirteen Arabic digits without separators are a person's number: first digits and check digit are right.

    The first digit is 1 to 8, or the first two are 00 (people without nationality). A juristic person's number begins
    with 0 and the province, has the same check digit, and is public.
    """
    if len(digits) != DIGITS or not digits.isascii() or not digits.isdecimal():
        return False
    if not ("1" <= digits[0] <= "8" or (digits.startswith("00") and not digits.startswith("0066"))):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits[:12], range(13, 1, -1), strict=True))
    return (11 - total % 11) % 10 == int(digits[12])


def find_id_cards(text: str) -> list[tuple[int, int]]:
    """Start and end of each ID-card number in a text, in order.

    A match is thirteen digits in a row or in the card's groups, Thai or Arabic, that have a right check digit or follow
    words for an ID card. Numbers that follow อย. and the like are no match.
    """
    if len(text) < DIGITS or not _LIKELY.search(text):
        return []
    plain = _arabic(text)
    if _FRACTION.fullmatch(plain):
        return []
    found = []
    for run in _RUN.finditer(plain):
        if run.end() - run.start() < DIGITS:
            continue
        groups = list(_GROUP.finditer(plain, run.start(), run.end()))
        first = 0
        while first < len(groups):
            after = _end_of_number(plain, groups, first)
            if after > first:
                found.append((groups[first].start(), groups[after - 1].end()))
            first = max(after, first + 1)
    return found


def without_id_cards(text: str) -> tuple[str, int]:
    """The text without ID-card numbers and the labels before them, and how many numbers were removed.

    A text without any is returned unchanged. `find_id_cards` finds nothing in the result.
    """
    count = 0
    while spans := find_id_cards(text):  # the digits left and right of a removed number may form another
        plain = _arabic(text)
        for start, end in reversed(spans):
            label = _LABEL.search(plain, max(0, start - _LABEL_REACH), start)
            decimals = _DECIMALS.match(plain, end)
            text = text[: label.start() if label else start] + " " + text[decimals.end() if decimals else end :]
            plain = plain[:start]
        text = re.sub(r"[ \t]+", " ", re.sub(r"\(\s*\)|\[\s*\]", " ", text)).strip()
        count += len(spans)
    return text, count


def names_id_card(heading: str) -> bool:
    """Whether a column with this heading holds ID-card numbers, in any of the spellings sheets use."""
    folded = _folded_heading(heading)
    if not folded or names_other_number(heading):
        return False
    return bool(_HEADING.match(folded)) and not re.search("[0-9]", _NUMBERING.sub("", folded))


def names_other_number(heading: str) -> bool:
    """Whether a column with this heading holds other thirteen-digit numbers: อย., notifications, bar codes, companies."""
    return bool(_OTHER_HEADING.fullmatch(_folded_heading(heading)))


def _folded_heading(heading: str) -> str:
    """The folded heading; empty for a text too long to be a heading."""
    folded = fold(heading) if len(heading) <= 2 * LONGEST_HEADING else ""
    return folded if len(folded) <= LONGEST_HEADING else ""


def _arabic(text: str) -> str:
    """The text with every decimal digit as an Arabic digit, character by character, so positions stay the same."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)


def _end_of_number(plain: str, groups: list[re.Match[str]], first: int) -> int:
    """The index after the last group of the ID-card number that begins at group `first`; 0 if none begins there."""
    digits, lengths = "", []
    for last in range(first, len(groups)):
        digits += groups[last][0]
        lengths.append(len(groups[last][0]))
        if len(digits) >= DIGITS:
            break
    start = groups[first].start()
    if len(digits) != DIGITS or not _is_grouped(lengths, plain[start : groups[last].end()]):
        return 0
    if len(lengths) == 1 and _WHOLE_PART.search(plain, max(0, start - 3), start):
        return 0
    label_from = max(0, start - _LABEL_REACH)
    if _LABEL.search(plain, label_from, start):
        return last + 1
    is_number = is_id_card_number(digits) and not _OTHER_LABEL.search(plain, label_from, start)
    return last + 1 if is_number else 0


def _is_grouped(lengths: list[int], written: str) -> bool:
    """Whether the digits are grouped as people write ID-card numbers."""
    if len(lengths) == 2 and "." in written:
        return False  # a decimal fraction
    if "," in written:
        return tuple(lengths) == _BY_THOUSANDS and written.count(",") == 4
    if tuple(lengths) == _PRINTED or lengths == [1] * DIGITS:
        return True
    ends = [sum(lengths[: count + 1]) for count in range(len(lengths) - 1)]
    return set(ends) <= _BREAKS
