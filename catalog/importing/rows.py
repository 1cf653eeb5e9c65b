"""Parsed rows of a sheet of products or producers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalog.importing.identity import Identity, Values
from center.sheets.rows import NotDataRow, RefusedRow, TakenRow
from center.sheets.sheet import Cell


@dataclass(frozen=True, kw_only=True)
class CatalogRow(TakenRow):
    """A product or a producer, identified by its names until its primary key is found in the database.

    own_number: the primary key in a row of an exported list (catalog.importing.own_lists). typed: its cells by folded heading;
    typed_names: the values that have a cell of their own.
    """

    values: Values
    identity: Identity
    own_number: int | None = None
    typed: Mapping[str, Cell] = field(default_factory=dict)
    typed_names: frozenset[str] = frozenset()

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
    """A product of a row of a sheet of products. Its category is empty where the row has none."""

    producer: ProducerRow


@dataclass(frozen=True)
class OtherDistrictRow:
    """A row of another district, skipped."""

    number: int


ProductOrProducer = ProductRow | ProducerRow
ReadRow = ProductOrProducer | RefusedRow | OtherDistrictRow | NotDataRow
