"""Merging two records of one person: whatever pointed at the duplicate points at the record that stays. Undoable.

Staff decide, never a rule, and never without asking the person: families share phones, and names repeat.
"""

from typing import Any

from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from center.access.models import User
from center.people.models import Person, PersonMerge
from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from center.records.changes import written

# Empty fields of the record that stays are filled with the duplicate's; a moo only with its tambon.
FILLED = ("title", "surname", "nickname", "phone", "line_id", "email", "gender")
VILLAGE = ("tambon", "moo")
MOST_PROPOSED = 10


def proposed(person: Person) -> list[Person]:
    """Records that may be of the same person: those of the same name or phone, each without a merge. Two queries."""
    others = Person.objects.one_record_each().exclude(pk=person.pk).select_related("tambon")
    alike = list(others.containing(person.full_name())[:MOST_PROPOSED])
    if person.phone:
        alike += others.filter(phone=person.phone)[:MOST_PROPOSED]
    return list({other.pk: other for other in alike}.values())


def merge(duplicate: Person, *, into: Person, by: User) -> PersonMerge:
    """Point every row of the duplicate at `into`, whose empty fields take over the duplicate's. Calls written().

    Where both have a row of which a person may have only one, the kind says what happens to the duplicate's (see
    RowsOfPerson). Raises ValidationError, writing nothing, if it refuses, or if either record is merged or erased.
    """
    with transaction.atomic():
        duplicate, kept = _locked(duplicate, into)
        merging = PersonMerge(duplicate=duplicate, kept=kept, by=by)
        for kind in ROWS_OF_PERSON:
            _move(kind, merging)
        merging.filled = _fill(kept, duplicate)
        merging.save()
        duplicate.merged_into = kept
        _save(duplicate, kept, by=by)
    return merging


def undo(merging: PersonMerge, *, by: User) -> None:
    """Point back what the merge moved, restore what it dropped, and empty what it filled. Calls written().

    Rows that were pointed elsewhere since, and rows that came since, stay where they are. Raises ValidationError where
    the rows don't fit any more; nothing is written then.
    """
    with transaction.atomic():
        # People first, as merge() locks them.
        people = Person.objects.select_for_update(no_key=True).order_by("pk")
        found = {person.pk: person for person in people.filter(pk__in=[merging.duplicate_id, merging.kept_id])}
        locked = PersonMerge.objects.filter(pk=merging.pk, kept=merging.kept_id).first()
        if locked is None:
            raise ValidationError(_("การรวมนี้ยกเลิกหรือเปลี่ยนไปก่อนแล้ว"))
        duplicate, kept = found[locked.duplicate_id], found[locked.kept_id]
        if duplicate.erased_at or kept.erased_at:
            raise ValidationError(_("ลบข้อมูลของบุคคลนี้ไปแล้ว จึงแยกกลับไม่ได้"))
        locked.delete()
        try:
            with transaction.atomic():
                for kind in ROWS_OF_PERSON:
                    moved = kind.of(kept).filter(pk__in=locked.moved.get(kind.key, []))
                    moved.update(**{kind.field: duplicate})
                for deserialized in serializers.deserialize("python", locked.dropped):
                    row = deserialized.object
                    row._history_user = by  # type: ignore[attr-defined]
                    row.save(force_insert=True)
        except IntegrityError as error:
            raise ValidationError(_("แยกกลับไม่ได้ เพราะข้อมูลที่เกี่ยวข้องเปลี่ยนไปแล้ว")) from error
        for name in locked.filled:
            if getattr(kept, name) == getattr(duplicate, name):
                setattr(kept, name, None if name in VILLAGE else "")
        duplicate.merged_into = None
        _save(duplicate, kept, by=by)


def _locked(duplicate: Person, into: Person) -> tuple[Person, Person]:
    """Both records as they are now, locked by ascending key. Raises ValidationError if they can't be merged."""
    if duplicate.pk == into.pk:
        raise ValidationError({"duplicate": _("รวมบุคคลเข้ากับตัวเองไม่ได้")})
    people = Person.objects.select_for_update(no_key=True).order_by("pk").filter(pk__in=[duplicate.pk, into.pk])
    found = {person.pk: person for person in people}
    for person in found.values():
        if person.merged_into_id is not None:
            raise ValidationError({"duplicate": _("“%s” รวมกับรายการอื่นไปแล้ว") % person})
        if person.erased_at is not None:
            raise ValidationError({"duplicate": _("“%s” ลบข้อมูลไปแล้ว จึงรวมไม่ได้") % person})
    if len(found) < 2:
        raise ValidationError({"duplicate": _("ไม่พบบุคคลนี้แล้ว")})
    return found[duplicate.pk], found[into.pk]


def _move(kind: RowsOfPerson, merging: PersonMerge) -> None:
    """Point the rows of one kind at the kept record, and note them in the merge."""
    for row in kind.of(merging.duplicate).order_by("pk"):
        same_row = kind.model._base_manager.filter(pk=row.pk)
        try:
            with transaction.atomic():
                same_row.update(**{kind.field: merging.kept})
        except IntegrityError as error:
            if kind.dropped:
                merging.dropped += _serialized(row)
                row._history_user = merging.by
                row.delete()
            elif not kind.merges:
                words = {"kind": kind.label, "name": merging.kept}
                raise ValidationError(
                    {"duplicate": _("ทั้งสองรายการมี “%(kind)s” ที่มีได้รายการเดียว แก้ที่รายการนั้นก่อน หรือรวมกลับทาง") % words}
                ) from error
        else:
            merging.moved.setdefault(kind.key, []).append(row.pk)


def _serialized(row: models.Model) -> list[dict[str, Any]]:
    return list(serializers.serialize("python", [row]))


def _fill(kept: Person, duplicate: Person) -> list[str]:
    """Fill the empty fields of the record that stays; returns their names."""
    wanted = [*FILLED, *(VILLAGE if kept.tambon_id is None else ())]
    filled = [name for name in wanted if not getattr(kept, name) and getattr(duplicate, name)]
    for name in filled:
        setattr(kept, name, getattr(duplicate, name))
    return filled


def _save(*people: Person, by: User) -> None:
    for person in people:
        person._history_user = by  # type: ignore[attr-defined]
        person.save()
    written(people, renamed=True)
