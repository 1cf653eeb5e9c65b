"""Demonstration documents with two versions each: invented, gone again by one call."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from center.documents.models import Document, DocumentCategory, DocumentDownloads, DocumentVersion
from center.documents.versions import add_version
from center.pictures.taking import file_names, remove_files

FOLDER = Path(__file__).parent / "demo_data"
# Begins the source_key of every demonstration row.
MARK = "demo:"
TEXTS = ("name_th", "name_en", "code", "on_the_web", "purpose_th", "purpose_en", "needed_by_th", "needed_by_en")
FIRST_VERSION = date(2025, 10, 1)


def load() -> int:
    """Add the demonstration documents that are missing; returns how many were added.

    Rows that exist stay as they are. Each PDF takes about a second the first time.
    """
    with open(FOLDER / "documents.toml", "rb") as file:
        entries = tomllib.load(file)["document"]
    missing = [entry for entry in entries if not Document.objects.filter(source_key=MARK + entry["key"]).exists()]
    for entry in missing:
        with transaction.atomic():
            _document(entry)
    return len(missing)


def remove() -> int:
    """Take the demonstration documents away, with their files; returns how many went. Shelves stay."""
    versions = DocumentVersion.objects.filter(document__source_key__startswith=MARK).select_related("preview")
    files = [version.file.name for version in versions]
    files += [name for one in versions if one.preview_picture for name in file_names(one.preview_picture)]
    documents = Document.objects.filter(source_key__startswith=MARK)
    count = documents.count()
    documents.delete()
    remove_files(names=files)
    return count


def _document(entry: dict) -> None:
    category = DocumentCategory.objects.filter(name_th=entry["category"]).first()
    document = Document.objects.create(
        source_key=MARK + entry["key"],
        category=category or DocumentCategory.objects.create(name_th=entry["category"]),
        bring_th=entry.get("bring_th", ""),
        bring_en=entry.get("bring_en", ""),
        published_at=timezone.now(),
        **{name: entry.get(name, "") for name in TEXTS},
    )
    _version(document, entry, 1, valid_from=FIRST_VERSION)
    newest = _version(
        document,
        entry,
        2,
        valid_from=entry["from"],
        changed_th=entry["changed_th"],
        changed_en=entry["changed_en"],
    )
    day = timezone.localdate() - timedelta(days=1)
    DocumentDownloads.objects.create(version=newest, day=day, count=entry["asked"])


def _version(document: Document, entry: dict, number: int, **fields) -> DocumentVersion:
    with open(FOLDER / f"{entry['key']}-{number}.{entry['kind']}", "rb") as file:
        name = f"{entry['name_th']} ฉบับที่ {number}.{entry['kind']}"
        return add_version(document=document, file=File(file, name=name), **fields)
