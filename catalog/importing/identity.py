"""Identity of producers and products: by names and place, or by primary key in our exported lists."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from thai.folding import fold, identity_of

Value = str | int | float | None
Values = Mapping[str, Value]
"""Columns of a producer or product as they are stored, by their names; the category by its code."""


@dataclass(frozen=True)
class SourceKey:
    """Identified by its names: a digest of them, stored in the column source_key."""

    digest: str


@dataclass(frozen=True)
class OwnNumber:
    """Identified by its primary key, from an exported list that is imported again; its name may have changed."""

    pk: int


Identity = SourceKey | OwnNumber


def names_of_producer(producer: Values) -> tuple[str, str]:
    """Identity of the name, and place: the code of our tambon where it is known, else อปท., district and province folded."""
    place = str(producer["tambon_id"] or "") or "".join(
        fold(str(producer[name])) for name in ("local_government", "district", "province")
    )
    return identity_of(str(producer["name_th"])), place


def producer_key(producer: Values) -> SourceKey:
    """The key of a producer: its name and its place."""
    name, place = names_of_producer(producer)
    return _digest(name, place)


def product_key(producer: SourceKey, name: str) -> SourceKey:
    """The key of a product: its producer's key and its name."""
    return _digest(producer.digest, identity_of(name))


def _digest(*parts: str) -> SourceKey:
    return SourceKey(hashlib.sha256("|".join(parts).encode()).hexdigest())
