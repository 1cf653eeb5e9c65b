"""What people, groups and networks add to lists of the whole website."""

from center.access.models import User
from center.access.rights import ALL, EDIT, content
from center.people.models import Membership, Person
from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from center.staff.menu import MENU, MenuEntry

content("center.person", "center.group", secretary=EDIT)
content("center.membership", secretary=ALL)
content("center.network", "center.organization")
MENU.add(
    MenuEntry("center.person", 510),
    MenuEntry("center.group", 520),
    MenuEntry("center.membership", 530),
    MenuEntry("center.network", 550),
    MenuEntry("center.organization", 560),
)
ROWS_OF_PERSON.add(
    RowsOfPerson(Person, "merged_into", 10),
    RowsOfPerson(Membership, "person", 20),
    RowsOfPerson(User, "person", 30),
)
