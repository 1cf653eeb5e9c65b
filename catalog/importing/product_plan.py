"""What a sheet of products, or of producers, would do: its counts, the lines of its preview, and the writing of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext_noop

from catalog.importing import writing
from catalog.importing.comparison import Comparison, RowChange, Target
from catalog.importing.known import GUESSED_CATEGORY
from catalog.importing.models import ImportBatch
from catalog.importing.previews import Line, Shown, lists_of, raw_text, refused_line, show_notes
from catalog.importing.rows import ProductRow
from catalog.products.models import Category, Producer, Product
from center.places import tambons
from center.records.messages import Kept, Sentence, kept
from center.sheets.reading import Sheet
from center.sheets.rows import Outcome, RefusedRow
from thai.phones import format_phone

MATCHED = (
    gettext_noop("การจับคู่"),
    kept(Sentence(gettext_noop("ยังไม่ได้จับคู่กับไฟล์"))),
    kept(Sentence(gettext_noop("จับคู่กับแถวนี้ของไฟล์"))),
)
"""The difference shown of a row that staff typed, and that gets nothing from the sheet but its key."""


@dataclass
class ProductPlan:
    """Nothing here holds a lock or a transaction; `write` alone writes."""

    batch: ImportBatch
    sheet: Sheet
    notes: list[str]
    comparison: Comparison

    @property
    def counts(self) -> dict[str, int]:
        return self.comparison.counts()

    def lines(self) -> Iterator[Line]:
        """The lines of the preview. Two queries."""
        cells, names = dict(self.sheet.rows), _Names()
        for row in self.comparison.rows:
            if isinstance(row, RefusedRow):
                yield refused_line(row, cells[row.number])
            elif lists := lists_of(row.outcome, row.row, row.warnings):
                yield lists, _shown(row, names)
        for number in self.comparison.other_districts:
            yield ("other_districts",), {"n": number, "name": raw_text(cells[number])}

    def write(self, by: AbstractUser | None) -> None:
        """Write all of it in one transaction, or nothing. Raises writing.ImportClash."""
        writing.write(self.comparison, self.batch, by=by)


class _Names:
    """What columns and their values are called for a reader. Two queries."""

    def __init__(self) -> None:
        self.tambons = tambons.names_by_code()
        self.categories = {category.code: category.name_th for category in Category.objects.all()}
        self.labels = {
            field.attname: str(field.verbose_name)
            for model in (Product, Producer)
            for field in model._meta.concrete_fields
        } | {"category": "ประเภท"}

    def label(self, name: str) -> str:
        return self.labels.get(name, name)

    def text(self, name: str, value: object) -> Kept:
        if value in ("", None):
            return "–"
        if name == "tambon_id":
            return self.tambons.get(str(value), str(value))
        if name == "category":
            return self.categories.get(str(value), str(value))
        if name == "kind":
            return kept(Sentence(str(dict(Producer.Kind.choices).get(str(value), value))))
        return format_phone(str(value)) if name == "phone" else str(value)

    def difference(self, target: Target) -> list[tuple[str, Kept, Kept]]:
        """Label, old and new value of each column that will be written over."""
        return [
            (self.label(name), self.text(name, old), self.text(name, target.values[name]))
            for name, old in target.before.items()
        ]


def _shown(change: RowChange, names: _Names) -> Shown:
    row, producer = change.row, change.producer
    shown: Shown = {"n": change.number, "name": row.name}
    if change.reason:
        shown["why"] = kept(change.reason)
    shown["facts"] = []
    if isinstance(row, ProductRow):
        shown["facts"].append(("ผู้ผลิต", str(row.producer["name_th"])))
        if change.outcome == Outcome.NEW:
            shown["facts"].append(("ประเภท", names.text("category", row.product["category"] or GUESSED_CATEGORY)))
    if change.outcome == Outcome.NEW and producer.is_new:
        shown["facts"] += [
            (names.label(name), names.text(name, value))
            for name, value in producer.values.items()
            if name != "name_th" and value not in ("", None)
        ]
    if diff := _difference(change, names):
        shown["diff"] = diff
    show_notes(shown, row)
    return shown


def _difference(change: RowChange, names: _Names) -> list[tuple[Kept, Kept, Kept]]:
    """What is written over: of the product, and of its producer where this row records that."""
    product, producer = change.product, change.producer
    diff: list[tuple[Kept, Kept, Kept]] = []
    if product and not product.is_new:
        diff += names.difference(product)
    if change.producer_changes:
        for label, old, new in names.difference(producer):
            of_producer = Sentence(gettext_noop("ผู้ผลิต: %(column)s"), column=Sentence(label))
            diff.append((kept(of_producer) if isinstance(change.row, ProductRow) else label, old, new))
    return diff or ([MATCHED] if change.outcome == Outcome.CHANGED else [])
