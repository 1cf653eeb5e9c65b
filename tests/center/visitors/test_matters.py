"""Looking up matters by number and phone: the registry, the order, and that a wrong number isn't revealed."""

from datetime import UTC, datetime

import pytest

from center.visitors import matters
from center.visitors.matters import Matter


def matter(title: str, *, day: int, url: str = "") -> Matter:
    return Matter(title=title, state="รอยืนยัน", at=datetime(2026, 10, day, tzinfo=UTC), url=url or f"/{title}/")


@pytest.fixture
def calls(monkeypatch) -> list[tuple[str, str, str]]:
    """Registers two finders with one matter each for 4821 and 081-234-5678; returns the calls they get."""
    recorded = []
    monkeypatch.setattr(matters, "FINDERS", {})

    @matters.finder("booking")
    def bookings(number, phone):
        recorded.append(("booking", number, phone))
        return [matter("นัดปรึกษา", day=1)] if (number, phone) == ("4821", "0812345678") else []

    @matters.finder("registration")
    def registrations(number, phone):
        recorded.append(("registration", number, phone))
        return iter([matter("กิจกรรม", day=9)]) if (number, phone) == ("4821", "0812345678") else iter([])

    return recorded


def titles(**typed) -> list[str]:
    return [found.title for found in matters.find(**typed)]


def test_all_finders_are_called_and_the_latest_comes_first(calls):
    assert titles(number="4821", phone="0812345678") == ["กิจกรรม", "นัดปรึกษา"]
    assert calls == [("booking", "4821", "0812345678"), ("registration", "4821", "0812345678")]


def test_number_and_phone_are_normalized(calls):
    assert titles(number=" ๔๘ ๒๑", phone="+66 81-234 ๕๖๗๘") == ["กิจกรรม", "นัดปรึกษา"]


def test_wrong_number_and_unknown_phone_have_the_same_result(calls):
    wrong = matters.find(number="4822", phone="0812345678")
    unknown = matters.find(number="4821", phone="0899999999")
    assert wrong == unknown == matters.find(number="1", phone="0811111111") == []
    assert len(calls) == 6  # every finder is called each time


@pytest.mark.parametrize(("number", "phone"), [("", "0812345678"), (" ", "0812345678"), ("4821", ""), ("4821", "12")])
def test_no_finder_is_called_without_both(calls, number, phone):
    assert matters.find(number=number, phone=phone) == []
    assert calls == []


def test_urls_are_unique_and_the_order_is_independent_of_registration(calls):
    found = [matter("ก", day=5), matter("ข", day=5), matter("ค", day=5, url="/ข/")]
    orders = []
    for rows in (found, found[::-1]):
        matters.FINDERS.clear()
        for number, row in enumerate(rows):
            matters.finder(f"kind {number}")(lambda _number, _phone, row=row: [row])
        orders.append([listed.url for listed in matters.find(number="1", phone="0812345678")])
    assert orders == [["/ก/", "/ข/"]] * 2


def test_registering_a_kind_twice_raises(calls):
    with pytest.raises(ValueError, match="booking"):
        matters.finder("booking")(lambda number, phone: [])
