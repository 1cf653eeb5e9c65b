"""What makes two rows the same producer or product: keys of folded names and places."""

import hashlib
from collections.abc import Mapping

from thai.folding import fold


def place_of(values: Mapping[str, str | int | float | None]) -> str:
    """The place that is part of a producer's identity: our tambon's code, else อปท., district and province folded."""
    if values["tambon_id"]:
        return str(values["tambon_id"])
    return "".join(fold(str(values[name])) for name in ("local_government", "district", "province"))


def producer_key(values: Mapping[str, str | int | float | None]) -> str:
    """The key of a producer: its folded name and its place."""
    return _digest(f"{fold(str(values['name_th']))}|{place_of(values)}")


def product_key(producer_key: str, name: str) -> str:
    """The key of a product: its producer's key and its folded name."""
    return _digest(f"{producer_key}|{fold(name)}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
