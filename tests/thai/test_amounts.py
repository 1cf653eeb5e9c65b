"""Amounts of money as people type them, in forms and sheets."""

from decimal import Decimal

import pytest

from thai.amounts import AMOUNT_ERROR, parse_amount, plain_amount


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("1,500.-", "1500"),
        ("1,500.–", "1500"),
        ("35 บาท", "35"),
        ("฿35", "35"),
        ("35฿", "35"),
        ("ราคา 35 บาท", "35"),
        ("35.50 Baht", "35.50"),
        ("๓๕,-", "35"),
        ("３５", "35"),
        ("\u202d1,250\u202c", "1250"),
        ("-5", "-5"),
        ("", ""),
        ("-", ""),
    ],
)
def test_an_amount(typed, plain):
    assert plain_amount(typed) == plain


@pytest.mark.parametrize("typed", ["35 ถุง", "สามสิบห้า", "1,50", "1_000", "NaN", "35-40", "1.5.2"])
def test_what_is_no_amount(typed):
    with pytest.raises(ValueError, match=AMOUNT_ERROR):
        plain_amount(typed)


@pytest.mark.parametrize(
    ("cell", "amount"), [(35, 35), (35.5, "35.5"), ("35 บาท", 35), (None, None), ("", None), (" - ", None)]
)
def test_a_cell(cell, amount):
    assert parse_amount(cell) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize("cell", [True, "x", float("nan"), float("inf"), "."])
def test_a_cell_without_an_amount(cell):
    with pytest.raises(ValueError, match=AMOUNT_ERROR):
        parse_amount(cell)
