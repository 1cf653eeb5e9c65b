"""Removing for good: what lay in the bin for 30 days leaves with its files, its history and the copies of it."""

from datetime import datetime

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import models, transaction

from center.pictures.models import Picture
from center.pictures.taking import file_names
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


def _files_kept(purged: list[int]) -> set[str]:
    """Names in the storage of the files that the deletions to be kept would need again."""
    others = Deletion.objects.exclude(pk__in=purged).values_list("rows", flat=True)
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
            _remove_drawn(row)
            _forget(row)
        for link in deletion.links:
            _forget_copies(link)
        deletion.delete()
    return True


def files_of(rows: list[dict]) -> set[str]:
    """Names in the storage of every file the rows had: uploads, and what was made of pictures."""
    names: set[str] = set()
    for row in rows:
        try:
            model = apps.get_model(row["model"])
        except LookupError:
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


def _remove_drawn(row: dict) -> None:
    """Remove the pictures drawn for a purged row, whose names and makers' names stand in them.

    A model that has such pictures names their folder in the storage as `drawn_folder`, with {pk} for the row.
    """
    try:
        folder = getattr(apps.get_model(row["model"]), "drawn_folder", "").format(pk=row["pk"])
        names = default_storage.listdir(folder)[1] if folder else []
    except (LookupError, FileNotFoundError):  # the kind is no more, or nothing was ever drawn
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")


def _forget(row: dict) -> None:
    """Remove the copies of one purged row: its history, and what the staff's log calls it."""
    try:
        model = apps.get_model(row["model"])
    except LookupError:
        return
    if model._base_manager.filter(pk=row["pk"]).exists():
        return  # Added anew under a key people choose: history and log are of the new one as well.
    if history := history_of(model):
        history.model._base_manager.filter(**{model._meta.pk.attname: row["pk"]}).delete()
    kind = ContentType.objects.get_for_model(model)
    LogEntry.objects.filter(content_type=kind, object_id=str(row["pk"])).update(object_repr=GONE, change_message="")


def _forget_copies(link: dict) -> None:
    """Tell the rows that pointed at the purged one, where their model declares forget_purged(field, pks).

    So that a floor above can hold copies (what an import wrote) without this one knowing of them.
    """
    try:
        forget = getattr(apps.get_model(link["model"]), "forget_purged", None)
    except LookupError:
        return
    if forget:
        forget(link["field"], link["pks"])
