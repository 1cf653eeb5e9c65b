"""Exported lists imported again: rows with primary keys, edited in Excel.

Such a row is found by its primary key, and every value that differs from the database is a change.
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
    """The row, identified by its primary key if the database has it."""
    if row.own_number is None:
        return row
    number = OwnNumber(row.own_number)
    return _product(row, number, stored) if isinstance(row, ProductRow) else _producer(row, number, stored)


def _product(row: ProductRow, number: OwnNumber, stored: Stored) -> ProductRow:
    """The product with that primary key. Its producer isn't changed; a differing producer name is reported."""
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
    """The producer with that primary key. Its kind is kept, not guessed from the name."""
    found = stored.producer(number)
    if found is None:
        return row
    return replace(row, identity=number, values={**row.values, "kind": found.kind})


def typed_over(values: Values, current: Values) -> set[str]:
    """The changed columns of a row of an exported list; empty cells never count."""
    return {name for name, value in values.items() if value not in ("", None, current[name])}
