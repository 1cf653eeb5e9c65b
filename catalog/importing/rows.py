"""What a row of a sheet of products or producers says, once it is read."""

from dataclasses import dataclass

from catalog.importing.identity import Identity, Values
from center.sheets.rows import RefusedRow, TakenRow


@dataclass(frozen=True, kw_only=True)
class _NamesProducer(TakenRow):
    """What rows of both sheets have: a producer.

    own_number is the primary key that the row of one of our own lists names; it counts once the database knows it
    (catalog.importing.own_lists). Until then rows are known by their names.
    """

    producer: Values
    producer_identity: Identity
    own_number: int | None = None


@dataclass(frozen=True, kw_only=True)
class ProducerRow(_NamesProducer):
    """A row of a sheet of producers."""

    @property
    def identity(self) -> Identity:
        return self.producer_identity

    @property
    def name(self) -> str:
        return str(self.producer["name_th"])


@dataclass(frozen=True, kw_only=True)
class ProductRow(_NamesProducer):
    """One product of a row of a sheet of products, with its producer. The category is empty where the row names none."""

    product: Values
    product_identity: Identity

    @property
    def identity(self) -> Identity:
        return self.product_identity

    @property
    def name(self) -> str:
        return str(self.product["name_th"])


@dataclass(frozen=True)
class OtherDistrictRow:
    """A row of another district, left out."""

    number: int


CatalogRow = ProductRow | ProducerRow
ReadRow = CatalogRow | RefusedRow | OtherDistrictRow
