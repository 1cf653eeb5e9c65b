"""Deleting what can come back: for 30 days a deleted object waits, with all that went with it, in one Deletion."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models.deletion import Collector
from django.utils import timezone
from django.utils.translation import gettext as _

from center.records.changes import written
from center.records.history import history_of
from center.recycle_bin.models import Deletion


class CannotBringBack(Exception):
    """Something is in the way; the message is one sentence that names it, in the reader's language."""


class _WholeTree(Collector):
    """Collects every row that goes with an object; Django's own leaves some to a bare DELETE that nobody could undo."""

    def can_fast_delete(self, *args: Any, **kwargs: Any) -> bool:
        return False


def delete_with_return(objects: Iterable[models.Model], by: models.Model | None) -> list[Deletion]:
    """Delete objects so that each can be brought back for 30 days; files stay in their storage meanwhile.

    One Deletion per object, in the transaction of the deletes. Objects that are gone already are passed over. Raises
    ProtectedError or RestrictedError, deleting nothing, where another row needs one of them.
    """
    deletions = []
    with transaction.atomic():
        for listed in objects:
            present = type(listed)._base_manager.select_for_update().filter(pk=listed.pk).first()
            if present is not None:
                deletions.append(_delete_one(present, by))
    return deletions


def _delete_one(obj: models.Model, by: models.Model | None) -> Deletion:
    tree = _WholeTree(using=obj._state.db, origin=obj)
    tree.collect([obj])
    tree.sort()
    deletion = Deletion.objects.create(
        model=obj._meta.label_lower,
        key=str(obj.pk),
        label=str(obj)[:300],
        rows=list(_as_rows(tree)),
        links=list(_as_links(tree)),
        # A user who deletes the own account is gone before this row is written.
        by=None if obj == by else by,
    )
    for instances in tree.data.values():
        for instance in instances:
            instance._history_user = None if obj == by else by
    tree.delete()
    written([obj])
    return deletion


def _as_rows(tree: Collector) -> Iterator[dict]:
    """The tree's rows as plain data, those others depend on first. Many-to-many links are rows of their own here."""
    for model, instances in reversed(tree.data.items()):
        own = [field.name for field in model._meta.concrete_fields]
        for row in serializers.serialize("python", sorted(instances, key=lambda one: str(one.pk)), fields=own):
            row["model"] = model._meta.label_lower
            for name, value in row["fields"].items():
                if isinstance(value, datetime):  # the JSON encoder would cut microseconds
                    row["fields"][name] = value.isoformat()
            yield row


def _as_links(tree: Collector) -> Iterator[dict]:
    """Which rows outside of the tree pointed at it and are set to NULL, by field and former value."""
    for (field, value), groups in tree.field_updates.items():
        if value is not None:
            continue
        pointing: dict[Any, list] = {}
        for group in groups:
            rows = group.values_list("pk", field.attname) if isinstance(group, models.QuerySet) else None
            for pk, target in rows if rows is not None else [(one.pk, getattr(one, field.attname)) for one in group]:
                pointing.setdefault(target, []).append(pk)
        for target, pks in pointing.items():
            yield {"model": field.model._meta.label_lower, "field": field.name, "value": target, "pks": pks}


def bring_back(deletion: Deletion, by: models.Model | None) -> models.Model:
    """Restore a deleted object under its old id with all that went with it; returns it. The Deletion is gone then.

    Raises CannotBringBack, writing nothing, when the 30 days are over or something is in the way.
    """
    try:
        with transaction.atomic():
            locked = Deletion.objects.select_for_update().returnable(timezone.now()).filter(pk=deletion.pk).first()
            if locked is None:
                raise CannotBringBack(_("“%s” ถูกเรียกคืนหรือลบถาวรไปแล้ว") % deletion.label)
            restored = _restore_rows(locked)
            _restore_links(locked)
            _record(restored, by)
            locked.delete()
    except IntegrityError as error:
        raise CannotBringBack(_("เรียกคืน “%s” ไม่ได้ เพราะข้อมูลที่เกี่ยวข้องเปลี่ยนไปแล้ว") % deletion.label) from error
    return next(one for one in restored if one._meta.label_lower == deletion.model and str(one.pk) == deletion.key)


def _restore_rows(deletion: Deletion) -> list[models.Model]:
    restored: list[models.Model] = []
    coming = {(row["model"], str(row["pk"])) for row in deletion.rows}
    try:
        for read in serializers.deserialize("python", deletion.rows, ignorenonexistent=True):
            one = read.object
            _check_place(one, coming, deletion)
            one.save_base(raw=True, force_insert=True)
            restored.append(one)
    except serializers.base.DeserializationError as error:
        raise CannotBringBack(_("เรียกคืน “%s” ไม่ได้ เพราะระบบไม่มีข้อมูลชนิดนี้แล้ว") % deletion.label) from error
    written(restored)  # a name they are found by may have changed while they were away
    return restored


def _check_place(one: models.Model, coming: set[tuple[str, str]], deletion: Deletion) -> None:
    """Whether a row may return to its place; drops pointers that would have been set to NULL meanwhile."""
    kind = one._meta.verbose_name
    if type(one)._base_manager.filter(pk=one.pk).exists():
        raise CannotBringBack(_("มี%(kind)s “%(label)s” อยู่แล้ว") % {"kind": kind, "label": one})
    for field in one._meta.concrete_fields:
        value = getattr(one, field.attname)
        if not isinstance(field, models.ForeignKey) or value is None or not field.db_constraint:
            continue
        target = field.remote_field.model
        if (target._meta.label_lower, str(value)) in coming:
            continue
        if target._base_manager.filter(**{field.target_field.attname: value}).exists():
            continue
        if field.remote_field.on_delete is models.SET_NULL:
            setattr(one, field.attname, None)
            continue
        words = {"label": deletion.label, "kind": target._meta.verbose_name}
        waiting = Deletion.objects.filter(model=target._meta.label_lower, key=str(value)).first()
        if waiting:
            words["first"] = waiting.label
            raise CannotBringBack(_("ต้องเรียกคืน%(kind)s “%(first)s” ก่อน จึงเรียกคืน “%(label)s” ได้") % words)
        raise CannotBringBack(_("เรียกคืน “%(label)s” ไม่ได้ เพราะ%(kind)sที่อ้างถึงไม่มีอยู่แล้ว") % words)
    try:
        one.clean()
        one.validate_unique()
        one.validate_constraints()
    except ValidationError as error:
        reason = " ".join(dict.fromkeys(error.messages))
        raise CannotBringBack(
            _("เรียกคืน “%(label)s” ไม่ได้: %(reason)s") % {"label": deletion.label, "reason": reason}
        ) from error


def _restore_links(deletion: Deletion) -> None:
    """Point at the object again from where it was let go, unless something else stands there by now."""
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


def _record(restored: list[models.Model], by: models.Model | None) -> None:
    """Write into the history of each row that it came back. Restoring as such writes none."""
    for model in {type(one) for one in restored}:
        if history := history_of(model):
            history.bulk_history_create(
                [one for one in restored if type(one) is model],
                default_user=by,
                default_change_reason=_("เรียกคืนจากถังขยะ"),
            )
