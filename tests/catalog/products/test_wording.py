"""Royal names and words, which are never part of spelling suggestions."""

import pytest

from catalog.products.wording import is_royal


@pytest.mark.parametrize(
    "text",
    ["ผ้าไหมราชินี", "สมเดจ พะเทพ พระเทพ", "ในหลวง", "เหรียญ ร.๙", "เหรียญร.9", "ร ๙", "ข้าว ร.10", "พระบาทสมเด็จ"],
)
def test_royal(text):
    assert is_royal(text)


@pytest.mark.parametrize("text", ["น้ำพริก สูตร 9", "น้ำพริกสูตร๙", "เกษตร 5", "ตลาด 9", "อาคาร 10", "ร้าน 9", "", "มะม่วง"])
def test_not_royal(text):
    assert not is_royal(text)
