"""Serialization of a sheet between upload and import: only the rows that were read, nothing else of the file.

The rest of the file (other sheets, comments, properties, pictures) isn't needed, and could hold the ID-card numbers that
were removed from the rows.
"""

import gzip
import io
import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from center.records.messages import deserialize, serialize
from center.sheets.sheet import Cell, Sheet


class NoStoredSheet(ValueError):
    """The content isn't what `pack` writes."""


def pack(sheet: Sheet) -> bytes:
    """Gzipped lines of JSON: for each sheet what is known of it and how many rows follow, then its rows."""
    packed = io.BytesIO()
    with gzip.open(packed, "wt", encoding="ascii", compresslevel=3) as file:
        for part in (sheet, *sheet.others):
            about = {
                "title": part.title,
                "notes": [serialize(note) for note in part.notes],
                "id_cards": sorted(part.id_cards.items()),
                "rows": len(part.rows),
            }
            file.write(json.dumps(about) + "\n")
            for number, cells in part.rows:
                file.write(json.dumps([number, [_stored(cell) for cell in cells]]) + "\n")
    return packed.getvalue()


def unpack(content: bytes) -> Sheet:
    """The sheet that was packed, with its others. Raises NoStoredSheet."""
    try:
        with gzip.open(io.BytesIO(content), "rt", encoding="ascii") as file:
            first, *others = _sheets(map(json.loads, file))
    except (OSError, EOFError, ValueError, zlib.error, KeyError, TypeError, IndexError) as error:
        raise NoStoredSheet(str(error)) from error
    first.others = others
    return first


def _sheets(lines: Iterator[Any]) -> Iterator[Sheet]:
    for about in lines:
        stored = (
            islice(lines, about["rows"]) if "rows" in about else lines
        )  # of imports stored earlier, which are deleted after 30 days
        rows = [(number, [_read(cell) for cell in cells]) for number, cells in stored]
        notes = [deserialize(note) for note in about["notes"]]
        yield Sheet(rows, notes, Counter(dict(about["id_cards"])), about.get("title", ""))


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
