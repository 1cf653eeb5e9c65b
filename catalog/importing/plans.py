"""What an uploaded sheet would do, worked out in memory: counts, the lines of its preview, and a way to write it.

One plan for each kind of sheet. Nothing here holds a lock or a transaction; `Plan.write` alone writes.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from catalog.importing import writing
from catalog.importing.columns import PRODUCERS, PRODUCTS, REASON
from catalog.importing.comparison import Comparison, RowChange, compare
from catalog.importing.known import GUESSED_CATEGORY, Known
from catalog.importing.models import HeadingChoice, ImportBatch, ImportRow
from catalog.importing.reading import read_producers, read_products
from catalog.importing.rows import ProductRow
from catalog.products.models import Category, Producer, Product
from center.people import sheet_comparison, sheet_rows, sheet_writing
from center.people.models import Group, Membership, Person
from center.places import tambons
from center.records.bulk import BATCH
from center.records.messages import Kept, Sentence, kept, kept_text
from center.sheets.cell_texts import cell_text
from center.sheets.columns import Columns, Headings
from center.sheets.reading import Sheet, SheetRefused
from center.sheets.rows import Outcome, RefusedRow
from thai.folding import fold
from thai.phones import format_phone

Kind = ImportBatch.Kind
COLUMNS: dict[str, Columns] = {Kind.PRODUCTS: PRODUCTS, Kind.PRODUCERS: PRODUCERS, Kind.PEOPLE: sheet_rows.COLUMNS}
MODELS = {
    Kind.PRODUCTS: (Product, Producer),
    Kind.PRODUCERS: (Producer,),
    Kind.PEOPLE: (Person, Group, Membership),
}
"""All that an import of the kind writes: it takes the permissions to add and change them, undoing it to delete them too."""

SHOWN_OF_A_ROW = 160  # letters of a row nobody could read, in the preview
Line = tuple[tuple[str, ...], dict[str, Any]]


class HeadingsUnknown(Exception):
    """Somebody has to say what columns mean: .headings as they stand in the sheet, and .why, or empty."""

    def __init__(self, headings: list[str], why: str = "") -> None:
        super().__init__(why)
        self.headings, self.why = headings, why


@dataclass
class Plan:
    """What a sheet would do. Each line of the preview: the lists it stands in, and what it shows."""

    batch: ImportBatch
    sheet: Sheet
    headings: Headings
    counts: dict[str, int]
    notes: list[str]
    comparison: Comparison | None = None
    people: list[sheet_comparison.PersonChange | RefusedRow] = field(default_factory=list)

    def lines(self) -> Iterator[Line]:
        return self._people_lines() if self.comparison is None else self._lines()

    def digest(self) -> str:
        """The same for two plans that would do the same."""
        found = hashlib.sha256()
        for line in self.lines():
            found.update(json.dumps(line, ensure_ascii=False, sort_keys=True).encode())
        return found.hexdigest()

    # --- Products and producers ---

    def _lines(self) -> Iterator[Line]:
        cells = dict(self.sheet.rows)
        names = _Names()
        for change in self.comparison.rows:
            shown: dict[str, Any] = {"n": change.number}
            lists = [str(change.outcome)] if change.outcome else []
            if isinstance(change, RefusedRow):
                shown |= {"name": _raw(cells[change.number]), "why": kept(change.reason)}
            else:
                self._describe(change, shown, names)
                if change.outcome != Outcome.DUPLICATE:
                    lists += ["repaired"] * bool(change.row.repairs) + ["to_check"] * bool(change.row.to_check)
                    lists += change.warnings
            if lists:
                yield tuple(lists), shown
        for number in self.comparison.other_districts:
            yield ("other_districts",), {"n": number, "name": _raw(cells[number])}

    def _describe(self, change: RowChange, shown: dict[str, Any], names: "_Names") -> None:
        row, producer, product = change.row, change.producer, change.product
        shown["name"] = row.name
        if change.reason:
            shown["why"] = kept(change.reason)
        facts = [("ผู้ผลิต", row.producer["name_th"])] if isinstance(row, ProductRow) else []
        if change.outcome == Outcome.NEW:
            if isinstance(row, ProductRow):
                facts.append(("ประเภท", names.text("category", row.product["category"] or GUESSED_CATEGORY)))
            if producer.is_new:
                values = ((name, value) for name, value in producer.values.items() if name != "name_th")
                facts += [
                    (names.label(name), names.text(name, value)) for name, value in values if value not in ("", None)
                ]
        shown["facts"] = facts
        changed = list(product.before.items()) if product else []
        targets = [(product, changed)] if product and product.is_changed else []
        if change.producer_changes:
            targets.append((producer, list(producer.before.items())))
        diff = [
            (
                names.label(name, of_producer=target is producer and isinstance(row, ProductRow)),
                names.text(name, old),
                names.text(name, target.values[name]),
            )
            for target, befores in targets
            for name, old in befores
        ]
        if not diff and change.outcome == Outcome.CHANGED:
            unmatched, matched = gettext_noop("ยังไม่ได้จับคู่กับไฟล์"), gettext_noop("จับคู่กับแถวนี้ของไฟล์")
            diff = [(gettext_noop("การจับคู่"), kept(Sentence(unmatched)), kept(Sentence(matched)))]
        shown |= {"diff": diff} if diff else {}
        shown |= {"repairs": [kept(one) for one in row.repairs]} if row.repairs else {}
        shown |= {"check": [kept(one) for one in row.to_check]} if row.to_check else {}

    # --- People ---

    def _people_lines(self) -> Iterator[Line]:
        cells = dict(self.sheet.rows)
        names = tambons.names_by_code()
        labels = sheet_rows.COLUMNS.labels
        for change in self.people:
            row = change.row if isinstance(change, sheet_comparison.PersonChange) else None
            shown: dict[str, Any] = {
                "n": change.number,
                "name": f"{row.title}{row.full_name}" if row else _raw(cells[change.number]),
            }
            lists = [str(change.outcome)] if change.outcome else []
            if change.reason:
                shown["why"] = kept(change.reason)
            if row and change.outcome != "duplicate":
                lists += ["repaired"] * bool(row.repairs) + ["to_check"] * bool(row.to_check)
                lists += ["known"] * bool(change.candidates)
                facts = [
                    (labels["phone"], format_phone(row.phone)),
                    (labels["moo"], str(row.moo or "")),
                    (labels["tambon"], names.get(row.tambon_id or "", "")),
                    (labels["group"], row.group),
                    (labels["role"], row.role),
                ]
                shown["facts"] = [fact for fact in facts if fact[1]]
                if change.outcome == "changed":
                    new = [
                        (labels[name.removesuffix("_id")], "–", _person_text(name, value, names))
                        for name, value in change.fills.items()
                    ]
                    shown["diff"] = new + ([(gettext_noop("เป็นสมาชิก"), "–", row.group)] if change.joins else [])
                shown |= {"repairs": [kept(one) for one in row.repairs]} if row.repairs else {}
                shown |= {"check": [kept(one) for one in row.to_check]} if row.to_check else {}
                if change.candidates:
                    shown["known"] = [(str(one.pk), kept(sheet_comparison.describe(one))) for one in change.candidates]
                    shown["chosen"] = str(change.person.pk) if change.person else sheet_comparison.NEW_PERSON
            if lists:
                yield tuple(lists), shown

    # --- Writing ---

    def write(self, user: AbstractUser | None) -> ImportBatch:
        """Write all of it in one transaction, or nothing. Raises import_writing.ImportClash."""
        if self.comparison is not None:
            writing.write(self.comparison, self.batch, by=user)
            return self.batch
        try:
            with transaction.atomic():
                return self._write_people(user)
        except (IntegrityError, sheet_writing.PeopleChanged):
            raise writing.ImportClash(
                gettext_noop("ข้อมูลบุคคลถูกแก้ไขระหว่างเปรียบเทียบ จึงยังไม่ได้บันทึกอะไรเลย กรุณานำเข้าอีกครั้ง")
            ) from None

    def _write_people(self, user: AbstractUser | None) -> ImportBatch:
        batch = self.batch
        batch.mark_written(self.counts, by=user)
        rows = [
            ImportRow(batch=batch, number=row.number, outcome=row.outcome, reason=kept_text(row.reason))
            for row in self.people
            if isinstance(row, RefusedRow)
        ]
        changes = [change for change in self.people if isinstance(change, sheet_comparison.PersonChange)]
        for one in sheet_writing.write(changes, by=user, reason=batch.history_reason()):
            change = one.change
            if change.outcome:
                row = ImportRow(
                    batch=batch, number=change.number, outcome=change.outcome, reason=kept_text(change.reason)
                )
                row.person = one.person
                if one.person:
                    row.after = {"filled": one.filled, "joined": change.joins}
                rows.append(row)
        ImportRow.objects.bulk_create(rows, batch_size=BATCH)
        return batch


class _Names:
    """What values are called for a reader. Two queries in all."""

    def __init__(self) -> None:
        self.tambons = tambons.names_by_code()
        self.categories = {category.code: category.name_th for category in Category.objects.all()}
        self.labels = {
            field.attname if hasattr(field, "attname") else field.name: str(field.verbose_name)
            for model in (Product, Producer)
            for field in model._meta.concrete_fields
        } | {"category": "ประเภท"}

    def label(self, name: str, *, of_producer: bool = False) -> Kept:
        """What a column is called; of_producer: of the producer of the row's product."""
        label = self.labels.get(name, name)
        return kept(Sentence(gettext_noop("ผู้ผลิต: %(column)s"), column=Sentence(label))) if of_producer else label

    def text(self, name: str, value: object) -> Kept:
        if value in ("", None):
            return "–"
        if name == "tambon_id":
            return self.tambons.get(str(value), str(value))
        if name == "category":
            return self.categories.get(str(value), str(value))
        if name == "kind":
            return kept(Sentence(str(dict(Producer.Kind.choices).get(value, value))))
        return format_phone(str(value)) if name == "phone" else str(value)


def _person_text(name: str, value: object, names: Mapping[str, str]) -> str:
    if name == "tambon_id":
        return names.get(str(value), "")
    return format_phone(str(value)) if name == "phone" else str(value)


def _raw(cells: list) -> str:
    """The beginning of a row as it stands in the sheet."""
    return " | ".join(text for cell in cells if (text := cell_text(cell)[0]))[:SHOWN_OF_A_ROW]


def remembered(kind: str) -> dict[str, str]:
    """What people said of headings of this kind of sheet before: field by folded heading, empty for "not used"."""
    return dict(HeadingChoice.objects.filter(kind=kind).values_list("folded", "field"))


def make_plan(batch: ImportBatch, sheet: Sheet) -> Plan:
    """Read the rows of a sheet and compare them. A handful of queries, outside any transaction; writes nothing.

    Raises SheetRefused, or HeadingsUnknown when a person has to say first what a column holds.
    """
    columns, by_hand = COLUMNS[batch.kind], remembered(batch.kind)
    try:
        headings = columns.find(sheet.rows, by_hand)
    except SheetRefused as refusal:
        guessed = columns.guess_row(sheet.rows)
        if guessed is None:
            raise
        raise HeadingsUnknown(_distinct(guessed[1]), refusal.said) from None
    if headings.asked:
        raise HeadingsUnknown(_distinct(dict(sheet.rows)[headings.row_number]))
    notes = headings.notes_on(sheet)
    if unused := [one for one in headings.unknown if fold(one) != fold(REASON)]:
        notes.append(Sentence(gettext_noop("คอลัมน์ที่ไม่ได้ใช้: %(names)s"), names=", ".join(unused)[:300]))
    if batch.kind == Kind.PEOPLE:
        read = list(sheet_rows.read_people(sheet.rows, headings, tambons.codes_by_name()))
        people = sheet_comparison.compare(read, batch.choices)
        return Plan(batch, sheet, headings, sheet_comparison.counts(people), notes, people=people)
    read = read_products if batch.kind == Kind.PRODUCTS else read_producers
    comparison = compare(read(sheet.rows, headings, Known.load(), all_districts=batch.all_districts))
    return Plan(batch, sheet, headings, comparison.counts(), notes, comparison=comparison)


def _distinct(cells: list) -> list[str]:
    """The headings of a row, each once."""
    found = {fold(cell): cell.strip()[:200] for cell in reversed(cells) if isinstance(cell, str) and fold(cell)}
    return list(reversed(found.values()))
