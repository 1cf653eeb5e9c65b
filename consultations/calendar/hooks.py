"""What advisers' calendars add to lists of the whole website."""

from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from center.records.demonstration import DEMONSTRATIONS, Demonstration
from consultations.calendar import demo
from consultations.calendar.models import Absence

ROWS_OF_PERSON.add(RowsOfPerson(Absence, "person", 300))
DEMONSTRATIONS.add(Demonstration("calendars", 80, demo.load, demo.remove))
