"""A whole import taken back: what it made is deleted, what it changed becomes what it was. Once, in one transaction.

Rows that staff (or a later import) edited since, and rows on which something hangs by now, stay as they are and are
listed. Whether a row was edited is asked of its history: its newest entry must be the import's own.

The deleted rows don't go into the bin (center.recycle_bin.deletions): thousands of single entries would help nobody, and the file
can be imported again. Their history tells who undid the import.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractUser
from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_noop

from catalog.importing.models import ImportBatch, ImportRow
from catalog.importing.stored import set_value, stored_value
from catalog.products.models import Category, Producer, Product
from center.people.models import Group, Membership, Person
from center.records.bulk import BATCH, update_rows
from center.records.changes import written
from center.sheets.rows import Outcome

EDITED = gettext_noop("แก้ไขหลังนำเข้า")
IN_USE = gettext_noop("มีข้อมูลอื่นใช้อยู่")


@dataclass
class Touched:
    """What an import did to the rows of one model, and why some of them must stay: reasons by id."""

    model: type[models.Model]
    made: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    stays: dict[int, str] = field(default_factory=dict)

    def keep(self, pks: Iterable[int], why: str) -> None:
        for pk in pks:
            self.stays.setdefault(pk, why)

    @property
    def to_delete(self) -> set[int]:
        return self.made - self.stays.keys()

    @property
    def to_restore(self) -> set[int]:
        return self.changed - self.stays.keys()


def undo(batch: ImportBatch, by: AbstractUser | None) -> dict[str, int]:
    """Undo a written import; returns how many rows were deleted, restored and left. Call inside a transaction.

    Raises LookupError where the import isn't one that can be undone (not written, undone before).
    """
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if batch.state not in (ImportBatch.State.WRITTEN, ImportBatch.State.UNDOING):
            raise LookupError(batch.state)
        undoing = _Undoing(batch, by)
        counts = undoing.people() if batch.kind == ImportBatch.Kind.PEOPLE else undoing.catalog()
        batch.state, batch.undone_by, batch.undone_at = ImportBatch.State.UNDONE, by, timezone.now()
        batch.undo_counts = counts
        batch.save()
    return counts


class _Undoing:
    def __init__(self, batch: ImportBatch, by: AbstractUser | None) -> None:
        self.batch, self.by = batch, by
        self.reason = f"ยกเลิกการนำเข้า ครั้งที่ {batch.pk}"
        self.rows = list(batch.rows.filter(outcome__in=[Outcome.NEW, Outcome.CHANGED, Outcome.DUPLICATE]))

    # --- Products and producers ---

    def catalog(self) -> dict[str, int]:
        products, producers = self._touched(Product), self._touched(Producer)
        self._check_values(products, "product")
        self._check_values(producers, "producer")
        products.keep(_in_use(Product, products.to_delete), IN_USE)
        # A producer with a product that stays, stays too.
        others = Product.objects.filter(producer__in=producers.to_delete).exclude(pk__in=products.to_delete)
        producers.keep(list(others.values_list("producer_id", flat=True)), IN_USE)
        producers.keep(_in_use(Producer, producers.to_delete, but={Product}), IN_USE)
        self._restore(products, "product")
        self._restore(producers, "producer")
        self._note(products, producers)
        deleted = self._delete(products) + self._delete(producers)
        written(Producer.objects.filter(pk__in=producers.to_restore), renamed=True)
        return self._counts(deleted, products, producers)

    def _check_values(self, touched: Touched, name: str) -> None:
        """Keep what isn't any more as the import left it. The history leaves personal fields out; here they count."""
        rows = touched.model._default_manager.select_related(*(["category"] if name == "product" else []))
        found = rows.in_bulk(list(touched.to_restore))
        for record in self.rows:
            row = found.get(getattr(record, f"{name}_id") or 0)
            before, after = (record.before or {}).get(name) or {}, (record.after or {}).get(name) or {}
            if row and any(stored_value(row, field) != after.get(field) for field in before if field != "source_key"):
                touched.keep([row.pk], EDITED)

    def _restore(self, touched: Touched, name: str) -> None:
        rows = touched.model._default_manager.in_bulk(list(touched.to_restore))
        categories = {category.code: category for category in Category.objects.all()}
        changes = []
        for record in self.rows:
            before = (record.before or {}).get(name)
            row = rows.pop(getattr(record, f"{name}_id") or 0, None) if before else None
            if row is None:
                continue
            for attribute, value in before.items():
                set_value(row, attribute, value, categories)
            changes.append((row, list(before)))
        update_rows(changes, by=self.by, reason=self.reason)

    # --- People ---

    def people(self) -> dict[str, int]:
        memberships, people, groups = (self._touched(model) for model in (Membership, Person, Group))
        self._delete(memberships)
        kept = Membership.objects.filter(person__in=people.to_delete).values_list("person_id", flat=True)
        people.keep(list(kept), IN_USE)
        people.keep(_in_use(Person, people.to_delete), IN_USE)
        groups.keep(_in_use(Group, groups.to_delete), IN_USE)
        self._empty_again(people)
        self._note(people)
        deleted = self._delete(people) + self._delete(groups)
        return self._counts(deleted, people, groups)

    def _empty_again(self, people: Touched) -> None:
        rows = Person.objects.in_bulk(list(people.to_restore))
        changes: dict[int, tuple[Person, list[str]]] = {}
        for record in self.rows:
            if (row := rows.get(record.person_id or 0)) and (filled := (record.after or {}).get("filled")):
                for attribute in filled:
                    setattr(row, attribute, None if attribute in ("moo", "tambon_id") else "")
                changes.setdefault(row.pk, (row, []))[1].extend(filled)
        update_rows(changes.values(), by=self.by, reason=self.reason)

    # --- Both ---

    def _touched(self, model: type[models.Model]) -> Touched:
        """What the import wrote of a model, by its history; locked, so that it stays as it is looked at."""
        history = model.history.model
        ours = history.objects.filter(history_change_reason=self.batch.history_reason()).order_by()
        mine = {pk: (number, kind) for pk, number, kind in ours.values_list("id", "history_id", "history_type")}
        locked = model._default_manager.select_for_update().order_by()
        present = set(locked.filter(pk__in=ours.values("id")).values_list("pk", flat=True))
        newest = dict(
            history.objects.filter(pk__isnull=False, id__in=ours.values("id"))
            .order_by()
            .values_list("id")
            .annotate(last=Max("history_id"))
        )
        touched = Touched(model)
        for pk, (number, kind) in mine.items():
            if pk in present:
                (touched.made if kind == "+" else touched.changed).add(pk)
                if newest[pk] != number:
                    touched.keep([pk], EDITED)
        return touched

    def _delete(self, touched: Touched) -> int:
        """Delete in bulk with history. Nothing hangs on these rows but the records of imports."""
        pks = sorted(touched.to_delete)
        model, history = touched.model, touched.model.history.model
        now = timezone.now()
        for start in range(0, len(pks), BATCH):
            some = pks[start : start + BATCH]
            rows = model._default_manager.filter(pk__in=some)
            history.objects.bulk_create(
                history(
                    history_date=now,
                    history_user=self.by,
                    history_change_reason=self.reason,
                    history_type="-",
                    **{column.attname: getattr(row, column.attname) for column in history.tracked_fields},
                )
                for row in rows
            )
            if hasattr(model, "import_rows"):
                name = model._meta.model_name
                if model is Producer:
                    ImportRow.objects.filter(producer__in=some).forget_producer()
                ImportRow.objects.filter(**{f"{name}__in": some}).update(**{name: None})
            rows._raw_delete(rows.db)
        return len(pks)

    def _note(self, *several: Touched) -> None:
        """Say in each row of the import whether it was undone, or why not."""
        noted: dict[str, list[int]] = defaultdict(list)
        for record in self.rows:
            reasons = [
                touched.stays[pk]
                for touched in several
                if (pk := getattr(record, f"{touched.model._meta.model_name}_id")) in touched.stays
            ]
            if reasons:
                noted[" ".join(dict.fromkeys(reasons))].append(record.pk)
        # Few notes for many rows: an update each instead of one that names every row.
        self.batch.rows.exclude(outcome=Outcome.REFUSED).update(undone=True)
        for note, pks in noted.items():
            self.batch.rows.filter(pk__in=pks).update(undone=False, undo_note=note)

    @staticmethod
    def _counts(deleted: int, *several: Touched) -> dict[str, int]:
        return {
            "deleted": deleted,
            "restored": sum(len(touched.to_restore) for touched in several),
            "left": sum(len(touched.stays) for touched in several),
        }


def _in_use(model: type[models.Model], pks: set[int], but: Iterable[type[models.Model]] = ()) -> list[int]:
    """Which of these rows another row points at, the records of imports aside."""
    used: dict[int, bool] = defaultdict(bool)
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.related_model in (ImportRow, *but):
            continue
        pointing = relation.related_model
        if hasattr(pointing, "instance_type") or relation.many_to_many:
            continue  # kept history; and the rows between stand in a table of their own
        name = relation.field.name
        found = pointing._base_manager.filter(**{f"{name}__in": sorted(pks)}).order_by()
        used.update(dict.fromkeys(found.values_list(f"{name}_id", flat=True), True))
    return [pk for pk in used if pk in pks]
