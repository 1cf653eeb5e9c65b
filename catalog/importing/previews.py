"""The preview of an import as a file: compressed lines, so that a page of it is read without holding all of it."""

import gzip
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile

from catalog.importing.models import ImportBatch
from catalog.importing.plans import Line

PER_PAGE = 50


def keep(batch: ImportBatch, lines: Iterable[Line]) -> None:
    """Write a preview into private storage and name it in the batch, which the caller saves."""
    packed = io.BytesIO()
    with gzip.open(packed, "wt", encoding="utf-8", compresslevel=3) as file:
        for lists, shown in lines:
            file.write(f",{','.join(lists)},\t{json.dumps(shown, ensure_ascii=False)}\n")
    batch.preview.save("preview", ContentFile(packed.getvalue()), save=False)


def lines(batch: ImportBatch, wanted: str = "", text: str = "") -> Iterator[dict[str, Any]]:
    """The lines of one list (empty: of all), only those that hold a text."""
    sought = text.casefold().strip()
    with batch.preview.open("rb") as stored, gzip.open(stored, "rt", encoding="utf-8") as file:
        for line in file:
            lists, _tab, shown = line.partition("\t")
            if (not wanted or f",{wanted}," in lists) and sought in shown.casefold():
                yield json.loads(shown)


@dataclass
class PreviewPage:
    """One page of a list. Knows how many lines there are, as Django's paginator would."""

    rows: list[dict[str, Any]]
    number: int
    count: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PER_PAGE))


def page(batch: ImportBatch, wanted: str, text: str, number: int) -> PreviewPage:
    """A page of a list, from 1; the last one where there are fewer. Parses every line and keeps one page of them."""
    rows: list[dict[str, Any]] = []
    last: list[dict[str, Any]] = []
    count = 0
    for shown in lines(batch, wanted, text):
        at = count // PER_PAGE + 1
        if count % PER_PAGE == 0:
            last = []
        last.append(shown)
        if at == number:
            rows.append(shown)
        count += 1
    if not rows and count:
        number, rows = (count - 1) // PER_PAGE + 1, last
    return PreviewPage(rows, number, count)
