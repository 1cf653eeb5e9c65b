"""The preview of an import as a file: compressed lines, so that only those of one page are made into rows again."""

import gzip
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any, TypedDict

from django.core.files.base import ContentFile
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy as _

from catalog.importing.models import ImportBatch
from center.records.messages import Kept, kept
from center.sheets.cell_texts import cell_text
from center.sheets.reading import Cell
from center.sheets.rows import Outcome, RowChange

LISTS = {
    "new": _("เพิ่มใหม่"),
    "changed": _("เปลี่ยนแปลง"),
    "known": _("ชื่อตรงกับคนที่มีอยู่"),
    "repaired": _("ระบบแก้ให้"),
    "to_check": _("ควรตรวจ"),
    "health": _("มีข้อความเรื่องสุขภาพ"),
    "alcohol": _("มีแอลกอฮอล์"),
    "duplicate": _("ซ้ำ"),
    "refused": _("ไม่รับ"),
    "other_districts": _("อำเภออื่น"),
}
"""The lists of a preview; a row may stand in several."""
UNLISTED = {"unchanged": _("เหมือนเดิม"), "new_producers": _("ผู้ผลิตใหม่"), "new_groups": _("กลุ่มใหม่")}
"""What is counted besides, and shown in no list."""
PER_PAGE = 50
LONGEST_RAW = 160


class Shown(TypedDict, total=False):
    """What the preview shows of a row; absent where there is nothing. Labels and values are kept messages.

    n: the row's number. facts: label, value. diff: label, old, new. known: id and description of people of that name;
    chosen: who of them it is.
    """

    n: int
    name: str
    why: Kept
    facts: list[tuple[Kept, Kept]]
    diff: list[tuple[Kept, Kept, Kept]]
    repairs: list[Kept]
    check: list[Kept]
    known: list[tuple[str, Kept]]
    chosen: str


Line = tuple[tuple[str, ...], Shown]
"""The lists that a row stands in, and what is shown of it."""


def line_of(change: RowChange[Any], shown: Shown, others: Iterable[str]) -> Line:
    """The line of a row that was read. others: lists that only rows of this kind of sheet stand in."""
    row, lists = change.row, [str(change.outcome)] if change.outcome else []
    if change.reason:
        shown["why"] = kept(change.reason)
    if row.repairs:
        shown["repairs"] = [kept(text) for text in row.repairs]
    if row.to_check:
        shown["check"] = [kept(text) for text in row.to_check]
    if change.outcome != Outcome.DUPLICATE:
        lists += ["repaired"] * bool(row.repairs) + ["to_check"] * bool(row.to_check) + [*others]
    return tuple(lists), shown


def raw_line(name: str, number: int, cells: list[Cell], reason: str = "") -> Line:
    """The line of a row that wasn't read: its beginning as it stands in the sheet, in the list of this name."""
    shown: Shown = {
        "n": number,
        "name": " | ".join(text for cell in cells if (text := cell_text(cell)[0]))[:LONGEST_RAW],
    }
    if reason:
        shown["why"] = kept(reason)
    return (name,), shown


# --- The file -------------------------------------------------------------------------------------------------------


def keep(batch: ImportBatch, lines: Iterable[Line]) -> None:
    """Write a preview into private storage and name it, with its digest, in the batch, which the caller saves."""
    packed, digest = io.BytesIO(), hashlib.sha256()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=3) as file:
        for text in _serialized(lines):
            digest.update(text)
            file.write(text)
    batch.preview.save("preview", ContentFile(packed.getvalue()), save=False)
    batch.digest = digest.hexdigest()


def digest_of(lines: Iterable[Line]) -> str:
    """The digest that these lines would be kept with."""
    digest = hashlib.sha256()
    for text in _serialized(lines):
        digest.update(text)
    return digest.hexdigest()


def _serialized(lines: Iterable[Line]) -> Iterator[bytes]:
    """Lines of text, of those rows alone that stand in a list."""
    for lists, shown in lines:
        if lists:
            yield f",{','.join(lists)},\t{json.dumps(shown, ensure_ascii=False)}\n".encode()


def lines(batch: ImportBatch, wanted: str) -> Iterator[Shown]:
    """What is shown of the rows of one list."""
    return (json.loads(line) for line in _lines(batch, wanted))


def page(batch: ImportBatch, wanted: str, text: str, number: str) -> Page:
    """A page of the rows of one list that hold a text; the last one where there are fewer pages."""
    found = Paginator(list(_lines(batch, wanted, text)), PER_PAGE).get_page(number)
    found.object_list = [json.loads(line) for line in found.object_list]
    return found


def _lines(batch: ImportBatch, wanted: str, text: str = "") -> Iterator[str]:
    sought = text.casefold().strip()
    with batch.preview.open("rb") as stored, gzip.open(stored, "rt", encoding="utf-8") as file:
        for line in file:
            lists, _tab, shown = line.partition("\t")
            if f",{wanted}," in lists and sought in shown.casefold():
                yield shown
