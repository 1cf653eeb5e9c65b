"""Exported lists imported again: rows with primary keys, edited in Excel.

Such a row is found by its primary key, and every value that differs from the database is a change. What was edited but isn't
read back is listed beside the row, with the value of the database and the typed one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_noop, override

from catalog.importing.identity import OwnNumber, Values
from catalog.importing.rows import ProducerRow, ProductOrProducer, ProductRow
from catalog.importing.stored import Stored, stored_value
from catalog.products.models import Producer, Product
from center.people.models import Person
from center.people.sheet_comparison import PersonChange
from center.people.sheet_rows import PersonRow
from center.records.messages import Sentence
from center.sheets.cell_texts import cell_text
from center.sheets.rows import Outcome
from center.sheets.sheet import Cell
from center.sheets.spreadsheets import plain
from center.staff.exporting import Exporting
from thai.dates import local_date, parse_date
from thai.folding import fold

OTHER_PRODUCER = gettext_noop("ผู้ผลิตในระบบคือ “%(name)s” ไม่ได้เปลี่ยน แก้ได้ที่หน้าผู้ผลิต")
NOT_READ = gettext_noop("%(column)s: ในระบบ “%(stored)s” ในไฟล์ “%(typed)s” ไม่ได้เปลี่ยนตามไฟล์ แก้ได้ที่หน้ารายการ")
EMPTIED = gettext_noop("%(column)s: ในไฟล์เป็นช่องว่าง คงค่าเดิม “%(stored)s” ไว้ ลบได้ที่หน้ารายการ")
# The names of values whose columns in the exported list follow other paths.
_VALUES = {
    "unit": "unit_id",
    "tambon": "tambon_id",
    "tambon__name_th": "tambon_id",
    "latest_stars": "rating",
    "latest_year": "rating",
}


def as_ours(row: ProductOrProducer, stored: Stored) -> ProductOrProducer:
    """The row, identified by its primary key if the database has it."""
    if row.own_number is None:
        return row
    number = OwnNumber(row.own_number)
    return _product(row, number, stored) if isinstance(row, ProductRow) else _producer(row, number, stored)


def _product(row: ProductRow, number: OwnNumber, stored: Stored) -> ProductRow:
    """The product with that primary key. It stays its producer's; a differing producer name is reported."""
    found = stored.product(number)
    producer = stored.producer(OwnNumber(found.producer_id)) if found else None
    if found is None or producer is None:
        return row
    to_check = row.to_check
    is_named = "name_th" in row.producer.typed_names
    if is_named and fold(producer.name_th) != fold(row.producer.name):
        to_check = (*to_check, Sentence(OTHER_PRODUCER, name=producer.name_th))
    values = _of_producer(row.producer, producer) | {"name_th": producer.name_th}
    its_producer = replace(row.producer, identity=OwnNumber(producer.pk), values=values)
    ours = {name: value for name, value in row.values.items() if name not in ("price_low", "price_high")}
    return replace(
        row, identity=number, producer=its_producer, values=ours | _prices(row.values, found), to_check=to_check
    )


def _prices(values: Values, product: Product) -> dict[str, Any]:
    """The typed prices, if they and the stored ones make a range."""
    typed = {name: values[name] for name in ("price_low", "price_high") if values.get(name)}
    low, high = (typed.get(name) or stored_value(product, name) for name in ("price_low", "price_high"))
    is_range = high is None or (low is not None and Decimal(str(low)) <= Decimal(str(high)))
    return typed if is_range else {}


def _producer(row: ProducerRow, number: OwnNumber, stored: Stored) -> ProducerRow:
    """The producer with that primary key."""
    found = stored.producer(number)
    return replace(row, identity=number, values=_of_producer(row, found)) if found else row


def _of_producer(row: ProducerRow, found: Producer) -> dict[str, Any]:
    """The stored values of a producer, with what the row says otherwise."""
    current = {name: stored_value(found, name) for name in row.values}
    typed = {name: value for name, value in row.values.items() if name in row.typed_names and value not in ("", None)}
    return current | typed


def typed_over(values: Values, current: Values) -> set[str]:
    """The changed columns of a row of an exported list; empty cells never count."""
    return {name for name, value in values.items() if value not in ("", None, current[name])}


# --- What was edited but isn't read back ----------------------------------------------------------------------------


class ExportedLists:
    """The columns of the exported lists of products and producers, with their headings in both languages."""

    def __init__(self) -> None:
        self._columns: dict[type[models.Model], list[tuple[str, dict[str, str], Any]]] = {}

    def not_read(
        self,
        row: ProductOrProducer | PersonRow,
        found: Product | Producer | Person,
        changed: Mapping[str, Any],
        *,
        joins: bool = False,
    ) -> list[Sentence]:
        """A message for every cell of the row that differs from the database and isn't among the changed values.

        joins: whether the row's group and role are written as a new membership.
        """
        messages = []
        for lookup, headings, value in self._of(type(found)):
            name = lookup.removeprefix("producer__")
            folded = next((fold(heading) for heading in headings.values() if fold(heading) in row.typed), None)
            if (
                folded is None
                or name in ("id", "name_th")
                or _VALUES.get(name, name) in changed
                or (joins and not lookup)
            ):
                continue
            stored = {language: _stored_text(value, found, language) for language in headings}
            typed = row.typed[folded]
            if any(_same(typed, text) for text in stored.values()):
                continue
            shown = {"column": Sentence(headings["th"]), "stored": str(plain(stored["th"]))[:60]}
            text = cell_text(typed)[0][:60]
            messages.append(Sentence(NOT_READ, **shown, typed=text) if text else Sentence(EMPTIED, **shown))
        return messages

    def _of(self, model: type[models.Model]) -> list[tuple[str, dict[str, str], Any]]:
        if model not in self._columns:
            columns = cast(Exporting, admin.site.get_model_admin(model)).every_column
            named: dict[int, dict[str, str]] = {}
            for language in ("th", "en"):
                with override(language):
                    for index, (_lookup, heading, _value) in enumerate(columns()):
                        named.setdefault(index, {})[language] = heading
            self._columns[model] = [
                (lookup, named[index], value) for index, (lookup, _heading, value) in enumerate(columns())
            ]
        return self._columns[model]


def point_out_people(changes: Iterable[PersonChange]) -> None:
    """As `not_read`, for the rows of an exported list of people."""
    lists = ExportedLists()
    for change in changes:
        if change.row.typed and change.person and change.outcome != Outcome.DUPLICATE:
            messages = lists.not_read(change.row, change.person, change.fills, joins=change.joins)
            change.row = replace(change.row, to_check=(*change.row.to_check, *messages))


def _stored_text(value: Any, found: models.Model, language: str) -> Any:
    with override(language):
        return value(found)


def _same(typed: Cell, stored: Any) -> bool:
    """Whether a cell says what was exported, though Excel may have made a number or a date of it."""
    text = cell_text(typed)[0]
    if stored is None or stored == "":
        return not text
    if isinstance(stored, date):
        return _day(typed) == local_date(stored)
    written = cell_text(plain(stored))[0]
    if isinstance(stored, int | float | Decimal) and not isinstance(stored, bool):
        try:
            return Decimal(text.replace(",", "")) == Decimal(str(stored))
        except ArithmeticError:
            return False
    return re.sub(r"\s", "", text) == re.sub(r"\s", "", written)


def _day(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    try:
        return parse_date(cell_text(cell)[0].partition(" ")[0])
    except ValueError:
        return None
