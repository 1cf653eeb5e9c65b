"""What appointments add to lists of the whole website."""

from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from consultations.bookings.models import Booking

ROWS_OF_PERSON.add(RowsOfPerson(Booking, "person", 310))
