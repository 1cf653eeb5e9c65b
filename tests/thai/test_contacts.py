"""Contact data in a running text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thai.contacts import ContactKind, find_contacts
from thai.digits import to_thai

ID_CARD = "3-2401-00123-45-0"


def found(text: str) -> list[tuple[str, str, str]]:
    return [(contact.kind.value, contact.written, contact.value) for contact in find_contacts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("โทร 081-234-5678 หรือ 089 876 5432", [("081-234-5678", "0812345678"), ("089 876 5432", "0898765432")]),
        ("ป้าแดง๐๘๑๒๓๔๕๖๗๘ค่ะ", [("๐๘๑๒๓๔๕๖๗๘", "0812345678")]),
        ("(081)234-5678", [("(081)234-5678", "0812345678")]),
        ("+66 81 234 5678", [("+66 81 234 5678", "0812345678")]),
        ("081.234.5678,0898765432", [("081.234.5678", "0812345678"), ("0898765432", "0898765432")]),
        ("038-541234 ต่อ 12", [("038-541234", "038541234")]),
        ("02-123-4567", [("02-123-4567", "021234567")]),
    ],
)
def test_phones_are_found_as_they_are_written(text, expected):
    assert found(text) == [("phone", written, number) for written, number in expected]


@pytest.mark.parametrize(
    "text",
    [
        "เปิด 09.00-12.00 13.00-16.00 น.",
        "เวลา 9:00 - 12:00",
        "ราคา 25000000 บาท",
        "812345678",
        "ปี 2567 2568 2569",
        "วันที่ 05/12/2567",
        "สายด่วน 1300 หรือ 1111",
        "24-2-01234-2-0001",
        "ขวดละ 10-20 บาท",
        "@ร้านป้า",
        "a@b",
        "",
    ],
)
def test_what_leads_to_nobody(text):
    assert found(text) == []


def test_mail_and_id_cards_stand_in_their_order_and_none_overlaps():
    text = f"เขียนถึง Som.Jai@Example.co.th. เลขบัตร {ID_CARD} โทร 02-123-4567 หรือ 0812345678@gmail.com"
    assert found(text) == [
        ("email", "Som.Jai@Example.co.th", "som.jai@example.co.th"),
        ("id_card", ID_CARD, "3240100123450"),
        ("phone", "02-123-4567", "021234567"),
        ("email", "0812345678@gmail.com", "0812345678@gmail.com"),
    ]


phones = st.from_regex(r"\A0(?:[689][0-9]{8}|[23457][0-9]{7})\Z")


@given(phones, st.booleans(), st.sampled_from(["", "-", " "]))
def test_every_number_is_found_in_thai_digits_and_with_gaps(number, thai, gap):
    written = gap.join([number[:-7], number[-7:-4], number[-4:]])
    written = to_thai(written) if thai else written
    (contact,) = find_contacts(f"โทรหาป้าแดง {written} นะคะ")
    assert (contact.kind, contact.written, contact.value) == (ContactKind.PHONE, written, number)


@given(st.text())
def test_places_lie_in_the_text_in_order(text):
    end_before = 0
    for contact in find_contacts(text):
        assert end_before <= contact.start < contact.end <= len(text)
        assert contact.written == text[contact.start : contact.end]
        end_before = contact.end


@given(st.from_regex(r"\A[0-9 .\-()+@a]{0,80}\Z"))
def test_digits_and_signs_in_any_order_overlap_nowhere(text):
    end_before = 0
    for contact in find_contacts(text):
        assert end_before <= contact.start
        end_before = contact.end
