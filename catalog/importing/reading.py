"""Parses the rows of a sheet into products and producers, with repairs. No queries.

`catalog.importing.comparison` then compares them with the database.
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_noop

from catalog.importing.columns import LONGEST_NAME, PRODUCERS, PRODUCTS
from catalog.importing.identity import Values, producer_key, product_key
from catalog.importing.own_columns import producer_values, product_values
from catalog.importing.producers import producer_columns
from catalog.importing.rows import OtherDistrictRow, ProducerRow, ProductRow, ReadRow
from catalog.importing.sheet_texts import split_products
from catalog.importing.stored import Known
from catalog.products import addresses
from catalog.products.districts import DISTRICT, District, read_district
from center.records.messages import Sentence
from center.sheets.cell_texts import cell_text
from center.sheets.columns import Headings
from center.sheets.data_rows import data_rows
from center.sheets.row_cells import RowCells
from center.sheets.rows import NotDataRow, RefusedRow
from center.sheets.sheet import Cell, Rows
from thai.folding import fold

CONTINUED = (
    ("producer", "phone", "other_phones", "address", "moo", "tambon", "local_government", "latitude", "longitude"),
    ("district", "province"),
)
"""Fields that an empty cell may leave to the row above: those of a producer with several products, and the district."""
PROBABLY_OURS = gettext_noop("อำเภอ/จังหวัดเขียนว่า “%(text)s” น่าจะเป็นอำเภอบางคล้า จังหวัดฉะเชิงเทรา กรุณาตรวจ")
_NO_NAME = gettext_noop("ไม่มีชื่อสินค้า")
_SHIFTED_CELLS = gettext_noop("ข้อมูลเลื่อนช่อง: ช่องอำเภอหรือจังหวัดเป็น “%(text)s”")
_SHIFTED = re.compile(r"[0-9]|^\s*(?:เทศบาล|องค์การบริหาร|อบต|อบจ)|^https?:")
_LETTER = re.compile(r"[^\W\d_]")


def read_products(rows: Rows, headings: Headings, known: Known, *, all_districts: bool = False) -> Iterator[ReadRow]:
    """Parse every row of a sheet of products. No content of a cell raises an error.

    A row yields one product, several where its name cell lists them, or a RefusedRow.
    """
    sections = known.categories.keys()
    for row in data_rows(
        rows, headings, PRODUCTS, name="product", sections=sections, groups=CONTINUED, own_number="product_number"
    ):
        if isinstance(row, NotDataRow):
            yield row
        else:
            yield from _read_products(*row, known, all_districts)


def read_producers(rows: Rows, headings: Headings, known: Known, *, all_districts: bool = False) -> Iterator[ReadRow]:
    """Parse every row of a sheet of producers. No content of a cell raises an error."""
    groups = CONTINUED[1:]  # a producer without a name is none
    for row in data_rows(rows, headings, PRODUCERS, name="producer", groups=groups, own_number="producer_number"):
        yield row if isinstance(row, NotDataRow) else _read_producer(*row, known, all_districts)


def _read_products(number: int, row: RowCells, known: Known, all_districts: bool) -> list[ReadRow]:
    own_number = row.number("product_number")
    place = _district(row)
    shifted = next((text for text in (place.name, place.province) if _SHIFTED.search(text)), "")
    if not (all_districts or own_number or shifted or place.is_own):
        return [OtherDistrictRow(number)]

    cell = row.cell("product")
    # A row of an exported list is a single product, even if its name looks like a list.
    names, doubtful = split_products(cell) if isinstance(cell, str) and not own_number else ([], False)
    whole = row.text("product")
    if reason := _product_refusal(cell, whole, names, shifted):
        return [RefusedRow(number, reason)]
    if len(names) > 1:
        row.to_check.append(Sentence(gettext_noop("แยกเซลล์เดียวเป็นสินค้า %(count)s รายการ"), count=len(names)))
    elif doubtful:
        row.to_check.append(gettext_noop("อาจมีหลายสินค้าในเซลล์เดียว"))
    names = names if len(names) > 1 else [whole]
    values = producer_columns(row, names[0], place, known)
    its_key = producer_key(values)
    producer = ProducerRow(number=number, values=values, identity=its_key, typed_names=_typed_names(row, values))
    category = _category(row, known, own_number)
    more = product_values(row, known.units, is_own=bool(own_number))
    return [
        ProductRow(
            number=number,
            own_number=own_number,
            values={"name_th": name, "category": category, **more},
            typed=row.by_heading() if own_number else {},
            identity=product_key(its_key, name),
            producer=producer,
            repairs=tuple(row.repairs),
            to_check=tuple(row.to_check),
        )
        for name in names
    ]


def _read_producer(number: int, row: RowCells, known: Known, all_districts: bool) -> ReadRow:
    own_number = row.number("producer_number")
    place = _district(row)
    if not (all_districts or own_number or place.is_own):
        return OtherDistrictRow(number)
    name = cell_text(row.cell("producer"))[0]
    if reason := _producer_refusal(name):
        return RefusedRow(number, reason)
    values = producer_columns(row, name, place, known)
    its_key = producer_key(values)
    if own_number:  # from an exported list: the name is staff's
        values |= {"name_th": name} | producer_values(row)
    return ProducerRow(
        number=number,
        own_number=own_number,
        values=values,
        typed=row.by_heading() if own_number else {},
        typed_names=_typed_names(row, values),
        identity=its_key,
        repairs=tuple(row.repairs),
        to_check=tuple(row.to_check),
    )


def _typed_names(row: RowCells, values: Values) -> frozenset[str]:
    """The values of a row that have a cell of their own, as against those read from an address or guessed from a name."""
    cells = {"tambon_id": "tambon", "name_th": "producer"}
    return frozenset(name for name in values if cell_text(row.cell(cells.get(name, name)))[0])


def _district(row: RowCells) -> District:
    """The district, from the address where the cell is empty; our own for a sheet with neither column.

    A misspelling of ours is recorded for staff to check.
    """
    district, province = row.text("district"), row.text("province")
    if not district:
        named, named_province = addresses.district_in(cell_text(row.cell("address"))[0])
        district, province = named, province or named_province
    if not district and not {"district", "province"} & set(row.headings.columns):
        district = DISTRICT
    place = read_district(district, province)
    if not place.is_sure:
        written = " ".join(text for text in (district, province) if text)
        row.to_check.append(Sentence(PROBABLY_OURS, text=written[:60]))
    return place


def _product_refusal(cell: Cell, whole: str, names: list[str], shifted: str) -> str:
    """Why a row of products is refused; empty if it isn't."""
    if not whole:
        return _NO_NAME
    if not isinstance(cell, str):
        return Sentence(gettext_noop("ชื่อสินค้าไม่ใช่ข้อความ: %(text)s"), text=whole[:40])
    if whole.startswith("="):
        return gettext_noop("ชื่อสินค้าเป็นสูตร กรุณาวางเป็นค่า")
    if PRODUCTS.recognize(cell):
        return gettext_noop("เป็นแถวหัวตารางซ้ำ")
    if not all(_LETTER.search(name) and fold(name) for name in [whole, *names]):
        return Sentence(gettext_noop("ชื่อสินค้ามีแต่ตัวเลขหรือเครื่องหมาย: %(text)s"), text=whole[:40])
    if max(map(len, names or [whole])) > LONGEST_NAME:
        return Sentence(gettext_noop("ชื่อสินค้ายาวเกิน %(most)s ตัวอักษร"), most=LONGEST_NAME)
    return Sentence(_SHIFTED_CELLS, text=shifted[:40]) if shifted else ""


def _producer_refusal(name: str) -> str:
    """Why a row of producers is refused; empty if it isn't."""
    if not _LETTER.search(name) or not fold(name):
        return gettext_noop("ไม่มีชื่อผู้ผลิต")
    if name.startswith("="):
        return gettext_noop("ชื่อผู้ผลิตเป็นสูตร กรุณาวางเป็นค่า")
    if len(name) > LONGEST_NAME:
        return Sentence(gettext_noop("ชื่อผู้ผลิตยาวเกิน %(most)s ตัวอักษร"), most=LONGEST_NAME)
    return ""


def _category(row: RowCells, known: Known, own_number: int | None) -> str:
    """The category's code; empty for none or an unknown one: a new product then gets GUESSED_CATEGORY."""
    text = row.text("category")
    if code := known.categories.get(fold(text)):
        return code
    if "category" in row.headings.columns and not own_number:
        unknown = Sentence(gettext_noop("ไม่รู้จักประเภท “%(text)s” จัดเป็นอาหารไว้ก่อน"), text=text[:40])
        row.repairs.append(unknown if text else gettext_noop("ไม่ระบุประเภท จัดเป็นอาหารไว้ก่อน"))
    return ""
