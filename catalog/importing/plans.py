"""Plans: the changes of a stored sheet, computed in memory, with counts, preview lines and a method to write them.

Only `write` of a plan writes, and takes locks. `center.people` reads, compares and writes people and knows nothing of
imports; PeoplePlan connects the two.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from catalog.importing import own_lists, writing
from catalog.importing.columns import REASON
from catalog.importing.comparison import CatalogChange, Comparison, Target, compare
from catalog.importing.headings import find_or_ask
from catalog.importing.kinds import Kind
from catalog.importing.models import ImportBatch, ImportRow
from catalog.importing.previews import Line, Shown, line_of, raw_line
from catalog.importing.reading import read_producers, read_products
from catalog.importing.rows import ProductRow
from catalog.importing.stored import GUESSED_CATEGORY, Known
from catalog.products import months
from catalog.products.models import Category, Producer, Product, Unit
from center.access.models import User
from center.people import sheet_comparison, sheet_writing
from center.people.sheet_comparison import NEW_PERSON, PersonChange
from center.people.sheet_rows import COLUMNS as PEOPLE
from center.people.sheet_rows import read_people
from center.places import tambons
from center.records.bulk import BATCH
from center.records.messages import Sentence, Serialized, serialize, serialize_text
from center.sheets.rows import NotDataRow, Outcome, RefusedRow
from center.sheets.sheet import Sheet
from thai.dates import buddhist_year, numeric_date
from thai.folding import fold
from thai.phones import format_phone

MATCHED = (
    gettext_noop("การจับคู่"),
    serialize(Sentence(gettext_noop("ยังไม่ได้จับคู่กับไฟล์"))),
    serialize(Sentence(gettext_noop("จับคู่กับแถวนี้ของไฟล์"))),
)
"""Shown as the difference of a row typed by staff that gets only its key from the sheet."""
ALL_YEAR = gettext_noop("ทั้งปี")
RATING = gettext_noop("%(stars)s ดาว (ปี %(year)s)")
PEOPLE_EDITED = gettext_noop("ข้อมูลบุคคลถูกแก้ไขระหว่างเปรียบเทียบ จึงยังไม่ได้บันทึกอะไรเลย กรุณานำเข้าอีกครั้ง")


# --- Products and producers -----------------------------------------------------------------------------------------


@dataclass
class ProductPlan:
    """The plan of a sheet of products, or of producers alone."""

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
                yield raw_line("refused", row.number, cells[row.number], row.reason)
            else:
                yield line_of(row, _shown_of_product(row, names), row.warnings)
        for number in self.comparison.other_districts:
            yield raw_line("other_districts", number, cells[number])
        for number in self.comparison.not_data:
            yield raw_line("not_data", number, cells[number])

    def write(self, by: User | None) -> None:
        """Write all of it in one transaction, or nothing. Raises writing.ImportClash."""
        writing.write(self.comparison, self.batch, by=by)


class _Names:
    """Labels and display texts of columns and values. Three queries."""

    def __init__(self) -> None:
        self.tambons = tambons.names_by_code()
        self.categories: dict[str, str] = {row.code: row.name_th for row in Category.objects.all()}
        fields = [*Product._meta.concrete_fields, *Producer._meta.concrete_fields]
        self.labels = {field.attname: str(field.verbose_name) for field in fields} | {
            "category": "ประเภท",
            "rating": gettext_noop("ระดับดาว"),
        }
        self.units = {unit.pk: unit.name_th for unit in Unit.objects.all()}

    def text(self, name: str, value: object) -> Serialized:
        if value in ("", None):
            return "–"
        if name == "tambon_id":
            return self.tambons.get(str(value), str(value))
        if name == "category":
            return self.categories.get(str(value), str(value))
        if name == "kind":
            return serialize(Sentence(str(dict(Producer.Kind.choices).get(str(value), value))))
        if name == "unit_id":
            return self.units.get(int(str(value)), str(value))
        if name == "months":
            bits = int(str(value))
            return serialize(Sentence(ALL_YEAR)) if bits == months.ALL_YEAR else months.in_words(bits, "th")
        if name == "rating":
            stars, year = map(int, str(value).split("/"))
            return serialize(Sentence(RATING, stars=stars, year=buddhist_year(year)))
        if name == "confirmed_on":
            return numeric_date(date.fromisoformat(str(value)))
        return format_phone(str(value)) if name == "phone" else str(value)

    def difference(self, target: Target) -> list[tuple[str, Serialized, Serialized]]:
        """Label, old and new value of each column that will change."""
        return [
            (self.labels[name], self.text(name, old), self.text(name, target.values[name]))
            for name, old in target.before.items()
        ]


def _shown_of_product(change: CatalogChange, names: _Names) -> Shown:
    row, producer, product = change.row, change.producer, change.product
    facts: list[tuple[Serialized, Serialized]] = []
    diff: list[tuple[Serialized, Serialized, Serialized]] = [*names.difference(product)] if product else []
    if isinstance(row, ProductRow):
        facts.append(("ผู้ผลิต", row.producer.name))
        if change.outcome == Outcome.NEW:
            facts.append(("ประเภท", names.text("category", row.values["category"] or GUESSED_CATEGORY)))
            more = ((name, value) for name, value in row.values.items() if name not in ("name_th", "category"))
            facts += [(names.labels[name], names.text(name, value)) for name, value in more]
    if change.outcome == Outcome.NEW and producer.is_new:
        values = ((name, value) for name, value in producer.values.items() if name != "name_th")
        facts += [(names.labels[name], names.text(name, value)) for name, value in values if value not in ("", None)]
    for label, old, new in names.difference(producer) if change.producer_changes else []:
        of_producer = serialize(Sentence(gettext_noop("ผู้ผลิต: %(column)s"), column=Sentence(label)))
        diff.append((of_producer if isinstance(row, ProductRow) else label, old, new))
    if not diff and change.outcome == Outcome.CHANGED:
        diff = [MATCHED]
    shown: Shown = {"n": change.number, "name": row.name, "facts": facts}
    if diff:
        shown["diff"] = diff
    return shown


# --- People ---------------------------------------------------------------------------------------------------------


@dataclass
class PeoplePlan:
    """The plan of a sheet of people and the groups they belong to."""

    batch: ImportBatch
    sheet: Sheet
    notes: list[str]
    rows: list[PersonChange | RefusedRow | NotDataRow]

    @property
    def counts(self) -> dict[str, int]:
        return sheet_comparison.counts(self.rows)

    def lines(self) -> Iterator[Line]:
        """The lines of the preview. One query."""
        cells, names = dict(self.sheet.rows), tambons.names_by_code()
        for row in self.rows:
            if isinstance(row, NotDataRow):
                yield raw_line("not_data", row.number, cells[row.number])
            elif isinstance(row, RefusedRow):
                yield raw_line("refused", row.number, cells[row.number], row.reason)
            else:
                yield line_of(
                    row,
                    _shown_of_person(row, names),
                    ["known"] if row.candidates and row.row.own_number is None else [],
                )

    def write(self, by: User | None) -> None:
        """Write all of it in one transaction, or nothing. Raises writing.ImportClash."""
        try:
            with transaction.atomic():
                self._write(by)
        except (IntegrityError, sheet_writing.PeopleChanged):
            raise writing.ImportClash(PEOPLE_EDITED) from None

    def _write(self, by: User | None) -> None:
        self.batch.mark_written(self.counts, by=by)
        changes = [row for row in self.rows if isinstance(row, PersonChange)]
        written = sheet_writing.write(changes, by=by, reason=self.batch.history_reason())
        records = [self._record(row) for row in self.rows if isinstance(row, RefusedRow)]
        for row in written:
            if row.change.outcome:
                record = self._record(row.change)
                record.person = row.person
                if row.person:
                    record.after = {"filled": row.filled, "joined": row.change.joins}
                    if row.replaced:
                        record.after["replaced"] = row.replaced
                records.append(record)
        ImportRow.objects.bulk_create(records, batch_size=BATCH)

    def _record(self, row: PersonChange | RefusedRow) -> ImportRow:
        return ImportRow(
            batch=self.batch, number=row.number, outcome=row.outcome or "", reason=serialize_text(row.reason)
        )


def _shown_of_person(change: PersonChange, tambon_names: dict[str, str]) -> Shown:
    row = change.row
    shown: Shown = {"n": change.number, "name": f"{row.title}{row.full_name}"}
    if change.outcome == Outcome.DUPLICATE:
        return shown

    def text(name: str, value: object) -> str:
        if name == "tambon_id":
            return tambon_names.get(str(value), "")
        return format_phone(str(value)) if name == "phone" else str(value)

    def label(name: str) -> str:
        return PEOPLE.labels[name.removesuffix("_id")]

    told = ((name, getattr(row, name)) for name in ("nickname", "phone", "moo", "tambon_id", "group", "role"))
    shown["facts"] = [(label(name), text(name, value)) for name, value in told if value]
    if change.outcome == Outcome.CHANGED:
        shown["diff"] = [
            (label(name), text(name, change.before.get(name, "")) or "–", text(name, value))
            for name, value in change.fills.items()
        ]
        if change.joins:
            shown["diff"].append((gettext_noop("เป็นสมาชิก"), "–", row.group))
    if change.candidates and row.own_number is None:
        shown["known"] = [
            (str(person.pk), serialize(sheet_comparison.describe(person))) for person in change.candidates
        ]
        shown["chosen"] = str(change.person.pk) if change.person else NEW_PERSON
    return shown


# --- Made out of a sheet --------------------------------------------------------------------------------------------

Plan = ProductPlan | PeoplePlan


def make_plan(batch: ImportBatch, sheet: Sheet) -> Plan:
    """Read the rows of a sheet and compare them. A constant number of queries, outside any transaction; writes nothing.

    Raises SheetRefused, or HeadingsUnknown when staff must match headings first.
    """
    headings = find_or_ask(batch.kind, sheet)
    notes = headings.notes_on(sheet)
    if unused := [heading for heading in headings.unknown if fold(heading) != fold(REASON)]:
        notes.append(Sentence(gettext_noop("คอลัมน์ที่ไม่ได้ใช้: %(names)s"), names=", ".join(unused)[:300]))
    if batch.kind == Kind.PEOPLE:
        people = read_people(sheet.rows, headings, tambons.codes_by_name())
        changes = sheet_comparison.compare(people, batch.choices)
        own_lists.point_out_people(change for change in changes if isinstance(change, PersonChange))
        return PeoplePlan(batch, sheet, notes, changes)
    read = read_products if batch.kind == Kind.PRODUCTS else read_producers
    rows = read(sheet.rows, headings, Known.load(), all_districts=batch.all_districts)
    return ProductPlan(batch, sheet, notes, compare(rows))
