"""Amounts of money and other numbers, as people type them."""

import re
from decimal import Decimal

from thai.digits import to_arabic
from thai.signs import as_typed, without_invisible

AMOUNT_ERROR = "กรุณากรอกตัวเลข เช่น 1250.50"

_BAHT = re.compile(r"^(?:ราคา|฿|thb\b)[\s:]*|[\s]*(?:\.-|,-|\.–|-|฿|บาทถ้วน|บาท|baht|thb|บ\.)$", re.IGNORECASE)
_AMOUNT = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)?(?:\.[0-9]*)?")


def plain_amount(text: str) -> str:
    """The digits of a typed number: "1500" of "1,500.-", "35" of "35 บาท" and "฿35". Raises ValueError for anything else.

    Takes Thai and full-width digits, thousands commas, spaces around, and baht before or behind. May be empty.
    """
    text = to_arabic(as_typed(without_invisible(text))).strip()
    while (bare := _BAHT.sub("", text).strip()) != text:
        text = bare
    if not _AMOUNT.fullmatch(text):
        raise ValueError(AMOUNT_ERROR)
    return text.replace(",", "")


def parse_amount(cell: object) -> Decimal | None:
    """The amount in a cell of a sheet: a number, or a text as in `plain_amount`; None for an empty cell.

    Raises ValueError for anything else.
    """
    if cell is None:
        return None
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise ValueError(AMOUNT_ERROR)
    text = plain_amount(cell if isinstance(cell, str) else repr(cell))
    if not any(sign.isdigit() for sign in text):
        if text:
            raise ValueError(AMOUNT_ERROR)
        return None
    return Decimal(text)
