"""What the registers add to lists of the whole website."""

from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from consultations.bookings.outcomes import AFTER_MARKING, AfterMarking
from consultations.registers import visits
from consultations.registers.models import SheetRow, Visit

AFTER_MARKING.add(AfterMarking("visit", 10, lambda booking, by: visits.of_booking(booking, by=by)))
ROWS_OF_PERSON.add(RowsOfPerson(Visit, "person", 340), RowsOfPerson(SheetRow, "person", 350))
