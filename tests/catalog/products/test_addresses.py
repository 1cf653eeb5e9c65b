"""Parsing of address cells: tambon, village, dates made of house numbers, positions."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.products.addresses import (
    district_in,
    in_own_district,
    read_moo,
    read_position,
    read_tambon,
    undo_excel_date,
)
from thai.folding import fold

NAMES = ["บางคล้า", "บางสวน", "บางกระเจ็ด", "ปากน้ำ", "ท่าทองหลาง", "สาวชะโงก", "เสม็ดเหนือ", "เสม็ดใต้", "หัวไทร"]
CODES = {fold(name): name for name in NAMES}  # names instead of codes, for readable failures


@pytest.mark.parametrize(
    ("address", "tambon"),
    [
        ("12/3 หมู่ 1 ต. ปากน้ำ อ. บางคล้า จ. ฉะเชิงเทรา 24110", "ปากน้ำ"),
        ("12/3 ตำบล ปากน้ำ อำเภอบางคล้า ฉะเชิงเทรา", "ปากน้ำ"),
        ("หมู่ที่ 2 ตำบลปากน้ำอำเภอบางคล้า", "ปากน้ำ"),
        ("ตำบลปากน้ำ บางคล้า ฉะเชิงเทรา", "ปากน้ำ"),
        ("ต.ปากนำ อ.บางคล้า", "ปากน้ำ"),
        ("27 หมู่ 7ตำบลบางกระเจ็ด อำเภอบางคล้า", "บางกระเจ็ด"),
        ("ต.เสม็ด ใต้ อ.บางคล้า", "เสม็ดใต้"),
        ("ต.เสม็ดเหนือ", "เสม็ดเหนือ"),
        ("ต.บางคล้า อ.บางคล้า", "บางคล้า"),
        ("ต.คลองเขื่อน อ.บางคล้า", None),  # in Khlong Khuean district now
        ("ตำบลก้อนแก้ว", None),
        ("ต.หัวไทร อ.หัวไทร จ.นครศรีธรรมราช", None),
        ("ต.ปากน้ำ อ.เมือง", None),
        ("ต.ปากน้ำ หรือ ต.หัวไทร", None),
    ],
)
def test_the_tambon_an_address_names(address, tambon):
    assert read_tambon(address, "เทศบาลตำบลบางคล้า", CODES) == tambon


@pytest.mark.parametrize(
    ("local_government", "tambon"),
    [
        ("เทศบาลตำบลปากน้ำ", "ปากน้ำ"),
        ("องค์การบริหารส่วนตำบลบางกระเจ็ด", "บางกระเจ็ด"),
        ("อบต.เสม็ดใต้", "เสม็ดใต้"),
        ("ทต. บางคล้า", "บางคล้า"),
        ("เทศบาลเมืองฉะเชิงเทรา", None),
        ("", None),
    ],
)
def test_an_address_without_tambon_falls_back_to_the_local_government(local_government, tambon):
    assert read_tambon("7/5 ถ.ราษฎร์", local_government, CODES) == tambon


@pytest.mark.parametrize(
    ("address", "moo"),
    [
        ("148/4 หมู่ 6 ตำบลบางกระเจ็ด", 6),
        ("หมู่ที่ ๖", 6),
        ("97/5ม.1 ต.เขาดิน", 1),
        ("27 หมู่ 7ตำบล", 7),
        ("หมู่12", 12),
        ("หมุ่ 4", 4),
        ("อ.เมือง 24000", None),
        ("ถนนสุขุมวิท กม.5", None),
        ("หมู่ 5 หมู่ 8", None),
        ("หมู่ 123", None),
        ("ม.0", None),
        ("", None),
    ],
)
def test_the_village_an_address_names(address, moo):
    assert read_moo(address) == moo


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("02-Apr", "2/4"),
        ("2-เม.ย.", "2/4"),
        ("Apr-65", "4/65"),
        (datetime(2026, 4, 2), "2/4"),
        (date(2026, 4, 1), "1/4"),
        (datetime(1965, 4, 1), "4/65"),
        ("12/3 หมู่ 1", None),
        ("2/4", None),
        (24, None),
        (None, None),
    ],
)
def test_dates_that_excel_made_of_house_numbers(cell, number):
    assert undo_excel_date(cell) == number


def test_our_district():
    assert in_own_district("อ.บางคล้า", "จังหวัดฉะเชิงเทรา")
    assert in_own_district("บางคลา", "")
    assert not in_own_district("คลองเขื่อน", "ฉะเชิงเทรา")
    assert not in_own_district("บางคล้า", "กระบี่")
    assert not in_own_district("", "ฉะเชิงเทรา")
    assert district_in("9 ต.หนองบัว อำเภอบ้านโพธิ์ จ.ฉะเชิงเทรา") == ("บ้านโพธิ์", "ฉะเชิงเทรา")


@pytest.mark.parametrize(
    ("latitude", "longitude", "province", "position", "repair"),
    [
        (13.74, 101.21, "ฉะเชิงเทรา", (13.74, 101.21), ""),
        ("13.74", " 101.21 ", "ฉะเชิงเทรา", (13.74, 101.21), ""),
        ("๑๓.๗๔", "101.21", "", (13.74, 101.21), ""),
        (None, "", "ฉะเชิงเทรา", (None, None), ""),
        ("-", "-", "ฉะเชิงเทรา", (None, None), ""),
        (101.21, 13.74, "ฉะเชิงเทรา", (13.74, 101.21), "สลับ"),
        ("13.74", "", "ฉะเชิงเทรา", (None, None), "ไม่ครบ"),
        ("เหนือ", "101.2", "ฉะเชิงเทรา", (None, None), "อ่านไม่ออก"),
        ("nan", "inf", "", (None, None), "อ่านไม่ออก"),
        (5, 97, "กระบี่", (None, None), "องศาเต็ม"),
        (0, 0, "", (None, None), "นอกประเทศไทย"),
        (51.5, -0.1, "", (None, None), "นอกประเทศไทย"),
        (18.8, 98.9, "จ.ฉะเชิงเทรา", (None, None), "ไกลจากจังหวัด"),
        (18.8, 98.9, "เชียงใหม่", (18.8, 98.9), ""),
    ],
)
def test_positions_are_both_or_neither_and_where_they_can_be(latitude, longitude, province, position, repair):
    north, east, note = read_position(latitude, longitude, province)

    assert (north, east) == position
    assert repair in note
    assert bool(note) == bool(repair)


@given(st.one_of(st.text(), st.floats(), st.integers(), st.none(), st.datetimes()), st.text(), st.text())
def test_no_cell_makes_them_fail(cell, text, more):
    latitude, longitude, __ = read_position(cell, text, more)
    assert (latitude is None) == (longitude is None)
    assert read_moo(text) is None or 0 < read_moo(text) < 40
    assert read_tambon(text, more, CODES) in {None, *NAMES}
    undo_excel_date(cell)
    district_in(text)
