"""Writes a comparison with its history, in one short transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_noop

from catalog.importing.comparison import CatalogChange, Comparison, Target
from catalog.importing.identity import Value
from catalog.importing.models import ImportBatch, ImportRow
from catalog.importing.stored import GUESSED_CATEGORY, set_value, stored_value
from catalog.products.models import Category, Producer, Product, StarRating
from catalog.products.wording import alcohol_words, health_words
from center.access.models import User
from center.places.models import Tambon
from center.records.bulk import BATCH, create_rows, update_rows
from center.records.changes import written
from center.records.messages import Sentence, serialize, serialize_text
from center.sheets.rows import Outcome, RefusedRow

SAME_TIME = gettext_noop("มีการนำเข้าหรือแก้ไขข้อมูลเดียวกันพร้อมกัน จึงยังไม่ได้บันทึกอะไรเลย กรุณานำเข้าไฟล์นี้อีกครั้ง")
EDITED_MEANWHILE = gettext_noop("“%(name)s” ถูกแก้ไขระหว่างเปรียบเทียบ จึงยังไม่ได้บันทึกอะไรเลย กรุณานำเข้าอีกครั้ง")
# The texts of a product that are searched for words of health and alcohol.
CHECKED = {"name_th", "name_en", "story_th", "story_en", "materials_th", "materials_en", "pack_th", "pack_en", "brand"}
RowT = TypeVar("RowT", Producer, Product)


class ImportClash(Exception):
    """Nothing was written, since the database changed after the comparison. str() is one Thai sentence."""


def write(comparison: Comparison, batch: ImportBatch, *, by: User | None) -> None:
    """Write the changes of a comparison, and record them in the batch and its rows.

    New rows are unpublished, or published if the batch says so; products with alcohol never are. Existing rows keep
    their publication state. Refused and duplicate rows are recorded unless the same file was imported before. Raises
    ImportClash, with nothing written, if another import or a person changed the same rows meanwhile.
    """
    try:
        with transaction.atomic():
            earlier = ImportBatch.objects.filter(state=ImportBatch.State.WRITTEN, sha256=batch.sha256)
            is_known_file = earlier.filter(all_districts=batch.all_districts).exists()
            batch.mark_written(comparison.counts(), by=by)
            writer = _Writer(by, batch.history_reason(), batch.written_at if batch.published else None)
            producers = writer.producers(dict.fromkeys(change.producer for change in comparison.changes))
            products = writer.products(comparison.changes, producers)
            records = [
                _record(batch, row, producers, products)
                for row in comparison.rows
                if row.outcome in (Outcome.NEW, Outcome.CHANGED)
                or (isinstance(row, CatalogChange) and row.producer_changes)
                or (row.outcome and not is_known_file)
            ]
            ImportRow.objects.bulk_create(records, batch_size=BATCH)
    except IntegrityError:
        raise ImportClash(SAME_TIME) from None


@dataclass(frozen=True)
class _Writer:
    """The user, the change reason of the history, and when new rows are published (None: unpublished)."""

    by: User | None
    reason: str
    published_at: datetime | None

    def producers(self, targets: Iterable[Target]) -> dict[Target, Producer]:
        """Create and change producers; returns the rows of all targets."""
        targets = list(targets)
        tambons = Tambon.objects.in_bulk()
        new = {
            target: Producer(
                **{name: value for name, value in target.values.items() if name != "tambon_id"},
                tambon=tambons.get(str(target.values["tambon_id"])),
                source_key=target.source_key,
                published_at=self.published_at,
            )
            for target in targets
            if target.is_new
        }
        create_rows(list(new.values()), by=self.by, reason=self.reason)
        changing = [target for target in targets if target.outcome == Outcome.CHANGED]
        changed = self.change(changing, Producer.objects.select_related("tambon"), {})
        written(changed.values(), renamed=True)
        unchanged = [target for target in targets if not target.outcome]
        rows = Producer.objects.select_related("tambon").in_bulk([target.pk for target in unchanged])
        return new | changed | {target: rows[target.pk] for target in unchanged}

    def products(self, changes: Iterable[CatalogChange], producers: Mapping[Target, Producer]) -> dict[Target, Product]:
        """Create and change products; returns the rows that were written."""
        categories = {category.code: category for category in Category.objects.all()}
        new: dict[Target, Product] = {}
        changing: list[Target] = []
        for change in changes:
            if change.product and change.product.is_new:
                values = change.product.values
                # Objects instead of ids, so that search_text is computed without queries.
                new[change.product] = product = Product(
                    name_th=str(values["name_th"]),
                    producer=producers[change.producer],
                    category=categories[str(values["category"] or GUESSED_CATEGORY)],
                    published_at=self.published_at,
                    source_key=change.product.source_key,
                )
                for name in values.keys() - {"name_th", "category"}:
                    set_value(product, name, values[name], categories)
                _mark_words(product)
            elif change.product and change.product.outcome:
                changing.append(change.product)
        create_rows(list(new.values()), by=self.by, reason=self.reason)
        self.rate((target, product) for target, product in new.items() if target.values.get("rating"))
        changed = self.change(changing, Product.objects.select_related("producer__tambon", "category"), categories)
        self.rate((target, product) for target, product in changed.items() if "rating" in target.before)
        return new | changed

    def rate(self, rated: Iterable[tuple[Target, Product]]) -> None:
        """Write the stars of products of which the sheet tells others."""
        for target, product in rated:
            set_rating(product, str(target.values["rating"]), by=self.by, reason=self.reason)

    def change(
        self, targets: Sequence[Target], queryset: models.QuerySet[RowT], categories: Mapping[str, Category]
    ) -> dict[Target, RowT]:
        """Lock the rows and write only the changed fields. Raises ImportClash if a row changed since the comparison."""
        rows = queryset.select_for_update(of=("self",)).in_bulk([target.pk for target in targets])
        changed: dict[Target, RowT] = {}
        fields: list[list[str]] = []
        for target in targets:
            row = rows.get(target.pk)
            if row is None or any(stored_value(row, name) != value for name, value in target.before.items()):
                raise ImportClash(Sentence(EDITED_MEANWHILE, name=target.values["name_th"]))
            names = []
            for name in target.before:
                names += set_value(row, name, target.values[name], categories)
            if isinstance(row, Product) and CHECKED & target.before.keys():
                names += _mark_words(row)
            if target.adopted:
                row.source_key = target.source_key
                names.append("source_key")
            changed[target] = row
            fields.append(names)
        update_rows(zip(changed.values(), fields, strict=True), by=self.by, reason=self.reason)
        return changed


def set_rating(product: Product, rating: str, *, by: User | None, reason: str) -> None:
    """Store "5/2024" as a product's stars of that year, with its history."""
    stars, _slash, year = rating.partition("/")
    row = StarRating.objects.filter(product=product, year=int(year)).first() or StarRating(
        product=product, year=int(year)
    )
    row.stars = int(stars)
    if row.pk:
        update_rows([(row, ["stars"])], by=by, reason=reason)
    else:
        create_rows([row], by=by, reason=reason)


def _mark_words(product: Product) -> list[str]:
    """Mark a product whose new texts have words of health or alcohol, which hides it until staff decide. Returns the fields."""
    marked = []
    texts = [str(getattr(product, name)) for name in sorted(CHECKED)]
    if health_words(texts):
        product.health_claim = True
        marked.append("health_claim")
    if alcohol_words(texts) and not product.alcohol:
        product.alcohol, product.alcohol_approved, product.published_at = True, False, None
        marked += ["alcohol", "alcohol_approved", "published_at"]
    return marked


def _record(
    batch: ImportBatch,
    row: CatalogChange | RefusedRow,
    producers: Mapping[Target, Producer],
    products: Mapping[Target, Product],
) -> ImportRow:
    """The record of a row: its values and the former ones, for the next comparison and for undoing."""
    record = ImportRow(batch=batch, number=row.number, outcome=row.outcome or "", reason=serialize_text(row.reason))
    if isinstance(row, RefusedRow):
        return record
    record.repairs = [serialize(text) for text in (*row.row.repairs, *row.row.to_check)]
    record.producer = producers[row.producer]
    if row.product:
        product = products.get(row.product)
        record.product_id = product.pk if product else row.product.pk
    if row.product or row.producer_changes or row.outcome == Outcome.NEW:
        record.after = {"producer": row.producer.values}
        if row.product:
            record.after["product"] = row.product.values
    if row.outcome == Outcome.CHANGED or row.producer_changes:
        record.before = {
            "producer": _replaced(row.producer) if row.producer_changes else {},
            "product": _replaced(row.product) if row.product else {},
        }
    return record


def _replaced(target: Target) -> dict[str, Value]:
    """The former values, including the missing key of an adopted row."""
    return target.before | ({"source_key": None} if target.adopted else {})
