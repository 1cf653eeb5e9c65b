"""What a sheet would change: its rows compared with the database in memory, outside any transaction.

A comparison writes nothing and holds no lock, however long somebody looks at it; `catalog.import_writing` writes it.

Three values meet: what the sheet says now, what it said when it was imported last (`ImportRow.after`), and what the
database holds. Only what the sheet itself changed since then is written, so corrections made in the portal survive
the same old sheet. An empty cell never erases anything.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from catalog.import_rows import (
    Known,
    OtherDistrictRow,
    ProductRow,
    ReadRow,
    RefusedRow,
    place_of,
)
from catalog.models import Category, ImportRow, Producer, Product
from center.models import Tambon
from center.sheets import SheetRefused
from thai.folding import fold

Outcome = ImportRow.Outcome
Values = dict[str, str | int | float | None]
GUESSED_CATEGORY = "food"  # of a new product whose row doesn't say; most products of the offices' sheets are food
_TOGETHER = {"latitude", "longitude"}  # written both or not at all


@dataclass
class Target:
    """A producer or product that rows of the sheet speak of: as the sheet has it, and as the database does."""

    key: str
    values: Values
    pk: int | None = None
    before: Values = field(default_factory=dict)  # the database's values of the fields that will be written
    adopted: bool = False  # found by its name; gets the sheet's key

    @property
    def is_new(self) -> bool:
        return self.pk is None

    @property
    def is_changed(self) -> bool:
        return not self.is_new and (bool(self.before) or self.adopted)

    @property
    def written(self) -> Values:
        """The values that will be written to a row that exists."""
        return {name: self.values[name] for name in self.before}


@dataclass
class RowChange:
    """What becomes of one product of one row. Rows of outcome None stay as they are."""

    number: int
    outcome: str | None
    reason: str = ""
    row: ProductRow | None = None
    producer: Target | None = None
    product: Target | None = None
    producer_changes: bool = False  # this row is the one that records its producer's change


@dataclass
class Comparison:
    """All of a sheet's rows with their outcomes, and how many rows of other districts were left out."""

    changes: list[RowChange] = field(default_factory=list)
    other_districts: int = 0
    other_rows: list[int] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Numbers for people. One row can hold several products, so products are counted, not rows."""
        outcomes = Counter(change.outcome or "unchanged" for change in self.changes)
        taken = [change.row for change in self.changes if change.row and change.outcome != Outcome.DUPLICATE]
        return {
            "new": outcomes[Outcome.NEW],
            "changed": outcomes[Outcome.CHANGED],
            "unchanged": outcomes["unchanged"],
            "duplicate": outcomes[Outcome.DUPLICATE],
            "refused": outcomes[Outcome.REFUSED],
            "other_districts": self.other_districts,
            "repaired": sum(bool(row.repairs) for row in taken),
            "to_check": sum(bool(row.to_check) for row in taken),
            "new_producers": len({c.producer.key for c in self.changes if c.producer and c.producer.is_new}),
        }

    def of(self, outcome: str) -> Iterator[RowChange]:
        return (change for change in self.changes if change.outcome == outcome)


def known() -> Known:
    """Our tambons and categories by their folded names. Two queries. Raises SheetRefused where there are none yet."""
    categories = {label: category.code for category in Category.objects.all() for label in category.known_as()}
    if GUESSED_CATEGORY not in categories.values():
        raise SheetRefused("ยังไม่มีประเภทผลิตภัณฑ์ในระบบ จึงนำเข้าไม่ได้")
    return Known({fold(tambon.name_th): tambon.code for tambon in Tambon.objects.all()}, categories)


def compare(rows: Iterable[ReadRow]) -> Comparison:
    """Compare all rows with the database. A handful of queries, however many rows; writes nothing."""
    rows = list(rows)
    products = [row for row in rows if isinstance(row, ProductRow)]
    stored = _Stored({row.producer_key for row in products}, {row.product_key for row in products})
    rows = [_as_ours(row, stored) if isinstance(row, ProductRow) else row for row in rows]
    producers = _producers([row for row in rows if isinstance(row, ProductRow)], stored)
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
                comparison.changes.append(_duplicate(row, producer, f"ซ้ำกับแถวที่ {first}"))
                continue
            first_rows[row.product_key] = row.number
            product = _product(row, producer, stored)
            if product is None:
                comparison.changes.append(_duplicate(row, producer, "ผู้ผลิตรายนี้มีสินค้าชื่อนี้ในระบบแล้ว"))
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
    stored = _Stored({row.producer_key for row in read}, set())
    rows = [_own_producer(row, stored) if isinstance(row, ProductRow) else row for row in rows]
    targets = _producers([row for row in rows if isinstance(row, ProductRow)], stored)
    elsewhere = [row.number for row in rows if isinstance(row, OtherDistrictRow)]
    comparison = Comparison(other_districts=len(elsewhere), other_rows=elsewhere)
    first_rows: dict[str, int] = {}
    for row in rows:
        if isinstance(row, RefusedRow):
            comparison.changes.append(RowChange(row.number, Outcome.REFUSED, row.reason))
        elif isinstance(row, ProductRow):
            target = targets[row.producer_key]
            if first := first_rows.get(row.producer_key):
                comparison.changes.append(_duplicate(row, target, f"ซ้ำกับแถวที่ {first}"))
                continue
            first_rows[row.producer_key] = row.number
            outcome = Outcome.NEW if target.is_new else Outcome.CHANGED if target.is_changed else None
            comparison.changes.append(RowChange(row.number, outcome, "", row, target, None, target.is_changed))
    return comparison


def _as_ours(row: ProductRow, stored: "_Stored") -> ProductRow:
    """A row of our own list of products: the product it numbers, of the producer that has it.

    Its producer isn't changed by it; a name that differs is told. A number nobody has counts for nothing.
    """
    found = stored.product_by_number.get(row.own_number) if row.own_number else None
    if found is None:
        return replace(row, own_number=None)
    producer = stored.producer_by_number[found.producer_id]
    to_check = row.to_check
    if fold(producer.name_th) != fold(str(row.producer["name_th"])):
        to_check = (*to_check, f"ผู้ผลิตในระบบคือ “{producer.name_th}” ไม่ได้เปลี่ยน แก้ได้ที่หน้าผู้ผลิต")
    values = {name: getattr(producer, name) for name in row.producer}
    own = {"producer_key": f"#{producer.pk}", "product_key": f"#{found.pk}", "producer": values}
    return replace(row, to_check=to_check, **own)


def _own_producer(row: ProductRow, stored: "_Stored") -> ProductRow:
    """A row of our own list of producers. Its kind is staff's, not a guess from the name."""
    if row.own_number not in stored.producer_by_number:
        return replace(row, own_number=None)
    kind = {"kind": stored.producer_by_number[row.own_number].kind}
    return replace(row, producer_key=f"#{row.own_number}", producer=dict(row.producer) | kind)


def _duplicate(row: ProductRow, producer: Target, reason: str) -> RowChange:
    return RowChange(row.number, Outcome.DUPLICATE, reason, row, producer)


class _Stored:
    """What the database holds of the producers and products a sheet may mean, and what sheets said of them last."""

    def __init__(self, producer_keys: set[str], product_keys: set[str]) -> None:
        self.producers = list(Producer.objects.order_by("pk"))
        self.producer_by_number = {producer.pk: producer for producer in self.producers}
        self.producer_by_key = {producer.source_key: producer for producer in self.producers if producer.source_key}
        self.spoken_for = {producer.pk for key, producer in self.producer_by_key.items() if key in producer_keys}
        self.producer_by_identity = {
            (fold(producer.name_th), place_of(producer.__dict__)): producer for producer in reversed(self.producers)
        }
        self.products = list(Product.objects.select_related("category").defer("search_text").order_by("pk"))
        self.product_by_number = {product.pk: product for product in self.products}
        self.product_by_key = {product.source_key: product for product in self.products if product.source_key}
        self.product_by_name = {(product.producer_id, product.search_name): product for product in self.products}
        self.product_keys = product_keys
        self.said_of_producer: dict[int, Values] = {}
        self.said_of_product: dict[int, Values] = {}
        said = ImportRow.objects.filter(after__isnull=False, undone=False, person=None).order_by("pk")
        for product_id, producer_id, after in said.values_list("product_id", "producer_id", "after").iterator():
            if product_id:
                self.said_of_product[product_id] = after.get("product") or {}
            if producer_id:
                self.said_of_producer[producer_id] = after.get("producer") or {}

    def producer(self, key: str, values: Values) -> Producer | None:
        """The producer of this key, else one of the same name and place that no other row of the sheet means."""
        if key.startswith("#"):
            return self.producer_by_number[int(key[1:])]
        if found := self.producer_by_key.get(key):
            return found
        found = self.producer_by_identity.get((fold(str(values["name_th"])), place_of(values)))
        return None if found is None or found.pk in self.spoken_for else found


def _producers(rows: list[ProductRow], stored: _Stored) -> dict[str, Target]:
    """The producers of the sheet by their keys. Of several rows the first counts; later ones fill what it left empty."""
    merged: dict[str, Values] = {}
    for row in rows:
        values = merged.setdefault(row.producer_key, dict(row.producer))
        for name in ("kind", "tambon_id", "moo", "address", "phone", "other_phones"):
            if values[name] in ("", None):
                values[name] = row.producer[name]
        if values["latitude"] is None:
            values |= {name: row.producer[name] for name in _TOGETHER}
    targets = {}
    for key, values in merged.items():
        target = Target(key, values)
        if found := stored.producer(key, values):
            stored.spoken_for.add(found.pk)
            current = {name: getattr(found, name) for name in values}
            if key.startswith("#"):
                _take_over(target, found.pk, current)
            else:
                _meet(target, found.pk, found.source_key, current, stored.said_of_producer.get(found.pk))
        targets[key] = target
    return targets


def _product(row: ProductRow, producer: Target, stored: _Stored) -> Target | None:
    """The product of a row; None when the database's product of that name is another row's, renamed by staff."""
    target = Target(row.product_key, dict(row.product))
    if row.product_key.startswith("#"):
        found = stored.product_by_number[int(row.product_key[1:])]
        _take_over(target, found.pk, {"name_th": found.name_th, "category": found.category.code})
        return None if _name_is_taken(target, found, stored) else target
    found = stored.product_by_key.get(row.product_key)
    if found is None and producer.pk:
        found = stored.product_by_name.get((producer.pk, fold(row.product["name_th"])))
        if found and found.source_key in stored.product_keys:
            return None
    if found:
        current = {"name_th": found.name_th, "category": found.category.code}
        _meet(target, found.pk, found.source_key, current, stored.said_of_product.get(found.pk))
        if found.category_confirmed:
            target.before.pop("category", None)  # a guess doesn't undo what staff confirmed
        if _name_is_taken(target, found, stored):
            target.before.pop("name_th")
    return target


def _name_is_taken(target: Target, found: Product, stored: _Stored) -> bool:
    """Whether the new name of a product is that of another product of its producer."""
    namesake = stored.product_by_name.get((found.producer_id, fold(str(target.values["name_th"]))))
    return "name_th" in target.before and namesake is not None and namesake.pk != found.pk


def _take_over(target: Target, pk: int, current: Values) -> None:
    """Set what is written to a row of our own list that came back: whatever was typed over, and never emptiness."""
    target.pk = pk
    target.before = {
        name: current[name] for name, value in target.values.items() if value not in ("", None, current[name])
    }
    if _TOGETHER & target.before.keys():
        target.before |= {name: current[name] for name in _TOGETHER & current.keys()}


def _meet(target: Target, pk: int, key: str | None, current: Values, said: Values | None) -> None:
    """Set what is written to a row that exists: fields the sheet says otherwise than last time, and never emptiness.

    Where no sheet spoke of the row before, staff typed it: the sheet fills only what they left empty.
    """
    target.pk, target.adopted = pk, key is None
    for name, value in target.values.items():
        if value in ("", None) or value == current[name]:
            continue
        if said is None:
            is_written = current[name] in ("", None)
        else:
            is_written = value != said.get(name)
        if is_written:
            target.before[name] = current[name]
    if _TOGETHER & target.before.keys():
        target.before |= {name: current[name] for name in _TOGETHER & current.keys()}
    if said:
        target.values = {
            name: said.get(name) if value in ("", None) else value for name, value in target.values.items()
        }
