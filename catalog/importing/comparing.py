"""What a sheet would change: its rows compared with the database in memory, outside any transaction.

A comparison writes nothing and holds no lock, however long somebody looks at it; `catalog.importing.writing` writes it.
What of a row is new and what is kept is decided in `catalog.importing.targets`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_noop

from catalog.importing.reading import Known
from catalog.importing.rows import OtherDistrictRow, ProductRow, ReadRow
from catalog.importing.targets import Stored, Target, producer_targets, product_target
from catalog.products.models import Category
from center.places import tambons
from center.records.messages import Sentence
from center.sheets.reading import SheetRefused
from center.sheets.rows import Outcome, RefusedRow, count_outcomes, same_as
from thai.folding import fold

GUESSED_CATEGORY = "food"  # of a new product whose row doesn't say; most products of the offices' sheets are food
OTHER_PRODUCER = gettext_noop("ผู้ผลิตในระบบคือ “%(name)s” ไม่ได้เปลี่ยน แก้ได้ที่หน้าผู้ผลิต")


@dataclass
class RowChange:
    """What becomes of one product of one row. Rows of outcome None stay as they are."""

    number: int
    outcome: Outcome | None
    reason: str = ""
    row: ProductRow | None = None
    producer: Target | None = None
    product: Target | None = None
    producer_changes: bool = False  # this row is the one that records its producer's change

    @property
    def warnings(self) -> list[str]:
        """Whether the name that will be written speaks of health or alcohol: "health", "alcohol"."""
        if not (self.product and (self.product.is_new or "name_th" in self.product.before)):
            return []
        return ["health"] * self.row.health + ["alcohol"] * self.row.alcohol


@dataclass
class Comparison:
    """All of a sheet's rows with their outcomes, and how many rows of other districts were left out."""

    changes: list[RowChange] = field(default_factory=list)
    other_districts: int = 0
    other_rows: list[int] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Numbers for people. One row can hold several products, so products are counted, not rows."""
        warnings = Counter(warning for change in self.changes for warning in change.warnings)
        taken = [change.row for change in self.changes if change.row and change.outcome != Outcome.DUPLICATE]
        return count_outcomes(self.changes) | {
            "other_districts": self.other_districts,
            "repaired": sum(bool(row.repairs) for row in taken),
            "to_check": sum(bool(row.to_check) for row in taken),
            "new_producers": len({c.producer.key for c in self.changes if c.producer and c.producer.is_new}),
            **warnings,
        }

    def of(self, outcome: str) -> Iterator[RowChange]:
        return (change for change in self.changes if change.outcome == outcome)


def known() -> Known:
    """Our tambons and categories by their folded names. Two queries. Raises SheetRefused where there are none yet."""
    categories = {label: category.code for category in Category.objects.all() for label in category.known_as()}
    if GUESSED_CATEGORY not in categories.values():
        raise SheetRefused(gettext_noop("ยังไม่มีประเภทผลิตภัณฑ์ในระบบ จึงนำเข้าไม่ได้"))
    return Known(tambons.codes_by_name(), categories)


def compare(rows: Iterable[ReadRow]) -> Comparison:
    """Compare all rows with the database. A handful of queries, however many rows; writes nothing."""
    rows = list(rows)
    products = [row for row in rows if isinstance(row, ProductRow)]
    stored = Stored({row.producer_key for row in products}, {row.product_key for row in products})
    rows = [_as_ours(row, stored) if isinstance(row, ProductRow) else row for row in rows]
    producers = producer_targets([row for row in rows if isinstance(row, ProductRow)], stored)
    elsewhere = [row.number for row in rows if isinstance(row, OtherDistrictRow)]
    comparison = Comparison(other_districts=len(elsewhere), other_rows=elsewhere)
    first_rows: dict[str, int] = {}
    recorded: set[str] = set()
    for row in rows:
        if isinstance(row, RefusedRow):
            comparison.changes.append(RowChange(row.number, Outcome.REFUSED, row.reason))
        elif isinstance(row, ProductRow):
            producer = producers[row.producer_key]
            if first := first_rows.get(row.product_key):
                comparison.changes.append(_duplicate(row, producer, same_as(first)))
                continue
            first_rows[row.product_key] = row.number
            product = product_target(row, producer, stored)
            if product is None:
                comparison.changes.append(_duplicate(row, producer, gettext_noop("ผู้ผลิตรายนี้มีสินค้าชื่อนี้ในระบบแล้ว")))
                continue
            change = RowChange(row.number, None, "", row, producer, product)
            change.producer_changes = producer.is_changed and producer.key not in recorded
            if product.is_new:
                change.outcome = Outcome.NEW
            elif product.is_changed or change.producer_changes:
                change.outcome = Outcome.CHANGED
            if change.outcome:
                recorded.add(producer.key)
            comparison.changes.append(change)
    # A producer may change though every product of it is a duplicate: then one of those rows says so.
    for change in comparison.changes:
        if change.producer and change.producer.is_changed and change.producer.key not in recorded:
            change.producer_changes = True
            recorded.add(change.producer.key)
    return comparison


def compare_producers(rows: Iterable[ReadRow]) -> Comparison:
    """As `compare`, for a sheet that names producers alone."""
    rows = list(rows)
    read = [row for row in rows if isinstance(row, ProductRow)]
    stored = Stored({row.producer_key for row in read}, set())
    rows = [_own_producer(row, stored) if isinstance(row, ProductRow) else row for row in rows]
    targets = producer_targets([row for row in rows if isinstance(row, ProductRow)], stored)
    elsewhere = [row.number for row in rows if isinstance(row, OtherDistrictRow)]
    comparison = Comparison(other_districts=len(elsewhere), other_rows=elsewhere)
    first_rows: dict[str, int] = {}
    for row in rows:
        if isinstance(row, RefusedRow):
            comparison.changes.append(RowChange(row.number, Outcome.REFUSED, row.reason))
        elif isinstance(row, ProductRow):
            target = targets[row.producer_key]
            if first := first_rows.get(row.producer_key):
                comparison.changes.append(_duplicate(row, target, same_as(first)))
                continue
            first_rows[row.producer_key] = row.number
            outcome = Outcome.NEW if target.is_new else Outcome.CHANGED if target.is_changed else None
            comparison.changes.append(RowChange(row.number, outcome, "", row, target, None, target.is_changed))
    return comparison


def _as_ours(row: ProductRow, stored: Stored) -> ProductRow:
    """A row of our own list of products: the product it numbers, of the producer that has it.

    Its producer isn't changed by it; a name that differs is told. A number nobody has counts for nothing.
    """
    found = stored.product_by_number.get(row.own_number) if row.own_number else None
    if found is None:
        return replace(row, own_number=None)
    producer = stored.producer_by_number[found.producer_id]
    to_check = row.to_check
    if fold(producer.name_th) != fold(str(row.producer["name_th"])):
        to_check = (*to_check, Sentence(OTHER_PRODUCER, name=producer.name_th))
    values = {name: getattr(producer, name) for name in row.producer}
    own = {"producer_key": f"#{producer.pk}", "product_key": f"#{found.pk}", "producer": values}
    return replace(row, to_check=to_check, **own)


def _own_producer(row: ProductRow, stored: Stored) -> ProductRow:
    """A row of our own list of producers. Its kind is staff's, not a guess from the name."""
    if row.own_number not in stored.producer_by_number:
        return replace(row, own_number=None)
    kind = {"kind": stored.producer_by_number[row.own_number].kind}
    return replace(row, producer_key=f"#{row.own_number}", producer=dict(row.producer) | kind)


def _duplicate(row: ProductRow, producer: Target, reason: str) -> RowChange:
    return RowChange(row.number, Outcome.DUPLICATE, reason, row, producer)
