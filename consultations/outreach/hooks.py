"""What events add to lists of the whole website."""

from center.access.rights import EDIT, RIGHTS, VIEW, Rights
from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from center.staff.menu import MENU, MenuEntry
from consultations.outreach.models import Registration, VillageRequest

# Names and numbers of visitors: for those who work with them. A registration is seen on its event's page alone.
RIGHTS.add(
    Rights("consultations.outreachevent", officer=EDIT, secretary=EDIT, reader=VIEW),
    Rights("consultations.registration", officer=EDIT, secretary=EDIT),
    Rights("consultations.villagerequest", officer=EDIT, secretary=EDIT),
    Rights("consultations.attendancesheet", officer=VIEW, secretary=VIEW, reader=VIEW),
)
MENU.add(
    MenuEntry("consultations.outreachevent", 82),
    MenuEntry("consultations.villagerequest", 84),
    MenuEntry("consultations.attendancesheet", 86),
)
ROWS_OF_PERSON.add(RowsOfPerson(Registration, "person", 320), RowsOfPerson(VillageRequest, "person", 330))
