"""What a number and a phone number find: the registry, its order, and that nothing tells which of the two was wrong."""

from datetime import UTC, datetime

import pytest

from center.visitors import matters
from center.visitors.matters import Matter


def matter(title: str, *, day: int, url: str = "") -> Matter:
    return Matter(title=title, state="รอยืนยัน", at=datetime(2026, 10, day, tzinfo=UTC), url=url or f"/{title}/")


@pytest.fixture
def asked(monkeypatch) -> list[tuple[str, str, str]]:
    """Two packages that know one matter each of number 4821 and 081-234-5678; returns what they are asked."""
    calls = []
    monkeypatch.setattr(matters, "FINDERS", {})

    @matters.finder("booking")
    def bookings(number, phone):
        calls.append(("booking", number, phone))
        return [matter("นัดปรึกษา", day=1)] if (number, phone) == ("4821", "0812345678") else []

    @matters.finder("registration")
    def registrations(number, phone):
        calls.append(("registration", number, phone))
        return iter([matter("กิจกรรม", day=9)]) if (number, phone) == ("4821", "0812345678") else iter([])

    return calls


def titles(**typed) -> list[str]:
    return [found.title for found in matters.find(**typed)]


def test_all_packages_are_asked_and_the_latest_comes_first(asked):
    assert titles(number="4821", phone="0812345678") == ["กิจกรรม", "นัดปรึกษา"]
    assert asked == [("booking", "4821", "0812345678"), ("registration", "4821", "0812345678")]


def test_both_are_taken_as_people_type_them(asked):
    assert titles(number=" ๔๘ ๒๑", phone="+66 81-234 ๕๖๗๘") == ["กิจกรรม", "นัดปรึกษา"]


def test_a_wrong_number_and_an_unknown_one_have_the_same_answer(asked):
    wrong = matters.find(number="4822", phone="0812345678")
    unknown = matters.find(number="4821", phone="0899999999")
    assert wrong == unknown == matters.find(number="1", phone="0811111111") == []
    assert len(asked) == 6  # every package is asked each time


@pytest.mark.parametrize(("number", "phone"), [("", "0812345678"), (" ", "0812345678"), ("4821", ""), ("4821", "12")])
def test_without_both_nobody_is_asked(asked, number, phone):
    assert matters.find(number=number, phone=phone) == []
    assert asked == []


def test_each_page_is_listed_once_and_the_order_is_the_same_whoever_registered_first(asked):
    found = [matter("ก", day=5), matter("ข", day=5), matter("ค", day=5, url="/ข/")]
    orders = []
    for rows in (found, found[::-1]):
        matters.FINDERS.clear()
        for number, row in enumerate(rows):
            matters.finder(f"kind {number}")(lambda _number, _phone, row=row: [row])
        orders.append([listed.url for listed in matters.find(number="1", phone="0812345678")])
    assert orders == [["/ก/", "/ข/"]] * 2


def test_a_kind_is_registered_once(asked):
    with pytest.raises(ValueError, match="booking"):
        matters.finder("booking")(lambda number, phone: [])
