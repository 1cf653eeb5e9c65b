"""What a stored sheet would do, worked out in memory."""

from django.utils.translation import gettext_noop

from catalog.importing.columns import REASON
from catalog.importing.comparison import compare
from catalog.importing.headings import find_or_ask
from catalog.importing.kinds import Kind
from catalog.importing.known import Known
from catalog.importing.models import ImportBatch
from catalog.importing.people_plan import PeoplePlan
from catalog.importing.product_plan import ProductPlan
from catalog.importing.reading import read_producers, read_products
from center.people import sheet_comparison
from center.people.sheet_rows import read_people
from center.places import tambons
from center.records.messages import Sentence
from center.sheets.reading import Sheet
from thai.folding import fold

Plan = ProductPlan | PeoplePlan


def make_plan(batch: ImportBatch, sheet: Sheet) -> Plan:
    """Read the rows of a sheet and compare them. A handful of queries, outside any transaction; writes nothing.

    Raises SheetRefused, or HeadingsUnknown when a person has to say first what a column holds.
    """
    headings = find_or_ask(batch.kind, sheet)
    notes = headings.notes_on(sheet)
    if unused := [heading for heading in headings.unknown if fold(heading) != fold(REASON)]:
        notes.append(Sentence(gettext_noop("คอลัมน์ที่ไม่ได้ใช้: %(names)s"), names=", ".join(unused)[:300]))
    if batch.kind == Kind.PEOPLE:
        people = read_people(sheet.rows, headings, tambons.codes_by_name())
        return PeoplePlan(batch, sheet, notes, sheet_comparison.compare(people, batch.choices))
    read = read_products if batch.kind == Kind.PRODUCTS else read_producers
    rows = read(sheet.rows, headings, Known.load(), all_districts=batch.all_districts)
    return ProductPlan(batch, sheet, notes, compare(rows))
