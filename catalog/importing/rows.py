"""What a row of a sheet of products or of producers says, once it is read."""

from dataclasses import dataclass

from catalog.importing.identity import Identity, Values
from center.sheets.rows import RefusedRow, TakenRow


@dataclass(frozen=True, kw_only=True)
class CatalogRow(TakenRow):
    """A product or a producer, known by its names until the database knows the number in our own list.

    own_number is the primary key that a row of one of our own lists names (catalog.importing.own_lists).
    """

    values: Values
    identity: Identity
    own_number: int | None = None

    @property
    def name(self) -> str:
        return str(self.values["name_th"])


@dataclass(frozen=True, kw_only=True)
class ProducerRow(CatalogRow):
    """A row of a sheet of producers, or the producer of a product's row."""

    @property
    def producer(self) -> "ProducerRow":
        return self


@dataclass(frozen=True, kw_only=True)
class ProductRow(CatalogRow):
    """One product of a row of a sheet of products. Its category is empty where the row names none."""

    producer: ProducerRow


@dataclass(frozen=True)
class OtherDistrictRow:
    """A row of another district, left out."""

    number: int


ProductOrProducer = ProductRow | ProducerRow
ReadRow = ProductOrProducer | RefusedRow | OtherDistrictRow
