"""Serialization of a sheet between upload and import: only the rows that were read, nothing else of the file.

The rest of the file (other sheets, comments, properties, pictures) isn't needed, and could hold the ID-card numbers that
were removed from the rows.
"""

import gzip
import io
import json
import zlib
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from center.records.messages import deserialize, serialize
from center.sheets.reading import Cell, Sheet


class NoStoredSheet(ValueError):
    """The content isn't what `pack` writes."""


def pack(sheet: Sheet) -> bytes:
    """Gzipped lines of JSON: first the notes on the sheet, then each row with its number."""
    packed = io.BytesIO()
    with gzip.open(packed, "wt", encoding="ascii", compresslevel=3) as file:
        about = {"notes": [serialize(note) for note in sheet.notes], "id_cards": sorted(sheet.id_cards.items())}
        file.write(json.dumps(about) + "\n")
        for number, cells in sheet.rows:
            file.write(json.dumps([number, [_stored(cell) for cell in cells]]) + "\n")
    return packed.getvalue()


def unpack(content: bytes) -> Sheet:
    """The sheet that was packed. Raises NoStoredSheet."""
    try:
        with gzip.open(io.BytesIO(content), "rt", encoding="ascii") as file:
            about = json.loads(file.readline())
            rows = [(number, [_read(cell) for cell in cells]) for number, cells in map(json.loads, file)]
        return Sheet(rows, [deserialize(note) for note in about["notes"]], Counter(dict(about["id_cards"])))
    except (OSError, EOFError, ValueError, zlib.error, KeyError, TypeError, IndexError) as error:
        raise NoStoredSheet(str(error)) from error


def _stored(cell: Cell) -> Any:
    """A cell as JSON; types that JSON lacks become a pair of type and value."""
    if isinstance(cell, datetime):
        return ["datetime", cell.isoformat()]
    if isinstance(cell, date):
        return ["date", cell.isoformat()]
    if isinstance(cell, time):
        return ["time", cell.isoformat()]
    if isinstance(cell, timedelta):
        return ["timedelta", cell.total_seconds()]
    return cell if cell is None or isinstance(cell, str | int | float) else str(cell)


_KINDS: dict[str, Callable[[Any], Cell]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda seconds: timedelta(seconds=seconds),
}


def _read(cell: Any) -> Cell:
    return _KINDS[cell[0]](cell[1]) if isinstance(cell, list) else cell
