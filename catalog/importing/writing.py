"""A comparison written: one short transaction with its history, all of it or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from catalog.importing.comparing import GUESSED_CATEGORY, Comparison, RowChange
from catalog.importing.models import ImportBatch, ImportRow
from catalog.importing.targets import Target
from catalog.products.models import Category, Producer, Product
from catalog.products.wording import alcohol_words, health_words
from center.places.models import Tambon
from center.records.bulk import BATCH, create_rows, update_rows
from center.records.changes import written
from center.records.messages import Sentence, kept, kept_text
from center.sheets.rows import Outcome


class ImportClash(Exception):
    """Nothing was written, because the database changed since the comparison. Its text is one Thai sentence."""


def write(
    comparison: Comparison,
    *,
    file_name: str,
    sha256: str,
    started_by: AbstractUser | None = None,
    all_districts: bool = False,
    publish: bool = False,
    batch: ImportBatch | None = None,
) -> ImportBatch:
    """Write what the comparison found, and record it; returns the record.

    New rows wait unpublished, or are published at once with `publish`; products with alcohol always wait. Rows that
    exist keep their state. Refused and duplicate rows are recorded unless the same file was imported before. batch is
    the record where there is one already. Raises ImportClash, with nothing written, when another import or a person was
    faster.
    """
    published_at = timezone.now() if publish else None
    try:
        with transaction.atomic():
            written = ImportBatch.objects.filter(state=ImportBatch.State.WRITTEN)
            known_file = written.filter(sha256=sha256, all_districts=all_districts).exists()
            if batch is None:
                batch = ImportBatch(
                    file_name=file_name[-260:],
                    sha256=sha256,
                    started_by=started_by,
                    all_districts=all_districts,
                    published=publish,
                )
            batch.state = ImportBatch.State.WRITTEN
            batch.counts, batch.confirmed_by, batch.written_at = comparison.counts(), started_by, timezone.now()
            batch.save()
            writer = _Writer(started_by, batch.history_reason(), published_at)
            producers = writer.producers(comparison)
            products = writer.products(comparison, producers)
            rows = [
                _row(batch, change, producers, products)
                for change in comparison.changes
                if change.outcome in (Outcome.NEW, Outcome.CHANGED)
                or change.producer_changes
                or (change.outcome and not known_file)
            ]
            ImportRow.objects.bulk_create(rows, batch_size=BATCH)
    except IntegrityError:
        raise ImportClash(
            gettext_noop("มีการนำเข้าหรือแก้ไขข้อมูลเดียวกันพร้อมกัน จึงยังไม่ได้บันทึกอะไรเลย กรุณานำเข้าไฟล์นี้อีกครั้ง")
        ) from None
    return batch


@dataclass(frozen=True)
class _Writer:
    """Who writes, what the history calls it, and since when new rows are public (None: not yet)."""

    user: AbstractUser | None
    reason: str
    published_at: datetime | None

    def producers(self, comparison: Comparison) -> dict[str, Producer]:
        """Create and change producers; returns all those the sheet speaks of, by key."""
        targets = {change.producer.key: change.producer for change in comparison.changes if change.producer}
        tambons = Tambon.objects.in_bulk()
        new = {}
        for target in targets.values():
            if target.is_new:
                values = {name: value for name, value in target.values.items() if name != "tambon_id"}
                new[target.key] = Producer(
                    **values,
                    tambon=tambons.get(target.values["tambon_id"]),
                    source_key=target.key,
                    published_at=self.published_at,
                )
        create_rows(list(new.values()), by=self.user, reason=self.reason)
        changed = self.change(Producer, [target for target in targets.values() if target.is_changed], ("tambon",))
        if changed:
            written(changed, renamed=True)
        unchanged = Producer.objects.select_related("tambon").in_bulk(
            [target.pk for target in targets.values() if target.pk and not target.is_changed]
        )
        existing = unchanged | {producer.pk: producer for producer in changed}
        return new | {target.key: existing[target.pk] for target in targets.values() if target.pk}

    def products(self, comparison: Comparison, producers: dict[str, Producer]) -> dict[int | str, Product]:
        """Create and change products; returns the new ones by key, the changed ones by id."""
        categories = {category.code: category for category in Category.objects.all()}
        new, changed = {}, []
        for change in comparison.changes:
            if not change.outcome or not change.product:
                continue
            if change.product.is_new:
                # The objects themselves are set, so that the search column is computed without a query.
                new[change.product.key] = Product(
                    name_th=change.product.values["name_th"],
                    producer=producers[change.producer.key],
                    category=categories[change.product.values["category"] or GUESSED_CATEGORY],
                    category_confirmed=False,
                    alcohol=change.row.alcohol,
                    health_claim=change.row.health,
                    published_at=None if change.row.alcohol else self.published_at,
                    source_key=change.product.key,
                )
            elif change.product.is_changed:
                changed.append(change.product)
        create_rows(list(new.values()), by=self.user, reason=self.reason)
        existing = self.change(Product, changed, ("producer__tambon", "category"), categories)
        return new | {product.pk: product for product in existing}

    def change(
        self,
        model: type[models.Model],
        targets: Sequence[Target],
        follow: tuple[str, ...],
        categories: dict[str, Category] | None = None,
    ) -> list[models.Model]:
        """Write the changed fields, and only those, to rows read anew. Raises ImportClash if one isn't as compared."""
        rows = model.objects.select_related(*follow).select_for_update(of=("self",)).in_bulk([t.pk for t in targets])
        changes: list[tuple[models.Model, list[str]]] = []
        for target in targets:
            row = rows.get(target.pk)
            if row is None or any(_current(row, name) != value for name, value in target.before.items()):
                clash = gettext_noop("“%(name)s” ถูกแก้ไขระหว่างเปรียบเทียบ จึงยังไม่ได้บันทึกอะไรเลย กรุณานำเข้าอีกครั้ง")
                raise ImportClash(Sentence(clash, name=target.values["name_th"]))
            for name, value in target.written.items():
                if name == "category":
                    row.category = categories[value]
                else:
                    setattr(row, name, value)
            names = list(target.before)
            if "name_th" in target.before and isinstance(row, Product):
                names += _mark_words(row)
            if target.adopted:
                row.source_key = target.key
                names.append("source_key")
            changes.append((row, names))
        update_rows(changes, by=self.user, reason=self.reason)
        return [row for row, __ in changes]


def _mark_words(product: Product) -> list[str]:
    """Mark a product whose new name speaks of health or alcohol, which hides it until staff decide; the fields set."""
    marked = []
    if health_words([product.name_th]):
        product.health_claim = True
        marked.append("health_claim")
    if alcohol_words([product.name_th]) and not product.alcohol:
        product.alcohol, product.alcohol_approved, product.published_at = True, False, None
        marked += ["alcohol", "alcohol_approved", "published_at"]
    return marked


def _current(row: models.Model, name: str) -> object:
    return row.category.code if name == "category" else getattr(row, name)


def _row(
    batch: ImportBatch, change: RowChange, producers: Mapping[str, Producer], products: Mapping[int | str, Product]
) -> ImportRow:
    record = ImportRow(batch=batch, number=change.number, outcome=change.outcome or "", reason=kept_text(change.reason))
    if change.row:
        record.repairs = [kept(one) for one in (*change.row.repairs, *change.row.to_check)]
        record.producer = producers[change.producer.key]
    if change.product:
        product = products.get(change.product.pk or change.product.key)
        record.product_id = product.pk if product else change.product.pk
    if change.product or change.producer_changes or (change.producer and change.outcome == Outcome.NEW):
        record.after = {"producer": change.producer.values}
        if change.product:
            record.after["product"] = change.product.values
        if change.outcome == Outcome.CHANGED or change.producer_changes:
            record.before = {
                "producer": _replaced(change.producer) if change.producer_changes else {},
                "product": _replaced(change.product) if change.product else {},
            }
    return record


def _replaced(target: Target) -> dict:
    """The values an import wrote over, the missing key of an adopted row among them."""
    return target.before | ({"source_key": None} if target.adopted else {})
