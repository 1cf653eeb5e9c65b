"""Our own lists back again: rows that were sent out with their primary keys and edited in Excel.

Such a row is found by its number, whatever it is called now, and what was typed over is the change.
"""

from dataclasses import replace

from django.utils.translation import gettext_noop

from catalog.importing.identity import OwnNumber, Values
from catalog.importing.rows import ProducerRow, ProductOrProducer, ProductRow
from catalog.importing.stored import Stored, stored_value
from center.records.messages import Sentence
from thai.folding import fold

OTHER_PRODUCER = gettext_noop("ผู้ผลิตในระบบคือ “%(name)s” ไม่ได้เปลี่ยน แก้ได้ที่หน้าผู้ผลิต")


def as_ours(row: ProductOrProducer, stored: Stored) -> ProductOrProducer:
    """The row, known by the number it names; a number nobody has counts for nothing."""
    if row.own_number is None:
        return row
    number = OwnNumber(row.own_number)
    return _product(row, number, stored) if isinstance(row, ProductRow) else _producer(row, number, stored)


def _product(row: ProductRow, number: OwnNumber, stored: Stored) -> ProductRow:
    """The product of that number, of the producer that has it, which isn't changed by it; a name that differs is told."""
    found = stored.product(number)
    producer = stored.producer(OwnNumber(found.producer_id)) if found else None
    if producer is None:
        return row
    to_check = row.to_check
    if fold(producer.name_th) != fold(row.producer.name):
        to_check = (*to_check, Sentence(OTHER_PRODUCER, name=producer.name_th))
    values = {name: stored_value(producer, name) for name in row.producer.values}
    its_producer = replace(row.producer, identity=OwnNumber(producer.pk), values=values)
    return replace(row, identity=number, producer=its_producer, to_check=to_check)


def _producer(row: ProducerRow, number: OwnNumber, stored: Stored) -> ProducerRow:
    """The producer of that number. Its kind is staff's, not a guess from the name."""
    found = stored.producer(number)
    if found is None:
        return row
    return replace(row, identity=number, values={**row.values, "kind": found.kind})


def typed_over(values: Values, current: Values) -> set[str]:
    """Which columns of a row of our own list are changes: whatever was typed over, and never emptiness."""
    return {name for name, value in values.items() if value not in ("", None, current[name])}
