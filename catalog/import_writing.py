"""A comparison written: one short transaction with its history, all of it or nothing."""

from collections import defaultdict
from collections.abc import Sequence

from django.contrib.auth.models import AbstractUser
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from catalog.imports import GUESSED_CATEGORY, Comparison, Outcome, RowChange, Target
from catalog.models import Category, ImportBatch, ImportRow, Producer, Product
from center.models import Tambon
from center.models.search import DERIVED

BATCH = 500
CHANGE_REASON = "นำเข้าจากไฟล์"


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
) -> ImportBatch:
    """Write what the comparison found, and record it; returns the record.

    New rows wait unpublished, or are published at once with `publish`; products with alcohol always wait. Rows that
    exist keep their state. Refused and duplicate rows are recorded unless the same file was imported before. Raises
    ImportClash, with nothing written, when another import or a person was faster.
    """
    published_at = timezone.now() if publish else None
    try:
        with transaction.atomic():
            batch = ImportBatch(
                file_name=file_name[-260:],
                sha256=sha256,
                started_by=started_by,
                all_districts=all_districts,
                published=publish,
                counts=comparison.counts(),
            )
            known_file = ImportBatch.objects.filter(sha256=sha256, all_districts=all_districts).exists()
            batch.save()
            producers = _write_producers(comparison, published_at, started_by)
            products = _write_products(comparison, producers, published_at, started_by)
            rows = [
                _row(batch, change, producers, products)
                for change in comparison.changes
                if change.outcome in (Outcome.NEW, Outcome.CHANGED) or (change.outcome and not known_file)
            ]
            ImportRow.objects.bulk_create(rows, batch_size=BATCH)
    except IntegrityError:
        raise ImportClash("มีการนำเข้าหรือแก้ไขข้อมูลเดียวกันพร้อมกัน จึงยังไม่ได้บันทึกอะไรเลย กรุณานำเข้าไฟล์นี้อีกครั้ง") from None
    return batch


def _write_producers(comparison: Comparison, published_at, user) -> dict[str, Producer]:
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
                published_at=published_at,
            )
    _create(list(new.values()), user)
    changed = _change(Producer, [target for target in targets.values() if target.is_changed], ("tambon",), user)
    if changed:
        # The products' search columns hold their producers' names and places.
        Product.objects.filter(producer__in=changed).reindex()
    unchanged = Producer.objects.select_related("tambon").in_bulk(
        [target.pk for target in targets.values() if target.pk and not target.is_changed]
    )
    existing = unchanged | {producer.pk: producer for producer in changed}
    return new | {target.key: existing[target.pk] for target in targets.values() if target.pk}


def _write_products(comparison: Comparison, producers: dict[str, Producer], published_at, user) -> dict[str, Product]:
    """Create and change products; returns those, by key."""
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
                published_at=None if change.row.alcohol else published_at,
                source_key=change.product.key,
            )
        elif change.product.is_changed:
            changed.append(change.product)
    _create(list(new.values()), user)
    existing = _change(Product, changed, ("producer__tambon", "category"), user, categories=categories)
    return new | {product.source_key: product for product in existing}


def _create(rows: list[models.Model], user) -> None:
    if rows:
        bulk_create_with_history(
            rows, type(rows[0]), batch_size=BATCH, default_user=user, default_change_reason=CHANGE_REASON
        )


def _change(
    model: type[models.Model],
    targets: Sequence[Target],
    follow: tuple[str, ...],
    user,
    categories: dict[str, Category] | None = None,
) -> list[models.Model]:
    """Write the changed fields, and only those, to rows read anew. Raises ImportClash if one isn't as it was compared."""
    rows = model.objects.select_related(*follow).select_for_update(of=("self",)).in_bulk([t.pk for t in targets])
    groups: dict[tuple[str, ...], list[models.Model]] = defaultdict(list)
    derived = [field for field in model._meta.concrete_fields if isinstance(field, DERIVED)]
    for target in targets:
        row = rows.get(target.pk)
        if row is None or any(_current(row, name) != value for name, value in target.before.items()):
            raise ImportClash(f"“{target.values['name_th']}” ถูกแก้ไขระหว่างเปรียบเทียบ จึงยังไม่ได้บันทึกอะไรเลย กรุณานำเข้าอีกครั้ง")
        for name, value in target.written.items():
            if name == "category":
                row.category = categories[value]
            else:
                setattr(row, name, value)
        names = [name.removesuffix("_id") for name in target.before]
        if target.adopted:
            row.source_key = target.key
            names.append("source_key")
        for field in derived:
            field.pre_save(row, add=False)
        groups[tuple(sorted(names))].append(row)
    for names, group in groups.items():
        fields = [*names, *(field.name for field in derived)]
        bulk_update_with_history(
            group, model, fields, batch_size=BATCH, default_user=user, default_change_reason=CHANGE_REASON
        )
    return [row for group in groups.values() for row in group]


def _current(row: models.Model, name: str) -> object:
    return row.category.code if name == "category" else getattr(row, name)


def _row(
    batch: ImportBatch, change: RowChange, producers: dict[str, Producer], products: dict[str, Product]
) -> ImportRow:
    record = ImportRow(batch=batch, number=change.number, outcome=change.outcome, reason=change.reason)
    if change.row:
        record.repairs = [*change.row.repairs, *change.row.to_check]
        record.producer = producers[change.producer.key]
    if change.product:
        product = products.get(change.product.key)
        record.product_id = product.pk if product else change.product.pk
        record.after = {"producer": change.producer.values, "product": change.product.values}
        if change.outcome == Outcome.CHANGED:
            record.before = {
                "producer": change.producer.before if change.producer_changes else {},
                "product": change.product.before,
            }
    return record
