"""Everything the portal holds of one person, as a file for that person (PDPA sections 30 and 31)."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from center.mail.models import Message
from center.people.erasing import records_of
from center.people.models import Person
from center.people.rows_of_person import ROWS_OF_PERSON
from center.records.states import StateChange, Stateful
from center.sheets import spreadsheets
from center.staff.history import format_value
from thai.django.fields import FoldedField, SortKeyField

SHEET = "ข้อมูล.xlsx"
# Keys and links that open pages, and columns that are computed.
TECHNICAL = re.compile(r"(?:^|_)(?:key|token|expires_at|ptr)$|sha256|language|sequence|is_forgotten")
UNREADABLE = (FoldedField, SortKeyField, models.BinaryField, models.JSONField)

Line = tuple[str, str, str, str]


def write(file: IO[bytes], person: Person) -> None:
    """Write a zip: a sheet with a row for each value, and the files that rows name. Reads everything, writes nothing.

    Records that were merged into the person's are part of it.
    """
    rows = list(_rows(person))
    headings = [_("เรื่อง"), _("เลขที่"), _("ช่อง"), _("ข้อมูล")]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        sheet = io.BytesIO()
        lines = (line for label, row in rows for line in _lines(label, row))
        spreadsheets.write(sheet, spreadsheets.XLSX, headings, lines)
        archive.writestr(SHEET, sheet.getvalue())
        for name in dict.fromkeys(name for _label, row in rows for name in _files(row)):
            if default_storage.exists(name):
                with default_storage.open(name, "rb") as stored:
                    archive.writestr(f"files/{name.rpartition('/')[2]}", stored.read())


def _rows(person: Person) -> Iterator[tuple[str, models.Model]]:
    """Every row that holds the person, with the messages about it and the log of its states. Three queries for a kind."""
    records = records_of(person)
    yield from _with_company(Person._meta.verbose_name, records)
    for kind in ROWS_OF_PERSON:
        rows = [row for record in records for row in kind.of(record).order_by("pk") if kind.model is not Person]
        yield from _with_company(kind.label, rows)


def _with_company(label: Any, rows: list[Any]) -> Iterator[tuple[str, models.Model]]:
    yield from ((str(label), row) for row in rows)
    if not rows:
        return
    about = {
        "content_type": ContentType.objects.get_for_model(type(rows[0])),
        "object_id__in": [row.pk for row in rows],
    }
    yield from ((str(Message._meta.verbose_name_plural), row) for row in Message.objects.filter(**about))
    if isinstance(rows[0], Stateful):
        yield from ((str(StateChange._meta.verbose_name_plural), row) for row in StateChange.objects.filter(**about))


def _lines(label: str, row: models.Model) -> Iterable[Line]:
    for field in row._meta.concrete_fields:
        value = getattr(row, field.name)
        if field.primary_key or value in (None, "") or isinstance(field, UNREADABLE) or TECHNICAL.search(field.name):
            continue
        yield label, str(row.pk), capfirst(str(field.verbose_name)), format_value(field, value)


def _files(row: models.Model) -> Iterator[str]:
    for field in row._meta.concrete_fields:
        if isinstance(field, models.FileField) and (name := getattr(row, field.name).name):
            yield name
