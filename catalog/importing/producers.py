"""The producer a row names, as its columns are stored. Asks no database."""

import re

from django.utils.translation import gettext_noop

from catalog.importing import sheet_texts
from catalog.importing.reading import Known
from catalog.products import addresses
from center.records.messages import Sentence
from center.sheets.cell_texts import cell_text
from center.sheets.row_cells import RowCells
from thai.phones import parse_phones


def producer_columns(reading: RowCells, product: str, district: str, province: str, known: Known) -> dict:
    """The producer's columns. Without a name of its own it has the product's."""
    address = _address(reading)
    name, phones = sheet_texts.name_and_phones(reading.text("producer"))
    if phones:
        reading.repairs.append(gettext_noop("ผู้ผลิต: ย้ายเบอร์ออกจากชื่อ"))
    if sheet_texts.looks_like_address(name):
        reading.repairs.append(gettext_noop("ผู้ผลิต: ย้ายที่อยู่ออกจากช่องชื่อ"))
        address, name = address or reading.cut("address", name), ""
    if not re.search(r"[^\W\d_]", name):
        reading.repairs.append(gettext_noop("ผู้ผลิต: ไม่มีชื่อ ใช้ชื่อสินค้าแทน"))
        name = product
    local_government = reading.text("local_government")
    latitude, longitude, repair = addresses.read_position(reading.cell("latitude"), reading.cell("longitude"), province)
    if repair:
        reading.repairs.append(repair)
    phone, other_phones = _phones(reading, phones)
    return {
        "name_th": name,
        "kind": sheet_texts.producer_kind(name),
        "tambon_id": _tambon(reading, address, local_government, district, province, known),
        "moo": _moo(reading, address),
        "address": address,
        "local_government": local_government,
        "district": district,
        "province": province,
        "phone": phone,
        "other_phones": other_phones,
        "latitude": latitude,
        "longitude": longitude,
    }


def _address(reading: RowCells) -> str:
    if number := addresses.undo_excel_date(reading.cell("address")):
        reading.repairs.append(Sentence(gettext_noop("ที่อยู่: Excel แปลงเป็นวันที่ แก้กลับเป็น %(number)s"), number=number))
        return number
    return reading.text("address")


def _tambon(
    reading: RowCells, address: str, local_government: str, district: str, province: str, known: Known
) -> str | None:
    if not addresses.in_own_district(district, province):
        return None
    if code := addresses.tambon_code(reading.text("tambon"), known.tambons):
        return code
    code = addresses.read_tambon(address, local_government, known.tambons)
    if code is None:
        reading.to_check.append(gettext_noop("ไม่ทราบตำบลในอำเภอบางคล้า"))
    return code


def _moo(reading: RowCells, address: str) -> int | None:
    text = reading.text("moo")
    return addresses.read_moo(f"หมู่ {text}" if text.isdecimal() else text) or addresses.read_moo(address)


def _phones(reading: RowCells, from_name: list) -> tuple[str, str]:
    cell = reading.cell("phone")
    phones = [*parse_phones(cell), *from_name]
    written = cell_text(cell)[0]
    if written.strip("0") and not phones:
        reading.repairs.append(Sentence(gettext_noop("อ่านเบอร์ไม่ออก: %(text)s"), text=written[:60]))
    elif phones and written.isdecimal() and not written.startswith("0"):
        reading.repairs.append(gettext_noop("เบอร์โทรศัพท์: เติม 0 ข้างหน้า"))
    if len(phones) > 1:
        reading.repairs.append(Sentence(gettext_noop("เบอร์โทรศัพท์: แยกเป็น %(count)s เบอร์"), count=len(phones)))
    phone, others = sheet_texts.phone_texts(phones)
    written_others = reading.text("other_phones")
    return phone, reading.cut("other_phones", " / ".join(text for text in (others, written_others) if text))
