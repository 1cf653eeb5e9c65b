"""Months of sale as a bit mask."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.products.months import ALL_YEAR, in_words, next_month_of_sale, pack, runs, unpack

bits = st.integers(0, ALL_YEAR)


@given(bits)
def test_unpacking_and_packing_again_changes_nothing(months):
    assert pack(unpack(months)) == months


@given(st.lists(st.integers(1, 12)))
def test_packed_months_come_back_once_and_ascending(months):
    assert unpack(pack(months)) == sorted(set(months))


def test_the_bits():
    assert pack([]) == 0
    assert pack([1]) == 1
    assert pack([12]) == 2048
    assert pack(range(1, 13)) == ALL_YEAR == 4095
    assert unpack(0b1000_0000_0101) == [1, 3, 12]


@pytest.mark.parametrize("month", [0, 13, -1])
def test_what_is_no_month_is_refused(month):
    with pytest.raises(ValueError, match=f"^{month} is no month"):
        pack([1, month])


def month_range(first: int, last: int) -> list[int]:
    """The months from first to last, across New Year if last comes before first."""
    return [(first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1)]


@given(bits)
def test_stretches_hold_every_month_once_and_never_touch(months):
    ranges = [month_range(first, last) for first, last in runs(months)]
    assert sorted(chain.from_iterable(ranges)) == unpack(months)
    if months != ALL_YEAR:
        selected = set(unpack(months))
        assert not any(last % 12 + 1 in selected or (first - 2) % 12 + 1 in selected for first, last in runs(months))


@pytest.mark.parametrize(("months", "month", "next_month"), [([3], 3, 3), ([3], 4, 3), ([1, 6], 11, 1), ([1, 6], 2, 6)])
def test_the_next_month_of_sale(months, month, next_month):
    assert next_month_of_sale(pack(months), month) == next_month


@pytest.mark.parametrize(
    ("months", "thai", "english"),
    [
        ([], "", ""),
        ([4], "เม.ย.", "Apr"),
        ([3, 4, 5], "มี.ค.–พ.ค.", "Mar–May"),
        ([3, 4, 5, 11], "มี.ค.–พ.ค., พ.ย.", "Mar–May, Nov"),
        ([11, 12, 1, 2], "พ.ย.–ก.พ.", "Nov–Feb"),
        ([12, 1], "ธ.ค.–ม.ค.", "Dec–Jan"),
        ([1, 6, 12], "มิ.ย., ธ.ค.–ม.ค.", "Jun, Dec–Jan"),
        (range(2, 13), "ก.พ.–ธ.ค.", "Feb–Dec"),
        (range(1, 13), "ม.ค.–ธ.ค.", "Jan–Dec"),
    ],
)
def test_months_in_words(months, thai, english):
    assert in_words(pack(months), "th") == thai
    assert in_words(pack(months), "en") == english
