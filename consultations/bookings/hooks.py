"""What appointments add to lists of the whole website."""

from center.mail.kinds import KINDS as MESSAGE_KINDS
from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from center.records.breakage import BREAKS, Breaks
from center.records.demonstration import DEMONSTRATIONS, Demonstration
from consultations.bookings import demo, mail
from consultations.bookings.breakage import broken_bookings
from consultations.bookings.models import Booking

ROWS_OF_PERSON.add(RowsOfPerson(Booking, "person", 310))
BREAKS.add(Breaks("bookings", 10, broken_bookings))
DEMONSTRATIONS.add(Demonstration("bookings", 85, demo.load, demo.remove))
MESSAGE_KINDS.add(*mail.MESSAGES)
