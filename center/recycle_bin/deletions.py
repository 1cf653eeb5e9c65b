"""Deletions that can be undone: a deleted object is kept for 30 days, with all rows of its cascade, in one Deletion."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, cast

from django.apps import apps
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, models, transaction
from django.db.models.deletion import Collector
from django.utils import timezone
from django.utils.translation import gettext as _

from center.access.models import User
from center.records.changes import written
from center.records.history import history_of
from center.recycle_bin.models import Deletion


class CannotBringBack(Exception):
    """The object can't be restored; the message gives the reason in one sentence, in the active language."""


class _FullCollector(Collector):
    """Collects every row of a cascade; with fast deletes Django would delete some rows without reading them."""

    def can_fast_delete(self, *args: Any, **kwargs: Any) -> bool:
        return False


def delete_with_return(objects: Iterable[models.Model], by: User | None) -> list[Deletion]:
    """Delete objects so that each can be restored for 30 days; their files stay in the storage until then.

    Creates one Deletion per object, all in one transaction. Objects that no longer exist are skipped. Raises
    ProtectedError or RestrictedError, deleting nothing, if another row requires one of them.
    """
    deletions = []
    with transaction.atomic():
        for obj in objects:
            locked = type(obj)._base_manager.select_for_update().filter(pk=obj.pk).first()
            if locked is not None:
                deletions.append(_delete(locked, by))
    return deletions


def _delete(obj: models.Model, by: User | None) -> Deletion:
    # Deleting the own account: the user can't be referred to afterwards.
    by = None if obj == by else by
    collector = _FullCollector(using=obj._state.db or DEFAULT_DB_ALIAS, origin=obj)
    collector.collect([obj])
    collector.sort()
    deletion = Deletion.objects.create(
        model=obj._meta.label_lower,
        key=str(obj.pk),
        label=str(obj)[:300],
        rows=list(_serialize_rows(collector)),
        links=list(_serialize_links(collector)),
        by=by,
    )
    for instances in collector.data.values():
        for instance in instances:
            instance._history_user = by  # type: ignore[attr-defined]  # read by simple_history
    collector.delete()
    written([obj])
    return deletion


def _serialize_rows(collector: Collector) -> Iterator[dict[str, Any]]:
    """The collected rows, those that others refer to first. Many-to-many links are rows of their through tables."""
    for model, instances in reversed(collector.data.items()):
        names = [field.name for field in model._meta.concrete_fields]
        in_order = sorted(instances, key=lambda instance: str(instance.pk))
        for row in serializers.serialize("python", in_order, fields=names):
            row["model"] = model._meta.label_lower
            for name, value in row["fields"].items():
                if isinstance(value, datetime):  # the JSON encoder would truncate microseconds
                    row["fields"][name] = value.isoformat()
            yield row


def _serialize_links(collector: Collector) -> Iterator[dict[str, Any]]:
    """The foreign keys of other rows that the deletion sets to NULL, by field and former value."""
    for (field, value), groups in collector.field_updates.items():
        if value is not None:
            continue
        pks_by_target: dict[Any, list[Any]] = {}
        # Each group is a queryset, or a list of instances that Django has read already.
        for group in cast("Iterable[Iterable[models.Model]]", groups):
            if isinstance(group, models.QuerySet):
                pairs = list(group.values_list("pk", field.attname))
            else:
                pairs = [(row.pk, getattr(row, field.attname)) for row in group]
            for pk, target in pairs:
                pks_by_target.setdefault(target, []).append(pk)
        for target, pks in pks_by_target.items():
            yield {"model": field.model._meta.label_lower, "field": field.name, "value": target, "pks": pks}


def bring_back(deletion: Deletion, by: User | None) -> models.Model:
    """Restore a deleted object with its former primary key and all rows of its cascade; deletes the Deletion.

    Returns the object. Raises CannotBringBack, writing nothing, after the 30 days or if there is a conflict.
    """
    try:
        with transaction.atomic():
            locked = Deletion.objects.select_for_update().restorable(timezone.now()).filter(pk=deletion.pk).first()
            if locked is None:
                raise CannotBringBack(_("“%s” ถูกเรียกคืนหรือลบถาวรไปแล้ว") % deletion.label)
            restored = _restore_rows(locked)
            _restore_links(locked)
            _write_history(restored, by)
            locked.delete()
    except IntegrityError as error:
        raise CannotBringBack(_("เรียกคืน “%s” ไม่ได้ เพราะข้อมูลที่เกี่ยวข้องเปลี่ยนไปแล้ว") % deletion.label) from error
    return next(row for row in restored if row._meta.label_lower == deletion.model and str(row.pk) == deletion.key)


def _restore_rows(deletion: Deletion) -> list[models.Model]:
    restored: list[models.Model] = []
    keys = {(row["model"], str(row["pk"])) for row in deletion.rows}
    try:
        for deserialized in serializers.deserialize("python", deletion.rows, ignorenonexistent=True):
            row = deserialized.object
            _check(row, keys, deletion)
            row.save_base(raw=True, force_insert=True)
            restored.append(row)
    except serializers.base.DeserializationError as error:
        raise CannotBringBack(_("เรียกคืน “%s” ไม่ได้ เพราะระบบไม่มีข้อมูลชนิดนี้แล้ว") % deletion.label) from error
    written(restored)  # names in their search columns may have changed meanwhile
    return restored


def _check(row: models.Model, restored_keys: set[tuple[str, str]], deletion: Deletion) -> None:
    """Raise CannotBringBack if a row can't be inserted; sets foreign keys to NULL where on_delete would have done so.

    restored_keys: (model, primary key) of all rows of this deletion.
    """
    kind = row._meta.verbose_name
    if type(row)._base_manager.filter(pk=row.pk).exists():
        raise CannotBringBack(_("มี%(kind)s “%(label)s” อยู่แล้ว") % {"kind": kind, "label": row})
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if not isinstance(field, models.ForeignKey) or value is None:
            continue
        if not field.db_constraint:  # type: ignore[attr-defined]  # missing in the stubs
            continue
        target = field.remote_field.model
        if (target._meta.label_lower, str(value)) in restored_keys:
            continue
        if target._base_manager.filter(**{field.target_field.attname: value}).exists():
            continue
        if field.remote_field.on_delete is models.SET_NULL:
            setattr(row, field.attname, None)
            continue
        words = {"label": deletion.label, "kind": target._meta.verbose_name}
        waiting = Deletion.objects.filter(model=target._meta.label_lower, key=str(value)).first()
        if waiting:
            words["first"] = waiting.label
            raise CannotBringBack(_("ต้องเรียกคืน%(kind)s “%(first)s” ก่อน จึงเรียกคืน “%(label)s” ได้") % words)
        raise CannotBringBack(_("เรียกคืน “%(label)s” ไม่ได้ เพราะ%(kind)sที่อ้างถึงไม่มีอยู่แล้ว") % words)
    try:
        row.clean()
        row.validate_unique()
        row.validate_constraints()
    except ValidationError as error:
        reason = " ".join(dict.fromkeys(error.messages))
        raise CannotBringBack(
            _("เรียกคืน “%(label)s” ไม่ได้: %(reason)s") % {"label": deletion.label, "reason": reason}
        ) from error


def _restore_links(deletion: Deletion) -> None:
    """Set the foreign keys that the deletion set to NULL, except those that have another value by now."""
    for link in deletion.links:
        try:
            model = apps.get_model(link["model"])
            field = model._meta.get_field(link["field"])
        except LookupError:
            continue
        pks = link["pks"]
        for start in range(0, len(pks), 500):
            rows = model._base_manager.filter(pk__in=pks[start : start + 500], **{f"{field.name}__isnull": True})
            if not field.unique or not model._base_manager.filter(**{field.attname: link["value"]}).exists():
                rows.update(**{field.attname: link["value"]})


def _write_history(restored: list[models.Model], by: User | None) -> None:
    """Create a history row for each restored row: save_base(raw=True) creates none."""
    for model in {type(row) for row in restored}:
        if history := history_of(model):
            history.bulk_history_create(  # type: ignore[attr-defined]  # a manager of simple_history
                [row for row in restored if type(row) is model],
                default_user=by,
                default_change_reason=_("เรียกคืนจากถังขยะ"),
            )
