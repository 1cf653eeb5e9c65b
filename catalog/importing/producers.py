"""The columns of a row's producer. No queries."""

import re

from django.utils.translation import gettext_noop

from catalog.importing import sheet_texts
from catalog.importing.identity import Value
from catalog.importing.stored import Known
from catalog.products import addresses
from catalog.products.districts import District
from center.records.messages import Sentence
from center.sheets.cell_texts import cell_text
from center.sheets.phones import name_and_phones, phone_texts
from center.sheets.row_cells import RowCells
from thai.phones import Phone, parse_phones


def producer_columns(row: RowCells, product: str, place: District, known: Known) -> dict[str, Value]:
    """The producer's columns. Without a name of its own it has the product's."""
    address = _address(row)
    name, phones = name_and_phones(row.text("producer"))
    if phones:
        row.repairs.append(gettext_noop("ผู้ผลิต: ย้ายเบอร์ออกจากชื่อ"))
    if sheet_texts.looks_like_address(name):
        row.repairs.append(gettext_noop("ผู้ผลิต: ย้ายที่อยู่ออกจากช่องชื่อ"))
        address, name = address or row.cut("address", name), ""
    if not re.search(r"[^\W\d_]", name):
        row.repairs.append(gettext_noop("ผู้ผลิต: ไม่มีชื่อ ใช้ชื่อสินค้าแทน"))
        name = product
    local_government = row.text("local_government")
    latitude, longitude, repair = addresses.read_position(row.cell("latitude"), row.cell("longitude"), place.province)
    if repair:
        row.repairs.append(repair)
    phone, other_phones = _phones(row, phones)
    return {
        "name_th": name,
        "kind": sheet_texts.producer_kind(name),
        "tambon_id": _tambon(row, address, local_government, place, known),
        "moo": _moo(row, address),
        "address": address,
        "local_government": local_government,
        "district": place.name,
        "province": place.province,
        "phone": phone,
        "other_phones": other_phones,
        "latitude": latitude,
        "longitude": longitude,
    }


def _address(row: RowCells) -> str:
    if number := addresses.undo_excel_date(row.cell("address")):
        row.repairs.append(Sentence(gettext_noop("ที่อยู่: Excel แปลงเป็นวันที่ แก้กลับเป็น %(number)s"), number=number))
        return number
    return row.text("address")


def _tambon(row: RowCells, address: str, local_government: str, place: District, known: Known) -> str | None:
    if not place.is_own:
        return None
    if code := addresses.tambon_code(row.text("tambon"), known.tambons):
        return code
    code = addresses.read_tambon(address, local_government, known.tambons)
    if code is None:
        row.to_check.append(gettext_noop("ไม่ทราบตำบลในอำเภอบางคล้า"))
    return code


def _moo(row: RowCells, address: str) -> int | None:
    text = row.text("moo")
    return addresses.read_moo(f"หมู่ {text}" if text.isdecimal() else text) or addresses.read_moo(address)


def _phones(row: RowCells, from_name: list[Phone]) -> tuple[str, str]:
    cell = row.cell("phone")
    phones = [*parse_phones(cell), *from_name]
    written = cell_text(cell)[0]
    if written.strip("0") and not phones:
        row.repairs.append(Sentence(gettext_noop("อ่านเบอร์ไม่ออก: %(text)s"), text=written[:60]))
    elif phones and written.isdecimal() and not written.startswith("0"):
        row.repairs.append(gettext_noop("เบอร์โทรศัพท์: เติม 0 ข้างหน้า"))
    if len(phones) > 1:
        row.repairs.append(Sentence(gettext_noop("เบอร์โทรศัพท์: แยกเป็น %(count)s เบอร์"), count=len(phones)))
    phone, others = phone_texts(phones)
    written_others = row.text("other_phones")
    return phone, row.cut("other_phones", " / ".join(text for text in (others, written_others) if text))
