"""Photos and scans of signed sheets: kept in the private storage, since names and signatures stand on them."""

import uuid
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.documents import checking
from center.documents.checking import clean_name
from center.pictures.taking import prepare
from consultations.bookings.actors import By
from consultations.outreach.models import AttendanceSheet
from consultations.registers.models import SheetScan

FOLDER = "scans/"
MOST_SCANS = 20
# What browsers may show themselves; everything else is a download.
TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


@dataclass(frozen=True)
class CheckedScan:
    """A picture or PDF that passed every check, not stored yet."""

    kind: str
    original_name: str
    content: bytes = field(repr=False)


def check(file: "UploadedFile[Any]") -> CheckedScan:
    """Check an uploaded scan by its content; stores nothing, takes about a second. Raises ValidationError."""
    file.seek(0)
    start = file.read(1024)
    name = file.name or ""
    if start.lstrip(checking.PDF_MARGIN).startswith(b"%PDF-"):
        document = checking.check(file=file)
        return CheckedScan(document.kind, document.original_name, document.content)
    if start.startswith(b"PK\x03\x04"):
        raise ValidationError(_("แนบได้เฉพาะรูปถ่าย (JPEG, PNG, WebP) หรือ PDF"))
    picture = prepare(file=file)
    kind = PurePath(picture.original).suffix.removeprefix(".")
    return CheckedScan(kind, clean_name(PurePath(name).stem, kind), picture.content)


def add(sheet: AttendanceSheet, scan: CheckedScan, *, by: By) -> SheetScan:
    """Keep a scan with its sheet. Raises ValidationError where it has MOST_SCANS already."""
    with transaction.atomic():
        locked = AttendanceSheet.objects.select_for_update(no_key=True).get(pk=sheet.pk)
        if locked.scans.count() >= MOST_SCANS:
            raise ValidationError(_("แนบได้ไม่เกิน %d ไฟล์ต่อใบ") % MOST_SCANS)
        row = SheetScan(sheet=locked, original_name=scan.original_name, size=len(scan.content), added_by=by.user)
        row.file.save(f"{FOLDER}{uuid.uuid4()}.{scan.kind}", ContentFile(scan.content), save=False)
        row.save()
    return row


def type_of(scan: SheetScan) -> str:
    """The media type of a stored scan, by its extension, which its content gave it."""
    return TYPES.get(PurePath(scan.file.name or "").suffix.removeprefix("."), "application/octet-stream")
