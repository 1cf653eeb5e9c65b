"""Erasing one person on request (PDPA section 33): what names them leaves, what statistics count stays without a name.

The person's row stays, nameless, since committees, memberships and rosters point at it. Rows that hold more of a person
than this reference are anonymized by the functions in ROWS_OF_PERSON, which the nightly retention calls too.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from center.access.models import User
from center.mail import messages
from center.mail.models import Message
from center.people import erased_keys
from center.people.models import Person
from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from center.records.changes import written
from center.recycle_bin.models import Deletion
from center.recycle_bin.retention import purge_now

# Stands where a name stood; Thai in every language, like names.
NAMELESS = "ลบข้อมูลตามคำขอแล้ว"
EMPTIED = ("title", "surname", "nickname", "phone", "line_id", "email", "gender")
KEY = "form_key"
"""The field that names a row in every backup, in models that came from forms."""


def records_of(person: Person) -> list[Person]:
    """The person's record and those that were merged into it."""
    return [person, *Person.objects.filter(merged_into=person)]


def pending(person: Person) -> list[tuple[Any, list[models.Model]]]:
    """What isn't over, kind by kind: label and rows. Whoever still is an adviser or has an appointment isn't erased."""
    records = records_of(person)
    found = [(kind.label, [row for record in records for row in kind.pending_of(record)]) for kind in ROWS_OF_PERSON]
    return [(label, rows) for label, rows in found if rows]


def erase(person: Person, *, by: User | None = None) -> None:
    """Empty whatever tells who somebody is, everywhere: in rows, histories, messages, files, and in the recycle bin.

    Irreversible. The keys are added to the list outside of the database before the transaction ends, so that an
    interrupted erasure is finished by erase_again(). Calls written(). Raises ValidationError, changing nothing, if the
    record is merged into another one or something isn't over, OSError if the list can't be written.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        if person.merged_into_id is not None:
            raise ValidationError(_("รายการนี้รวมกับ “%s” แล้ว ให้ลบที่รายการนั้น") % person.merged_into)
        if left := pending(person):
            kinds = ", ".join(f"{label} {len(rows)}" for label, rows in left)
            raise ValidationError(_("ยังมีเรื่องที่ไม่จบ ทำให้จบก่อน: %s") % kinds)
        records = records_of(person)
        keys = _keys_of(records)
        _erase(records, by)
        erased_keys.append(keys, at=timezone.now())


def erase_again(*lists: Path) -> dict[str, int]:
    """Erase what the lists of erased keys name and the database still holds, as after restoring an older backup.

    Returns how many rows of each model. Idempotent; the worker does it every night.
    """
    counts = {}
    for label, keys in erased_keys.read(*(lists or (erased_keys.path(),))).items():
        with transaction.atomic():
            counts[label] = _erase_listed(label, keys)
    return {label: count for label, count in counts.items() if count}


def _erase_listed(label: str, keys: set[str]) -> int:
    if label == Person._meta.label_lower:
        people = list(Person.objects.select_for_update(no_key=True).filter(key__in=keys, erased_at=None))
        if people:
            _erase(people, None)
        return len(people)
    kinds = [kind for kind in _kinds() if kind.model._meta.label_lower == label]
    rows = [kind.model._base_manager.filter(**{f"{KEY}__in": keys}) for kind in kinds]
    # Rows whose links have ended were anonymized already.
    held = sum(1 for of_kind in rows for row in of_kind if _names_somebody(row))
    for kind, of_kind in zip(kinds, rows, strict=True):
        _forget(kind, of_kind)
    return held


def _names_somebody(row: models.Model) -> bool:
    return any(getattr(row, name, "") for name in ("name", "phone"))


def _kinds() -> list[RowsOfPerson]:
    """The kinds of rows that are anonymized; merged records of the person are erased themselves."""
    return [kind for kind in ROWS_OF_PERSON if kind.holds_more and kind.model is not Person]


def _keys_of(records: Iterable[Person]) -> dict[str, list[str]]:
    """The keys of the records and of the rows that will be anonymized."""
    keys = {Person._meta.label_lower: [str(record.key) for record in records]}
    for kind in _kinds():
        if any(field.name == KEY for field in kind.model._meta.concrete_fields):
            found = [key for record in records for key in kind.of(record).values_list(KEY, flat=True) if key]
            if found:
                keys[kind.model._meta.label_lower] = found
    return keys


def _erase(records: list[Person], by: User | None) -> None:
    for record in records:
        _purge_deletions(record)
        for kind in _kinds():
            _forget(kind, kind.of(record))
        _empty(record, by)
    written(records, renamed=True)


def _forget(kind: RowsOfPerson, rows: "models.QuerySet[Any]") -> None:
    """Anonymize rows, and the messages about them."""
    pks = list(rows.values_list("pk", flat=True))
    if not pks:
        return
    about = Message.objects.filter(content_type=ContentType.objects.get_for_model(kind.model), object_id__in=pks)
    messages.drop(about)
    messages.anonymize(about)
    kind.anonymize(kind.model._base_manager.filter(pk__in=pks))


def _empty(person: Person, by: User | None) -> None:
    """Take name, contacts and village; the tambon stays for the statistics."""
    for name in EMPTIED:
        setattr(person, name, "")
    person.first_name, person.moo, person.erased_at = NAMELESS, None, timezone.now()
    person._history_user = by  # type: ignore[attr-defined]
    person.save()
    Person.history.filter(id=person.pk).update(moo=None)


def _purge_deletions(person: Person) -> None:
    """Purge what lies in the recycle bin of this person: the record itself, and rows that hold more than the reference."""
    fields = {kind.model._meta.label_lower: kind.field for kind in _kinds()}
    for deletion in Deletion.objects.order_by("-pk"):
        if any(_is_of(person, row, fields) for row in deletion.rows):
            purge_now(deletion)


def _is_of(person: Person, row: dict[str, Any], fields: dict[str, str]) -> bool:
    if row["model"] == Person._meta.label_lower and row["pk"] == person.pk:
        return True
    return row["model"] in fields and row["fields"].get(fields[row["model"]]) == person.pk
