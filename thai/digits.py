"""Thai digits ๐-๙ and Arabic digits 0-9.

Python's `\\d`, `str.isdigit` and `int` accept Thai digits, so a check made with them would let ๒๕๖๙ into a column of
Arabic digits. Convert first, then match `[0-9]`.
"""

THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
ARABIC_DIGITS = "0123456789"

TO_ARABIC = str.maketrans(THAI_DIGITS, ARABIC_DIGITS)
TO_THAI = str.maketrans(ARABIC_DIGITS, THAI_DIGITS)


def to_arabic(text: str) -> str:
    """Write Thai digits as Arabic ones: what the site stores and shows. Other characters stay."""
    return text.translate(TO_ARABIC)


def to_thai(text: str) -> str:
    """Write Arabic digits as Thai ones, for printed official papers only (Thai government correspondence uses ๐-๙)."""
    return text.translate(TO_THAI)
