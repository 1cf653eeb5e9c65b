"""Removing for good: what lay in the bin for 30 days leaves with its files, its history and the copies of it."""

from datetime import datetime

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

# What stands in the staff's log instead of a name once the thing itself is gone for good.
GONE = "–"


def purge(now: datetime) -> int:
    """Remove for good what was deleted more than 30 days before now, with its files, its history and its names in the
    staff's log. Returns how many deletions. Run daily; running it again finds nothing.

    Files leave before the row: after a crash between the two the next run ends the work.
    """
    outdated = list(Deletion.objects.outdated(now).values_list("pk", flat=True))
    kept = _files_kept(outdated)
    return sum(_purge(pk, kept) for pk in outdated)


def purge_now(deletion: Deletion) -> bool:
    """Remove one deletion for good, as purge() does after 30 days. Says whether it was still there; no way back."""
    return _purge(deletion.pk, _files_kept([deletion.pk]))


def _files_kept(leaving: list[int]) -> set[str]:
    """Names in the storage of the files that the deletions to be kept would need again."""
    others = Deletion.objects.exclude(pk__in=leaving).values_list("rows", flat=True)
    return {name for rows in others for name in files_of(rows)}


def _purge(pk: int, kept: set[str]) -> bool:
    with transaction.atomic():
        deletion = Deletion.objects.select_for_update().filter(pk=pk).first()
        if deletion is None:
            return False
        for name in files_of(deletion.rows):
            if name not in kept and not _in_use(name):
                default_storage.delete(name)
        for row in deletion.rows:
            _forget(row)
        purged(_as_purged(deletion))
        deletion.delete()
    return True


def _as_purged(deletion: Deletion) -> Purged:
    """What is gone, without the kinds that the portal doesn't know any more."""
    rows = [(model, row["pk"]) for row in deletion.rows if (model := _model(row["model"]))]
    links = [Link(model, link["field"], link["pks"]) for link in deletion.links if (model := _model(link["model"]))]
    return Purged(rows, links)


def _model(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def files_of(rows: list[dict]) -> set[str]:
    """Names in the storage of every file the rows had: uploads, and what was made of pictures."""
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
    """Whether a row that is still there has this file."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField) and model._base_manager.filter(**{field.name: name}).exists():
                return True
    return False


def _forget(row: dict) -> None:
    """Remove the copies of one purged row: its history, and what the staff's log calls it."""
    model = _model(row["model"])
    if model is None:
        return
    if model._base_manager.filter(pk=row["pk"]).exists():
        return  # Added anew under a key people choose: history and log are of the new one as well.
    if history := history_of(model):
        history.model._base_manager.filter(**{model._meta.pk.attname: row["pk"]}).delete()
    kind = ContentType.objects.get_for_model(model)
    LogEntry.objects.filter(content_type=kind, object_id=str(row["pk"])).update(object_repr=GONE, change_message="")
