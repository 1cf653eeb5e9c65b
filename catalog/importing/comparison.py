"""Compares the rows of a sheet with the database: in memory, outside any transaction; writes nothing.

A three-way comparison of the sheet's value, its value at the last import (`ImportRow.after`) and the database's. Only
values that changed in the sheet since then are written, so corrections made in the portal survive a reimport of the old
sheet. An empty cell never erases anything. People are compared in `center.people.sheet_comparison`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.utils.translation import gettext_noop

from catalog.importing.identity import Identity, OwnNumber, SourceKey, Value, Values, names_of_producer
from catalog.importing.own_lists import ExportedLists, as_ours, typed_over
from catalog.importing.rows import OtherDistrictRow, ProducerRow, ProductOrProducer, ProductRow, ReadRow
from catalog.importing.stored import Stored, stored_value
from catalog.products.models import Producer, Product
from catalog.products.wording import alcohol_words, health_words
from center.records.messages import Sentence
from center.sheets.rows import NotDataRow, Outcome, RefusedRow, RowChange, count_outcomes, same_as
from thai.folding import fold

NAME_IN_USE = gettext_noop("ผู้ผลิตรายนี้มีสินค้าชื่อนี้ในระบบแล้ว")
NEAR_PRODUCT = gettext_noop("ชื่อใกล้เคียงกับ “%(name)s” ของผู้ผลิตเดียวกัน ถ้าเป็นสินค้าเดียวกัน แก้ชื่อในไฟล์ให้ตรงกัน")
NEAR_PRODUCER = gettext_noop("ชื่อผู้ผลิตใกล้เคียงกับ “%(name)s” ถ้าเป็นรายเดียวกัน แก้ชื่อในไฟล์ให้ตรงกัน")
POSITION = {"latitude", "longitude"}  # written both or neither
FILLED_BY_LATER_ROWS = ("kind", "tambon_id", "moo", "address", "phone", "other_phones")


@dataclass(eq=False)
class Target:
    """A producer or product that rows of the sheet refer to: the sheet's values, and the matching row of the database.

    before: the database's values of the columns that will be written. adopted: matched by its names; it will get the
    sheet's key.
    """

    identity: Identity
    values: dict[str, Value]
    pk: int | None = None
    before: dict[str, Value] = field(default_factory=dict)
    adopted: bool = False

    @property
    def source_key(self) -> str | None:
        """The key that a new or an adopted row gets."""
        return self.identity.digest if isinstance(self.identity, SourceKey) else None

    @property
    def is_new(self) -> bool:
        return self.pk is None

    @property
    def outcome(self) -> Outcome | None:
        return Outcome.NEW if self.is_new else Outcome.CHANGED if self.before or self.adopted else None


@dataclass(kw_only=True)
class CatalogChange(RowChange[ProductOrProducer]):
    """The change of the product, or of the producer, of one row.

    producer_changes: this row records its producer's change.
    """

    producer: Target
    product: Target | None = None
    producer_changes: bool = False

    @cached_property
    def warnings(self) -> list[str]:
        """Whether the name to be written has words of health or alcohol: "health", "alcohol"."""
        if self.product is None or not (self.product.is_new or "name_th" in self.product.before):
            return []
        name = [self.row.name]
        return ["health"] * bool(health_words(name)) + ["alcohol"] * bool(alcohol_words(name))


@dataclass
class Comparison:
    """The changes of all rows of a sheet, and the numbers of the skipped rows: of other districts, and without data."""

    rows: list[CatalogChange | RefusedRow] = field(default_factory=list)
    other_districts: list[int] = field(default_factory=list)
    not_data: list[int] = field(default_factory=list)

    @property
    def changes(self) -> list[CatalogChange]:
        """The rows that were taken."""
        return [row for row in self.rows if isinstance(row, CatalogChange)]

    def counts(self) -> dict[str, int]:
        """Counts for display. A row can hold several products, so products are counted, not rows."""
        read = [change.row for change in self.changes if change.outcome != Outcome.DUPLICATE]
        return count_outcomes(self.rows) | {
            "other_districts": len(self.other_districts),
            "not_data": len(self.not_data),
            "repaired": sum(bool(row.repairs) for row in read),
            "to_check": sum(bool(row.to_check) for row in read),
            "new_producers": len({change.producer for change in self.changes if change.producer.is_new}),
            **Counter(warning for change in self.changes for warning in change.warnings),
        }


def compare(rows: Iterable[ReadRow]) -> Comparison:
    """Compare the rows of a sheet of products or of producers. A constant number of queries."""
    rows = list(rows)
    stored = Stored(row for row in rows if isinstance(row, ProductOrProducer))
    rows = [as_ours(row, stored) if isinstance(row, ProductOrProducer) else row for row in rows]
    producers = _producers([row.producer for row in rows if isinstance(row, ProductOrProducer)], stored)
    comparison = Comparison()
    near = _NearNames(stored)
    lists = _OwnLists(stored)
    first_rows: dict[Identity, int] = {}
    for row in rows:
        if isinstance(row, OtherDistrictRow):
            comparison.other_districts.append(row.number)
        elif isinstance(row, NotDataRow):
            comparison.not_data.append(row.number)
        elif isinstance(row, RefusedRow):
            comparison.rows.append(row)
        else:
            producer = producers[row.producer.identity]
            change = _compare(row, producer, stored, first_rows)
            change.row = near.pointed_out(change)
            change.row = lists.pointed_out(change)
            comparison.rows.append(change)
            first_rows.setdefault(row.identity, row.number)
    _record_producers(comparison.changes)
    return comparison


def _compare(
    row: ProductOrProducer, producer: Target, stored: Stored, first_rows: dict[Identity, int]
) -> CatalogChange:
    if first := first_rows.get(row.identity):
        return CatalogChange(row, Outcome.DUPLICATE, same_as(first), producer=producer)
    if isinstance(row, ProducerRow):
        return CatalogChange(row, producer.outcome, producer=producer)
    product = _product(row, producer, stored)
    if product is None:
        return CatalogChange(row, Outcome.DUPLICATE, NAME_IN_USE, producer=producer)
    return CatalogChange(row, product.outcome, producer=producer, product=product)


class _NearNames:
    """Names that are nearly those of another product or producer, in the database or in earlier rows of the sheet."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored
        self.products: dict[tuple[Identity, str], str] = {}
        self.producers: dict[tuple[str, str], tuple[Identity, str]] = {}

    def pointed_out(self, change: CatalogChange) -> ProductOrProducer:
        """The row of a change; for a new name with a near one, with a message for staff."""
        row, notes = change.row, []
        if isinstance(row, ProductRow) and change.outcome != Outcome.DUPLICATE:
            key = change.producer.identity, fold(row.name)
            other = self.products.setdefault(key, row.name)
            is_new = change.product is not None and change.product.is_new
            near = other if other != row.name else self.stored.near_product(change.producer.pk, row.name)
            if is_new and near:
                notes.append(Sentence(NEAR_PRODUCT, name=near))
        values = row.producer.values
        place = fold(row.producer.name), names_of_producer(values)[1]
        first, name = self.producers.setdefault(place, (change.producer.identity, row.producer.name))
        near = name if first != change.producer.identity else self.stored.near_producer(values)
        if change.producer.is_new and near:
            notes.append(Sentence(NEAR_PRODUCER, name=near))
        return replace(row, to_check=(*row.to_check, *notes)) if notes else row


class _OwnLists:
    """What was edited in our own exported lists and isn't read back."""

    def __init__(self, stored: Stored) -> None:
        self.stored, self.lists = stored, ExportedLists()

    def pointed_out(self, change: CatalogChange) -> ProductOrProducer:
        """The row of a change; of an exported list with a message for each cell that isn't read back."""
        row, changed = change.row, dict(change.producer.before)
        if not row.typed or not isinstance(row.identity, OwnNumber):
            return row
        producer = self.stored.producer(change.producer.identity)
        if isinstance(row, ProductRow):
            product = self.stored.product(row.identity)
            if product is None or producer is None:
                return row
            product.producer = producer  # loaded already, with its tambon
            changed |= change.product.before if change.product else {}
            messages = self.lists.not_read(row, product, changed)
        else:
            messages = self.lists.not_read(row, producer, changed) if producer else []
        return replace(row, to_check=(*row.to_check, *messages)) if messages else row


def _record_producers(changes: Iterable[CatalogChange]) -> None:
    """Mark the row that records each changed producer: its first that is no duplicate, else its first."""
    recording: dict[Target, CatalogChange] = {}
    for change in sorted(changes, key=lambda change: change.outcome == Outcome.DUPLICATE):
        if change.producer.outcome == Outcome.CHANGED:
            recording.setdefault(change.producer, change)
    for change in recording.values():
        change.producer_changes = True
        change.outcome = change.outcome or Outcome.CHANGED


def _producers(rows: Iterable[ProducerRow], stored: Stored) -> dict[Identity, Target]:
    """The producers of the sheet. The first row of each is used; later rows fill its empty values.

    Of an exported list of products, the first row that says otherwise than the database.
    """
    merged: dict[Identity, dict[str, Value]] = {}
    for row in rows:
        values = merged.setdefault(row.identity, dict(row.values))
        if isinstance(row.identity, OwnNumber) and (found := stored.producer(row.identity)):
            current = {name: stored_value(found, name) for name in row.values}
            values |= {name: row.values[name] for name in row.values if values[name] == current[name]}
            continue
        for name in FILLED_BY_LATER_ROWS:
            if values[name] in ("", None):
                values[name] = row.values[name]
        if values["latitude"] is None:
            values |= {name: row.values[name] for name in POSITION}
    return {
        identity: _target(identity, values, stored.claim_producer(identity, values), stored.said_of_producer)
        for identity, values in merged.items()
    }


def _product(row: ProductRow, producer: Target, stored: Stored) -> Target | None:
    """The product of a row; None when the database's product of that name is another row's, renamed by staff."""
    found = stored.product(row.identity)
    if found is None and producer.pk:
        found = stored.product_named(producer.pk, row.name)
        if found and stored.is_of_another_row(found):
            return None
    target = _target(row.identity, row.values, found, stored.said_of_product)
    if found is None:
        return target
    namesake = stored.product_named(found.producer_id, row.name)
    is_name_taken = "name_th" in target.before and namesake is not None and namesake.pk != found.pk
    if isinstance(row.identity, OwnNumber):
        return None if is_name_taken else target
    if found.category_confirmed:
        target.before.pop("category", None)  # a guess doesn't override a confirmed category
    if is_name_taken:
        target.before.pop("name_th")
    return target


def _target(identity: Identity, values: Values, found: Producer | Product | None, said_of: dict[int, Values]) -> Target:
    """The target of a producer or product. found: its row; said_of: the last imported values by primary key."""
    if found is None:
        return Target(identity, dict(values))
    current = {name: stored_value(found, name) for name in values}
    if isinstance(identity, OwnNumber):
        said, changed, adopted = None, typed_over(values, current), False
    else:
        said, adopted = said_of.get(found.pk), found.source_key is None
        changed = _said_otherwise(values, current, said)
    if changed & POSITION:
        changed |= POSITION & current.keys()
    before = {name: value for name, value in current.items() if name in changed}
    if said:
        values = {name: said.get(name) if value in ("", None) else value for name, value in values.items()}
    return Target(identity, dict(values), found.pk, before, adopted)


def _said_otherwise(values: Values, current: Values, said: Values | None) -> set[str]:
    """The columns whose value in the sheet changed since the last import; empty cells never count.

    A row or a column that was never imported was typed by staff: the sheet fills it only where it is empty.
    """
    return {
        name
        for name, value in values.items()
        if value not in ("", None, current[name])
        and (current[name] in ("", None) if said is None or name not in said else value != said[name])
    }
