from hypothesis import given
from hypothesis import strategies as st

from thai.digits import to_arabic, to_thai


def test_both_ways():
    assert to_arabic("ปี ๒๕๖๙ ก") == "ปี 2569 ก"
    assert to_thai("ปี 2569 ก") == "ปี ๒๕๖๙ ก"


@given(st.integers(min_value=0))
def test_there_and_back(number):
    assert to_arabic(to_thai(str(number))) == str(number)
