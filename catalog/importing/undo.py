"""Undoing a whole import, once, in one transaction: created rows are deleted, changed rows get their former values.

Rows that were edited since (by staff or a later import), and rows that others refer to by now, are kept and listed. A row
was edited if the newest entry of its history isn't the import's.

The deleted rows don't go to the recycle bin (center.recycle_bin.deletions), which would get thousands of entries; the file
can be imported again. The history records who undid the import.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_noop
from simple_history.utils import get_history_model_for_model

from catalog.importing.identity import Value, Values
from catalog.importing.models import ImportBatch, ImportRow
from catalog.importing.stored import set_value, stored_value
from catalog.importing.writing import set_rating
from catalog.products.models import Category, Producer, Product, StarRating
from center.access.models import User
from center.people.models import Group, Membership, Person
from center.people.sheet_comparison import FILLED
from center.records.bulk import BATCH, delete_rows, pointed_at, update_rows
from center.records.changes import written
from center.sheets.rows import Outcome

EDITED = gettext_noop("แก้ไขหลังนำเข้า")
REPLACED = gettext_noop("ค่าเดิมของบุคคลไม่ได้เก็บไว้ จึงคงค่าจากไฟล์")
IN_USE = gettext_noop("มีข้อมูลอื่นใช้อยู่")


@dataclass
class Touched:
    """The rows of one model that an import created or changed. stays: reasons by id for those that are kept."""

    model: type[models.Model]
    made: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    stays: dict[int, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The field of ImportRow that refers to the model."""
        return self.model._meta.model_name or ""

    @property
    def to_delete(self) -> set[int]:
        return self.made - self.stays.keys()

    @property
    def to_restore(self) -> set[int]:
        return self.changed - self.stays.keys()

    def keep(self, pks: Iterable[int], why: str) -> None:
        for pk in pks:
            self.stays.setdefault(pk, why)

    def keep_used(self, *but: type[models.Model]) -> None:
        """Keep rows that other rows refer to, except import records and rows of the given models."""
        self.keep(pointed_at(self.model, self.to_delete, (ImportRow, *but)), IN_USE)


def undo(batch: ImportBatch, by: User | None) -> dict[str, int]:
    """Undo a written import; returns how many rows were deleted, restored and left, in one transaction.

    Raises LookupError if the import wasn't written or was undone before.
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
    def __init__(self, batch: ImportBatch, by: User | None) -> None:
        self.batch, self.by = batch, by
        self.reason = f"ยกเลิกการนำเข้า ครั้งที่ {batch.pk}"
        self.records = list(batch.rows.exclude(outcome=Outcome.REFUSED))

    def catalog(self) -> dict[str, int]:
        products, producers = self._touched(Product), self._touched(Producer)
        self._keep_edited(products)
        self._keep_edited(producers)
        products.keep_used()
        # A producer is kept if one of its products is.
        others = Product.objects.filter(producer__in=producers.to_delete).exclude(pk__in=products.to_delete)
        producers.keep(list(others.values_list("producer_id", flat=True)), IN_USE)
        producers.keep_used(Product)
        self._restore(products)
        self._restore(producers)
        self._note(products, producers)
        deleted = self._delete(products) + self._delete(producers)
        written(Producer.objects.filter(pk__in=producers.to_restore), renamed=True)
        return self._counts(deleted, products, producers)

    def people(self) -> dict[str, int]:
        memberships, people, groups = (self._touched(model) for model in (Membership, Person, Group))
        delete_rows(Membership, memberships.to_delete, by=self.by, reason=self.reason)
        people.keep_used()
        groups.keep_used()
        self._restore(people)
        self._note(people)
        replaced = self.batch.rows.filter(after__has_key="replaced")
        replaced.update(undone=False, undo_note=REPLACED)
        deleted = self._delete(people) + delete_rows(Group, groups.to_delete, by=self.by, reason=self.reason)
        return self._counts(deleted, people, groups)

    def _touched(self, model: type[models.Model]) -> Touched:
        """The rows of a model that the import wrote, by its history; locked until the end of the transaction."""
        history = get_history_model_for_model(model)
        ours = history.objects.filter(history_change_reason=self.batch.history_reason()).order_by()
        mine = {pk: (number, kind) for pk, number, kind in ours.values_list("id", "history_id", "history_type")}
        locked = model._default_manager.select_for_update().order_by()
        present = set(locked.filter(pk__in=ours.values("id")).values_list("pk", flat=True))
        entries = history.objects.filter(pk__isnull=False, id__in=ours.values("id")).order_by()
        newest = dict(entries.values_list("id").annotate(last=Max("history_id")))
        touched = Touched(model)
        for pk, (number, kind) in mine.items():
            if pk in present:
                (touched.made if kind == "+" else touched.changed).add(pk)
                if newest[pk] != number:
                    touched.keep([pk], EDITED)
        return touched

    def _keep_edited(self, touched: Touched) -> None:
        """Keep rows whose values differ from the import's: the history has no personal fields, so they are compared here."""
        follow = ["category"] if touched.model is Product else []
        rows = touched.model._default_manager.select_related(*follow).in_bulk(touched.to_restore)
        for record in self.records:
            row = rows.get(getattr(record, f"{touched.name}_id"))
            after = (record.after or {}).get(touched.name) or {}
            names = self._before(record, touched).keys() - {"source_key"}
            if row and any(stored_value(row, name) != after.get(name) for name in names):
                touched.keep([row.pk], EDITED)

    def _restore(self, touched: Touched) -> None:
        """Restore the former values of changed rows."""
        rows = touched.model._default_manager.in_bulk(touched.to_restore)
        categories = {category.code: category for category in Category.objects.all()}
        names: dict[int, list[str]] = defaultdict(list)
        for record in self.records:
            if row := rows.get(getattr(record, f"{touched.name}_id")):
                for name, value in self._before(record, touched).items():
                    if name == "rating" and isinstance(row, Product):
                        self._restore_rating(row, record, value)
                    names[row.pk] += set_value(row, name, value, categories)
        update_rows(((rows[pk], changed) for pk, changed in names.items()), by=self.by, reason=self.reason)

    def _restore_rating(self, product: Product, record: ImportRow, before: Value) -> None:
        """The former stars of a product: those of the year that the import wrote, or none."""
        written_year = str(((record.after or {}).get("product") or {}).get("rating") or "").partition("/")[2]
        if before:
            set_rating(product, str(before), by=self.by, reason=self.reason)
        if written_year and written_year != str(before or "").partition("/")[2]:
            StarRating.objects.filter(product=product, year=int(written_year)).delete()

    @staticmethod
    def _before(record: ImportRow, touched: Touched) -> Values:
        """The former values. Of people only empty fields were filled, so no values are stored."""
        if touched.model is Person:
            return {name: FILLED[name] for name in (record.after or {}).get("filled", ())}
        before: Values = (record.before or {}).get(touched.name) or {}
        return before

    def _delete(self, touched: Touched) -> int:
        """Delete the created rows, and clear references to them in the records of all imports."""
        pks = sorted(touched.to_delete)
        for start in range(0, len(pks), BATCH):
            records = ImportRow.objects.filter(**{f"{touched.name}__in": pks[start : start + BATCH]})
            if touched.model is Producer:
                records.clear_producer()
            records.update(**{touched.name: None})
        return delete_rows(touched.model, pks, by=self.by, reason=self.reason)

    def _note(self, *several: Touched) -> None:
        """Record in each row of the import whether it was undone, or why not."""
        noted: dict[str, list[int]] = defaultdict(list)
        for record in self.records:
            stays = (touched.stays.get(getattr(record, f"{touched.name}_id")) for touched in several)
            if reasons := [reason for reason in stays if reason]:
                noted[" ".join(dict.fromkeys(reasons))].append(record.pk)
        # One update per note, since many rows share few notes.
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
