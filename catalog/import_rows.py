"""Rows of a sheet made into products and producers as we store them, with what was repaired. Asks no database.

What a row says is read here; what it changes is compared in `catalog.imports`.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from catalog import addresses, sheet_texts
from catalog.headings import LABELS, recognize
from catalog.wording import alcohol_words
from center.headings import Headings
from center.sheets import Cell
from thai.folding import fold
from thai.phones import parse_phones

LONGEST_NAME = 200
_LENGTHS = {"address": 300, "local_government": 120, "district": 60, "province": 60, "other_phones": 200}

_NO_NAME = "ไม่มีชื่อสินค้า"
_SHIFTED = re.compile(r"[0-9]|^\s*(?:เทศบาล|องค์การบริหาร|อบต|อบจ)|^https?:")


@dataclass(frozen=True)
class Known:
    """What of the database a row's reading needs: our tambons and the categories by their folded names."""

    tambons: Mapping[str, str]
    categories: Mapping[str, str]


@dataclass(frozen=True)
class ProductRow:
    """One product of a row, repaired; of a sheet of producers, a producer alone, and `product` is empty.

    `producer` and `product` are the columns as they are stored, by their names. own_number is the row's id in our
    database where the sheet is one of our own lists come back.
    """

    number: int
    producer_key: str
    product_key: str
    producer: Mapping[str, str | int | float | None]
    product: Mapping[str, str]
    repairs: tuple[str, ...] = ()
    to_check: tuple[str, ...] = ()
    alcohol: bool = False
    own_number: int | None = None


@dataclass(frozen=True)
class RefusedRow:
    """A row that can't be taken, and why, in Thai."""

    number: int
    reason: str


@dataclass(frozen=True)
class OtherDistrictRow:
    """A row of another district, left out."""

    number: int


ReadRow = ProductRow | RefusedRow | OtherDistrictRow


@dataclass
class _Reading:
    """The repairs of one row while it is read."""

    headings: Headings
    cells: list[Cell]
    repairs: list[str] = field(default_factory=list)
    to_check: list[str] = field(default_factory=list)

    def cell(self, name: str) -> Cell:
        return self.headings.value(self.cells, name)

    def text(self, name: str) -> str:
        """The repaired text of a field, its repairs noted, cut to the column's length."""
        text, repairs = sheet_texts.cell_text(self.cell(name))
        self.repairs += [f"{LABELS[name]}: {repair}" for repair in repairs]
        return self.cut(name, text)

    def number(self, name: str) -> int | None:
        """The id a cell of our own list holds, or None."""
        text = sheet_texts.cell_text(self.cell(name))[0]
        return int(text) if text.isdecimal() and len(text) < 10 and int(text) else None

    def cut(self, name: str, text: str) -> str:
        longest = _LENGTHS.get(name, LONGEST_NAME)
        if len(text) > longest:
            self.repairs.append(f"{LABELS.get(name, 'เบอร์อื่น')}: ตัดให้เหลือ {longest} ตัวอักษร")
        return text[:longest].strip()


def read_rows(
    rows: Iterable[tuple[int, list[Cell]]], headings: Headings, known: Known, *, all_districts: bool = False
) -> Iterator[ReadRow]:
    """Read every row below the headings. Never raises for what a cell holds."""
    for number, cells in rows:
        if number > headings.row_number:
            yield from read_row(number, cells, headings, known, all_districts=all_districts)


def read_row(
    number: int, cells: list[Cell], headings: Headings, known: Known, *, all_districts: bool = False
) -> list[ReadRow]:
    """The products of one row (several where its name cell lists them), or why there is none."""
    reading = _Reading(headings, cells)
    own = reading.number("product_number")
    district, province = _district(reading)
    shifted = next((text for text in (district, province) if _SHIFTED.search(text)), "")
    if not all_districts and not own and not shifted and not addresses.in_own_district(district, province):
        return [] if all(cell is None for cell in cells) else [OtherDistrictRow(number)]

    raw = reading.cell("product")
    # A product of our own list is one, whatever its name looks like.
    names, ask = sheet_texts.split_products(raw) if isinstance(raw, str) and not own else ([], False)
    whole = reading.text("product")
    if reason := _refusal(raw, whole, names, shifted):
        return [RefusedRow(number, reason)]
    if len(names) > 1:
        reading.to_check.append(f"แยกเซลล์เดียวเป็น {len(names)} สินค้า")
    elif ask:
        reading.to_check.append("อาจมีหลายสินค้าในเซลล์เดียว")
    names = names if len(names) > 1 else [whole]
    producer = _producer(reading, names[0], district, province, known)
    producer_key = _producer_key(producer)
    category = _category(reading, known)
    found: list[ReadRow] = [
        ProductRow(
            number=number,
            producer_key=producer_key,
            product_key=product_key(producer_key, name),
            producer=producer,
            product={"name_th": name, "category": category},
            repairs=tuple(reading.repairs),
            to_check=tuple(reading.to_check),
            alcohol=bool(alcohol_words([name])),
            own_number=own,
        )
        for name in names
    ]
    return found


def read_producers(
    rows: Iterable[tuple[int, list[Cell]]], headings: Headings, known: Known, *, all_districts: bool = False
) -> Iterator[ReadRow]:
    """Read every row of a sheet of producers. Never raises for what a cell holds."""
    for number, cells in rows:
        if number <= headings.row_number or all(cell is None for cell in cells):
            continue
        reading = _Reading(headings, cells)
        own = reading.number("producer_number")
        district, province = _district(reading)
        if not all_districts and not own and not addresses.in_own_district(district, province):
            yield OtherDistrictRow(number)
            continue
        name = sheet_texts.cell_text(reading.cell("producer"))[0]
        if not re.search(r"[^\W\d_]", name) or not fold(name):
            yield RefusedRow(number, "ไม่มีชื่อผู้ผลิต")
        elif name.startswith("="):
            yield RefusedRow(number, "ชื่อผู้ผลิตเป็นสูตร กรุณาวางเป็นค่า")
        elif len(name) > LONGEST_NAME:
            yield RefusedRow(number, f"ชื่อผู้ผลิตยาวเกิน {LONGEST_NAME} ตัวอักษร")
        else:
            producer = _producer(reading, name, district, province, known)
            if own:  # of our own list: the name is as staff wrote it
                producer["name_th"] = name
            repairs, to_check = tuple(reading.repairs), tuple(reading.to_check)
            yield ProductRow(number, _producer_key(producer), "", producer, {}, repairs, to_check, own_number=own)


def _district(reading: _Reading) -> tuple[str, str]:
    """District and province of a row; out of the address where the cell is empty. A sheet with neither column is ours."""
    district = addresses.strip_place(reading.text("district"))
    province = addresses.strip_place(reading.text("province"))
    if not district:
        named, named_province = addresses.district_in(sheet_texts.cell_text(reading.cell("address"))[0])
        district, province = named, province or named_province
    if not district and not {"district", "province"} & set(reading.headings.columns):
        return addresses.DISTRICT, addresses.PROVINCE
    if fold(district) == fold(addresses.DISTRICT) and not province:
        province = addresses.PROVINCE
    return district, province


def _refusal(raw: Cell, whole: str, names: list[str], shifted: str) -> str:
    """Why a row can't be taken, or nothing."""
    if not whole:
        return _NO_NAME
    if not isinstance(raw, str):
        return f"ชื่อสินค้าไม่ใช่ข้อความ: {whole[:40]}"
    if whole.startswith("="):
        return "ชื่อสินค้าเป็นสูตร กรุณาวางเป็นค่า"
    if recognize(raw):
        return "เป็นแถวหัวตารางซ้ำ"
    if not all(re.search(r"[^\W\d_]", name) and fold(name) for name in [whole, *names]):
        return f"ชื่อสินค้ามีแต่ตัวเลขหรือเครื่องหมาย: {whole[:40]}"
    if max(map(len, names or [whole])) > LONGEST_NAME:
        return f"ชื่อสินค้ายาวเกิน {LONGEST_NAME} ตัวอักษร"
    return f"ข้อมูลเลื่อนช่อง: ช่องอำเภอหรือจังหวัดเป็น “{shifted[:40]}”" if shifted else ""


def _producer(reading: _Reading, product: str, district: str, province: str, known: Known) -> dict:
    """The producer's columns. Without a name of its own it has the product's."""
    address = _address(reading)
    name, phones = sheet_texts.name_and_phones(reading.text("producer"))
    if phones:
        reading.repairs.append("ผู้ผลิต: ย้ายเบอร์ออกจากชื่อ")
    if sheet_texts.looks_like_address(name):
        reading.repairs.append("ผู้ผลิต: ย้ายที่อยู่ออกจากช่องชื่อ")
        address, name = address or reading.cut("address", name), ""
    if not re.search(r"[^\W\d_]", name):
        reading.repairs.append("ผู้ผลิต: ไม่มีชื่อ ใช้ชื่อสินค้าแทน")
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


def _address(reading: _Reading) -> str:
    if number := addresses.undo_excel_date(reading.cell("address")):
        reading.repairs.append(f"ที่อยู่: Excel แปลงเป็นวันที่ แก้กลับเป็น {number}")
        return number
    return reading.text("address")


def _tambon(
    reading: _Reading, address: str, local_government: str, district: str, province: str, known: Known
) -> str | None:
    if not addresses.in_own_district(district, province):
        return None
    if code := addresses.tambon_code(reading.text("tambon"), known.tambons):
        return code
    code = addresses.read_tambon(address, local_government, known.tambons)
    if code is None:
        reading.to_check.append(f"ไม่ทราบตำบลในอำเภอ{addresses.DISTRICT}")
    return code


def _moo(reading: _Reading, address: str) -> int | None:
    text = reading.text("moo")
    return addresses.read_moo(f"หมู่ {text}" if text.isdecimal() else text) or addresses.read_moo(address)


def _phones(reading: _Reading, from_name: list) -> tuple[str, str]:
    cell = reading.cell("phone")
    phones = [*parse_phones(cell), *from_name]
    written = sheet_texts.cell_text(cell)[0]
    if written.strip("0") and not phones:
        reading.repairs.append(f"อ่านเบอร์ไม่ออก: {written[:60]}")
    elif phones and written.isdecimal() and not written.startswith("0"):
        reading.repairs.append("เบอร์โทรศัพท์: เติม 0 ข้างหน้า")
    if len(phones) > 1:
        reading.repairs.append(f"เบอร์โทรศัพท์: แยกเป็น {len(phones)} เบอร์")
    phone, others = sheet_texts.phone_texts(phones)
    written_others = reading.text("other_phones")
    return phone, reading.cut("other_phones", " / ".join(text for text in (others, written_others) if text))


def _category(reading: _Reading, known: Known) -> str:
    """The category's code; empty where the sheet doesn't say or says what nobody knows: a new product is then guessed."""
    text = reading.text("category")
    if code := known.categories.get(fold(text)):
        return code
    if "category" in reading.headings.columns:
        said = f"ไม่รู้จักประเภท “{text[:40]}”" if text else "ไม่ระบุประเภท"
        reading.repairs.append(f"{said} จัดเป็นอาหารไว้ก่อน")
    return ""


# --- What makes two rows the same -------------------------------------------------------------------------------


def place_of(values: Mapping[str, str | int | float | None]) -> str:
    """The place that is part of a producer's identity: our tambon's code, else อปท., district and province folded."""
    if values["tambon_id"]:
        return str(values["tambon_id"])
    return "".join(fold(str(values[name])) for name in ("local_government", "district", "province"))


def _producer_key(values: Mapping[str, str | int | float | None]) -> str:
    return _digest(f"{fold(str(values['name_th']))}|{place_of(values)}")


def product_key(producer_key: str, name: str) -> str:
    """The key of a product: its producer's key and its folded name."""
    return _digest(f"{producer_key}|{fold(name)}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
