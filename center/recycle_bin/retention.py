"""Purging: after 30 days a deleted object is removed for good, with its files, its history and copies of its names."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import models, transaction

from center.pictures.models import Picture
from center.pictures.taking import file_names
from center.records.changes import Link, Purged, purged
from center.records.history import history_of
from center.recycle_bin.models import Deletion

# Replaces the name of a purged object in the staff's log.
GONE = "–"


def purge(now: datetime) -> int:
    """Purge what was deleted more than 30 days before `now`, with its files, its history and its names in the staff's log.

    Returns the number of purged deletions. Idempotent; run daily. Files are deleted before the row, so that the next run
    finishes the work after a crash between the two.
    """
    expired = list(Deletion.objects.expired(now).values_list("pk", flat=True))
    needed = _files_needed(expired)
    return sum(_purge(pk, needed) for pk in expired)


def purge_now(deletion: Deletion) -> bool:
    """Purge one deletion at once, irreversibly. Returns whether it still existed."""
    return _purge(deletion.pk, _files_needed([deletion.pk]))


def _files_needed(purged_pks: list[int]) -> set[str]:
    """Names in the storage of the files that the other deletions need to be restorable."""
    others = Deletion.objects.exclude(pk__in=purged_pks).values_list("rows", flat=True)
    return {name for rows in others for name in files_of(rows)}


def _purge(pk: int, needed_files: set[str]) -> bool:
    with transaction.atomic():
        deletion = Deletion.objects.select_for_update().filter(pk=pk).first()
        if deletion is None:
            return False
        for name in files_of(deletion.rows):
            if name not in needed_files and not _in_use(name):
                default_storage.delete(name)
        for row in deletion.rows:
            _delete_copies(row)
        purged(_purged_rows(deletion))
        deletion.delete()
    return True


def _purged_rows(deletion: Deletion) -> Purged:
    """The rows and links of a deletion, without those of models that no longer exist."""
    rows = [(model, row["pk"]) for row in deletion.rows if (model := _model(row["model"]))]
    links = [Link(model, link["field"], link["pks"]) for link in deletion.links if (model := _model(link["model"]))]
    return Purged(rows, links)


def _model(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def files_of(rows: list[dict[str, Any]]) -> set[str]:
    """Names in the storage of all files of serialized rows: uploads, and the renditions of pictures."""
    names: set[str] = set()
    for row in rows:
        model = _model(row["model"])
        if model is None:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField) and row["fields"].get(field.name):
                names.add(row["fields"][field.name])
        if issubclass(model, Picture):
            picture = model(original=row["fields"].get("original"), renditions=row["fields"].get("renditions"))
            names.update(file_names(picture))
    return names


def _in_use(name: str) -> bool:
    """Whether any row in the database refers to this file."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField) and model._base_manager.filter(**{field.name: name}).exists():
                return True
    return False


def _delete_copies(row: dict[str, Any]) -> None:
    """Delete the history of a purged row and its name in the staff's log."""
    model = _model(row["model"])
    if model is None:
        return
    if model._base_manager.filter(pk=row["pk"]).exists():
        return  # added again with the same key: history and log belong to the new row too
    if history := history_of(model):
        history.model._base_manager.filter(**{model._meta.pk.attname: row["pk"]}).delete()
    kind = ContentType.objects.get_for_model(model)
    LogEntry.objects.filter(content_type=kind, object_id=str(row["pk"])).update(object_repr=GONE, change_message="")
