"""Demonstration documents with two versions each, all invented; remove() deletes them."""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from center.documents.models import Document, DocumentCategory, DocumentDownloads, DocumentVersion
from center.documents.versions import add_version
from center.pictures.taking import file_names, remove_files

FOLDER = Path(__file__).parent / "demo_data"
# Prefix of source_key that marks demonstration rows.
MARK = "demo:"
TEXTS = ("name_th", "name_en", "code", "on_the_web", "purpose_th", "purpose_en", "needed_by_th", "needed_by_en")
FIRST_VERSION = date(2025, 10, 1)


def load() -> int:
    """Add the missing demonstration documents; returns how many were added. Existing rows stay as they are.

    Each PDF takes about a second.
    """
    with open(FOLDER / "documents.toml", "rb") as file:
        entries = tomllib.load(file)["document"]
    missing = [entry for entry in entries if not Document.objects.filter(source_key=MARK + entry["key"]).exists()]
    for entry in missing:
        with transaction.atomic():
            _document(entry)
    return len(missing)


def remove() -> int:
    """Delete the demonstration documents and their files; returns how many. Categories stay."""
    versions = DocumentVersion.objects.filter(document__source_key__startswith=MARK).select_related("preview")
    files = [version.file.name for version in versions]
    files += [name for version in versions if version.preview_picture for name in file_names(version.preview_picture)]
    documents = Document.objects.filter(source_key__startswith=MARK)
    count = documents.count()
    documents.delete()
    remove_files(names=files)
    return count


def _document(entry: dict[str, Any]) -> None:
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


def _version(document: Document, entry: dict[str, Any], number: int, **fields: Any) -> DocumentVersion:
    with open(FOLDER / f"{entry['key']}-{number}.{entry['kind']}", "rb") as file:
        name = f"{entry['name_th']} ฉบับที่ {number}.{entry['kind']}"
        return add_version(document=document, file=File(file, name=name), **fields)
