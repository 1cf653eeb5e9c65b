"""What the speaker team adds to lists of the whole website."""

from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from committee.speakers.models import Speaker

ROWS_OF_PERSON.add(RowsOfPerson(Speaker, "person", 230))
