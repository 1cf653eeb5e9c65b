"""Rows of a sheet made into products and producers as we store them, with what was repaired. Asks no database.

What a row says is read here; what it changes is compared in `catalog.importing.comparing`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from catalog.importing import sheet_texts
from catalog.importing.columns import recognize
from catalog.importing.keys import producer_key, product_key
from catalog.importing.producers import producer_columns
from catalog.importing.reading import LONGEST_NAME, Known, cells_of
from catalog.products import addresses
from catalog.products.wording import alcohol_words, health_words
from center.records.messages import Sentence
from center.sheets.cell_texts import cell_text
from center.sheets.columns import Headings
from center.sheets.reading import Cell
from center.sheets.row_cells import RowCells
from center.sheets.rows import RefusedRow
from thai.folding import fold

_NO_NAME = gettext_noop("ไม่มีชื่อสินค้า")
_SHIFTED_CELLS = gettext_noop("ข้อมูลเลื่อนช่อง: ช่องอำเภอหรือจังหวัดเป็น “%(text)s”")
_SHIFTED = re.compile(r"[0-9]|^\s*(?:เทศบาล|องค์การบริหาร|อบต|อบจ)|^https?:")


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
    health: bool = False
    own_number: int | None = None


@dataclass(frozen=True)
class OtherDistrictRow:
    """A row of another district, left out."""

    number: int


ReadRow = ProductRow | RefusedRow | OtherDistrictRow


def read_rows(
    rows: Iterable[tuple[int, list[Cell]]], headings: Headings, known: Known, *, all_districts: bool = False
) -> Iterator[ReadRow]:
    """Read every row below the headings. Never raises for what a cell holds."""
    for number, cells in headings.data_rows(rows):
        yield from read_row(number, cells, headings, known, all_districts=all_districts)


def read_row(
    number: int, cells: list[Cell], headings: Headings, known: Known, *, all_districts: bool = False
) -> list[ReadRow]:
    """The products of one row (several where its name cell lists them), or why there is none."""
    reading = cells_of(cells, headings)
    own = reading.number("product_number")
    district, province = _district(reading)
    shifted = next((text for text in (district, province) if _SHIFTED.search(text)), "")
    if not all_districts and not own and not shifted and not addresses.in_own_district(district, province):
        return [OtherDistrictRow(number)]

    raw = reading.cell("product")
    # A product of our own list is one, whatever its name looks like.
    names, ask = sheet_texts.split_products(raw) if isinstance(raw, str) and not own else ([], False)
    whole = reading.text("product")
    if reason := _refusal(raw, whole, names, shifted):
        return [RefusedRow(number, reason)]
    if len(names) > 1:
        reading.to_check.append(Sentence(gettext_noop("แยกเซลล์เดียวเป็นสินค้า %(count)s รายการ"), count=len(names)))
    elif ask:
        reading.to_check.append(gettext_noop("อาจมีหลายสินค้าในเซลล์เดียว"))
    names = names if len(names) > 1 else [whole]
    producer = producer_columns(reading, names[0], district, province, known)
    its_key = producer_key(producer)
    category = _category(reading, known)
    found: list[ReadRow] = [
        ProductRow(
            number=number,
            producer_key=its_key,
            product_key=product_key(its_key, name),
            producer=producer,
            product={"name_th": name, "category": category},
            repairs=tuple(reading.repairs),
            to_check=tuple(reading.to_check),
            alcohol=bool(alcohol_words([name])),
            health=bool(health_words([name])),
            own_number=own,
        )
        for name in names
    ]
    return found


def read_producers(
    rows: Iterable[tuple[int, list[Cell]]], headings: Headings, known: Known, *, all_districts: bool = False
) -> Iterator[ReadRow]:
    """Read every row of a sheet of producers. Never raises for what a cell holds."""
    for number, cells in headings.data_rows(rows):
        reading = cells_of(cells, headings)
        own = reading.number("producer_number")
        district, province = _district(reading)
        if not all_districts and not own and not addresses.in_own_district(district, province):
            yield OtherDistrictRow(number)
            continue
        name = cell_text(reading.cell("producer"))[0]
        if not re.search(r"[^\W\d_]", name) or not fold(name):
            yield RefusedRow(number, gettext_noop("ไม่มีชื่อผู้ผลิต"))
        elif name.startswith("="):
            yield RefusedRow(number, gettext_noop("ชื่อผู้ผลิตเป็นสูตร กรุณาวางเป็นค่า"))
        elif len(name) > LONGEST_NAME:
            yield RefusedRow(number, Sentence(gettext_noop("ชื่อผู้ผลิตยาวเกิน %(most)s ตัวอักษร"), most=LONGEST_NAME))
        else:
            producer = producer_columns(reading, name, district, province, known)
            if own:  # of our own list: the name is as staff wrote it
                producer["name_th"] = name
            repairs, to_check = tuple(reading.repairs), tuple(reading.to_check)
            yield ProductRow(number, producer_key(producer), "", producer, {}, repairs, to_check, own_number=own)


def _district(reading: RowCells) -> tuple[str, str]:
    """District and province of a row; out of the address where the cell is empty. A sheet with neither column is ours."""
    district = addresses.strip_place(reading.text("district"))
    province = addresses.strip_place(reading.text("province"))
    if not district:
        named, named_province = addresses.district_in(cell_text(reading.cell("address"))[0])
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
        return Sentence(gettext_noop("ชื่อสินค้าไม่ใช่ข้อความ: %(text)s"), text=whole[:40])
    if whole.startswith("="):
        return gettext_noop("ชื่อสินค้าเป็นสูตร กรุณาวางเป็นค่า")
    if recognize(raw):
        return gettext_noop("เป็นแถวหัวตารางซ้ำ")
    if not all(re.search(r"[^\W\d_]", name) and fold(name) for name in [whole, *names]):
        return Sentence(gettext_noop("ชื่อสินค้ามีแต่ตัวเลขหรือเครื่องหมาย: %(text)s"), text=whole[:40])
    if max(map(len, names or [whole])) > LONGEST_NAME:
        return Sentence(gettext_noop("ชื่อสินค้ายาวเกิน %(most)s ตัวอักษร"), most=LONGEST_NAME)
    return Sentence(_SHIFTED_CELLS, text=shifted[:40]) if shifted else ""


def _category(reading: RowCells, known: Known) -> str:
    """The category's code; empty where the sheet doesn't say or says what nobody knows: a new product is then guessed."""
    text = reading.text("category")
    if code := known.categories.get(fold(text)):
        return code
    if "category" in reading.headings.columns:
        unknown = Sentence(gettext_noop("ไม่รู้จักประเภท “%(text)s” จัดเป็นอาหารไว้ก่อน"), text=text[:40])
        reading.repairs.append(unknown if text else gettext_noop("ไม่ระบุประเภท จัดเป็นอาหารไว้ก่อน"))
    return ""
