"""The producers and products that rows of a sheet speak of, met with what the database holds.

Three values meet: what the sheet says now, what it said when it was imported last (`ImportRow.after`), and what the
database holds. Only what the sheet itself changed since then is written, so corrections made in the portal survive
the same old sheet. An empty cell never erases anything.
"""

from dataclasses import dataclass, field

from catalog.importing.keys import place_of
from catalog.importing.models import ImportRow
from catalog.importing.rows import ProductRow
from catalog.products.models import Producer, Product
from thai.folding import fold

Values = dict[str, str | int | float | None]
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


class Stored:
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


def producer_targets(rows: list[ProductRow], stored: Stored) -> dict[str, Target]:
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


def product_target(row: ProductRow, producer: Target, stored: Stored) -> Target | None:
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


def _name_is_taken(target: Target, found: Product, stored: Stored) -> bool:
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
