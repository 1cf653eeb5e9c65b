"""The preview of an import as a gzipped file of lines, of which only those of one page are parsed."""

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
from center.records.messages import Serialized, serialize
from center.sheets.cell_texts import cell_text
from center.sheets.rows import Outcome, RowChange
from center.sheets.sheet import Cell

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
    "not_data": _("ไม่ใช่ข้อมูล"),
}
"""The lists of a preview; a row may stand in several."""
UNLISTED = {"unchanged": _("เหมือนเดิม"), "new_producers": _("ผู้ผลิตใหม่"), "new_groups": _("กลุ่มใหม่")}
"""Counted without a list of their own."""
PER_PAGE = 50
LONGEST_RAW = 160


class Shown(TypedDict, total=False):
    """A row in the preview; keys without content are absent. Labels and values are serialized messages.

    n: the row's number. facts: label, value. diff: label, old, new. known: id and description of people of that name;
    chosen: the id of the chosen one.
    """

    n: int
    name: str
    why: Serialized
    facts: list[tuple[Serialized, Serialized]]
    diff: list[tuple[Serialized, Serialized, Serialized]]
    repairs: list[Serialized]
    check: list[Serialized]
    known: list[tuple[str, Serialized]]
    chosen: str


Line = tuple[tuple[str, ...], Shown]
"""The lists of a row, and its content."""


def line_of(change: RowChange[Any], shown: Shown, others: Iterable[str]) -> Line:
    """The line of a valid row. others: further lists of this kind of sheet."""
    row, lists = change.row, [str(change.outcome)] if change.outcome else []
    if change.reason:
        shown["why"] = serialize(change.reason)
    if row.repairs:
        shown["repairs"] = [serialize(text) for text in row.repairs]
    if row.to_check:
        shown["check"] = [serialize(text) for text in row.to_check]
    if change.outcome != Outcome.DUPLICATE:
        lists += ["repaired"] * bool(row.repairs) + ["to_check"] * bool(row.to_check) + [*others]
    return tuple(lists), shown


def raw_line(name: str, number: int, cells: list[Cell], reason: str = "") -> Line:
    """The line, in the list of this name, of a refused or skipped row: the beginning of its unparsed cells."""
    shown: Shown = {
        "n": number,
        "name": " | ".join(text for cell in cells if (text := cell_text(cell)[0]))[:LONGEST_RAW],
    }
    if reason:
        shown["why"] = serialize(reason)
    return (name,), shown


# --- The file -------------------------------------------------------------------------------------------------------


def keep(batch: ImportBatch, lines: Iterable[Line]) -> None:
    """Write a preview to private storage; sets preview and digest of the batch, which the caller saves."""
    packed, digest = io.BytesIO(), hashlib.sha256()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=3) as file:
        for text in _serialized(lines):
            digest.update(text)
            file.write(text)
    batch.preview.save("preview", ContentFile(packed.getvalue()), save=False)
    batch.digest = digest.hexdigest()


def digest_of(lines: Iterable[Line]) -> str:
    """The digest of a preview of these lines."""
    digest = hashlib.sha256()
    for text in _serialized(lines):
        digest.update(text)
    return digest.hexdigest()


def _serialized(lines: Iterable[Line]) -> Iterator[bytes]:
    """The lines as bytes; rows in no list are left out."""
    for lists, shown in lines:
        if lists:
            yield f",{','.join(lists)},\t{json.dumps(shown, ensure_ascii=False)}\n".encode()


def lines(batch: ImportBatch, wanted: str) -> Iterator[Shown]:
    """The rows of one list."""
    return (json.loads(line) for line in _lines(batch, wanted))


def page(batch: ImportBatch, wanted: str, text: str, number: str) -> "Page[Any]":
    """A page of the rows of one list that contain a text; the last page if the number is too high."""
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
