"""What meetings add to lists of the whole website."""

from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from committee.meetings.models import Resolution

ROWS_OF_PERSON.add(RowsOfPerson(Resolution, "responsible", 220))
