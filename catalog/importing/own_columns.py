"""The further columns of our own exported lists, and of other sheets that have them: price, unit, story, stars. No queries.

A cell that can't be read is left out, and staff are told: of our own lists by own_lists, of other sheets here.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_noop, override

from catalog.importing.identity import Value
from catalog.products import months
from catalog.products.models import Producer, Product
from center.records.messages import Sentence
from center.sheets.cell_texts import cell_text
from center.sheets.row_cells import RowCells
from thai.amounts import parse_amount
from thai.dates import ERA, FIRST_BUDDHIST, doubtful_year, local_date, parse_date
from thai.folding import fold, tidy_lines

PRODUCT_LABELS = {
    "name_en": gettext_noop("ชื่อภาษาอังกฤษ"),
    "price_low": gettext_noop("ราคา (บาท)"),
    "price_high": gettext_noop("ถึงราคา (บาท)"),
    "unit_id": gettext_noop("ต่อหน่วย"),
    "pack_th": gettext_noop("ขนาดบรรจุ"),
    "pack_en": gettext_noop("ขนาดบรรจุภาษาอังกฤษ"),
    "brand": gettext_noop("ตราสินค้า"),
    "months": gettext_noop("เดือนที่มีขาย"),
    "story_th": gettext_noop("เรื่องราวของสินค้า"),
    "story_en": gettext_noop("เรื่องราวภาษาอังกฤษ"),
    "sage": gettext_noop("ปราชญ์เจ้าของภูมิปัญญา"),
    "materials_th": gettext_noop("วัตถุดิบ"),
    "materials_en": gettext_noop("วัตถุดิบภาษาอังกฤษ"),
    "stars": gettext_noop("ระดับดาวล่าสุด"),
    "stars_year": gettext_noop("ปีคัดสรรล่าสุด"),
    "confirmed_on": gettext_noop("ข้อมูล ณ วันที่"),
}
PRODUCER_LABELS = {
    "name_en": gettext_noop("ชื่อภาษาอังกฤษ"),
    "kind": gettext_noop("ประเภทผู้ผลิต"),
    "registration_number": gettext_noop("เลขทะเบียน OTOP"),
    "line_id": gettext_noop("ไอดีไลน์"),
    "channels": gettext_noop("ช่องทางจำหน่ายอื่น"),
    "story_th": gettext_noop("เรื่องราว"),
    "story_en": gettext_noop("เรื่องราวภาษาอังกฤษ"),
    "confirmed_on": gettext_noop("ข้อมูล ณ วันที่"),
}
"""The columns that are read back, by field; those of every sheet (name, address, phone) stand in columns.py."""

UNREAD = gettext_noop("%(column)s: อ่าน “%(text)s” ไม่ออก จึงไม่ได้บันทึก")
_LARGEST_PRICE = Decimal("9999999.99")
_MANY_LINES = {"story_th", "story_en", "channels"}


def product_values(row: RowCells, units: Mapping[str, int], *, is_own: bool) -> dict[str, Value]:
    """The further columns of a product. units: primary keys by folded name; is_own: whether the row is of our own list."""
    readers: dict[str, Callable[[object], Value]] = {
        "price_low": _price,
        "price_high": _price,
        "unit_id": lambda cell: units.get(fold(cell_text(cell)[0])),
        "months": lambda cell: months.from_words(cell_text(cell)[0]),
        "confirmed_on": _day,
    }
    values = _values(row, PRODUCT_LABELS.keys() - {"stars", "stars_year"}, readers, Product, is_own)
    low, high = values.get("price_low"), values.get("price_high")
    if not is_own and high and (not low or Decimal(str(high)) < Decimal(str(low))):
        del values["price_high"]
    if rating := _rating(row.cell("stars"), row.cell("stars_year")):
        values["rating"] = rating
    return values


def producer_values(row: RowCells) -> dict[str, Value]:
    """The further columns of a producer, of a row of our own list."""
    return _values(row, PRODUCER_LABELS.keys(), {"kind": _kind, "confirmed_on": _day}, Producer, is_own=True)


def _values(
    row: RowCells,
    names: Iterable[str],
    readers: Mapping[str, Callable[[object], Value]],
    model: type[Product | Producer],
    is_own: bool,
) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name in sorted(names):
        cell = row.cell(name)
        if not cell_text(cell)[0]:
            continue
        if name in readers:
            value = readers[name](cell)
        elif name in _MANY_LINES:
            value = tidy_lines(str(cell))
        else:
            value = cell_text(cell)[0]
            longest = getattr(model._meta.get_field(name), "max_length", None) or 0
            value = value if len(value) <= longest else None
        if value not in ("", None):
            values[name] = value
        elif not is_own:
            label = Sentence(row.columns.labels[name])
            row.to_check.append(Sentence(UNREAD, column=label, text=cell_text(cell)[0][:60]))
    return values


def _price(cell: object) -> str | None:
    try:
        amount = parse_amount(cell)
    except ValueError:
        return None
    rounded = amount.quantize(Decimal("0.01")) if amount is not None and 0 < amount <= _LARGEST_PRICE else None
    return str(rounded) if rounded else None


def _day(cell: object) -> str | None:
    if isinstance(cell, date):
        return local_date(cell).isoformat()
    text = cell_text(cell)[0]
    if doubtful_year(text, timezone.localdate()):
        return None
    try:
        return parse_date(text).isoformat()
    except ValueError:
        return None


def _rating(stars: object, year: object) -> str | None:
    """ "5/2024": stars of 1 to 5, and the year of the Christian era; both or neither."""
    try:
        count, when = (int(parse_amount(str(cell).replace("ดาว", "")) or 0) for cell in (stars, year))
    except ValueError:
        return None
    when -= ERA if when >= FIRST_BUDDHIST else 0
    return f"{count}/{when}" if 1 <= count <= 5 and 2003 <= when <= 2200 else None


def _kind(cell: object) -> str | None:
    text = fold(cell_text(cell)[0])
    for language in ("th", "en"):
        with override(language):
            for kind in Producer.Kind:
                if fold(str(kind.label)) == text:
                    return kind.value
    return None
