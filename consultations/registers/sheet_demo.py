"""Demonstration sheets: those of the events that took place are signed and keyed, one row is still to be told apart."""

from django.db import transaction

from center.records.states import StateChange
from consultations.bookings.actors import By
from consultations.outreach.models import OutreachEvent
from consultations.outreach.sheets import days_of, rows_of, sheet_of
from consultations.registers import sheet_rows
from consultations.registers.models import SheetRow, Visit
from consultations.registers.sheet_rows import Typed

MARK = "demo:"
# A month that the demonstration closed takes rows with a reason only.
STAFF = By(actor=StateChange.Actor.STAFF, reason="ข้อมูลสาธิต")
# Who came without having registered.
BESIDES = (("นางทองใบ ริมคลอง", 3), ("นายสุเทพ ริมคลอง", 3), ("นางสาวมะลิ สวนมะพร้าว", None))


def load() -> int:
    """Key the sheets of past demonstration events that have no rows yet; returns how many rows. Load events before."""
    past = OutreachEvent.objects.past().filter(source_key__startswith=MARK, attendance_sheets__rows=None)
    with transaction.atomic():
        return sum(_key(event) for event in past.distinct())


def _key(event: OutreachEvent) -> int:
    day = days_of(event.sessions.all())[0]
    sheet = sheet_of(event, day)
    names = [row.registration for row in rows_of(event, day) if row.name]
    typed = [Typed(row.name, row.phone, row.moo, row.tambon, row.outside, photo_consent=True) for row in names]
    tambon = event.place.tambon if event.place else None
    typed += [Typed(name, moo=moo, tambon=tambon) for name, moo in BESIDES]
    for line, row in enumerate(typed, start=1):
        sheet_rows.key(sheet, line, row, by=STAFF)
    return len(typed)


def remove() -> int:
    """Take the rows of demonstration events' sheets away, with the visits of those events; returns how many rows."""
    events = OutreachEvent.objects.filter(source_key__startswith=MARK)
    rows = SheetRow.objects.filter(sheet__event__in=events)
    with transaction.atomic():
        count = rows.count()
        pks = list(rows.values_list("pk", flat=True))
        rows.delete()
        SheetRow.history.filter(id__in=pks).delete()
        Visit.objects.filter(event__in=events).delete()
    return count
