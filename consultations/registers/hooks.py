"""What the registers add to lists of the whole website."""

from center.access.rights import EDIT, RIGHTS, VIEW, Rights
from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from center.staff.menu import MENU, MenuEntry
from consultations.bookings.outcomes import AFTER_MARKING, AfterMarking
from consultations.registers import visits
from consultations.registers.models import SheetRow, Visit

AFTER_MARKING.add(AfterMarking("visit", 10, lambda booking, by: visits.of_booking(booking, by=by)))
ROWS_OF_PERSON.add(RowsOfPerson(Visit, "person", 340), RowsOfPerson(SheetRow, "person", 350))

# Names and numbers of visitors: for those who work with them. An outcome is seen on its visit's page alone.
RIGHTS.add(
    Rights("consultations.visit", officer=EDIT, secretary=EDIT),
    Rights("consultations.followup", officer=("view", "change"), secretary=("view", "change")),
)
MENU.add(MenuEntry("consultations.visit", 25), MenuEntry("consultations.followup", 35))
# Reports hold figures and no names. Whoever may change a closed month may close one.
RIGHTS.add(
    Rights("consultations.closedmonth", officer=EDIT, secretary=VIEW, reader=VIEW),
    Rights("consultations.reportsigner", officer=EDIT, secretary=VIEW, reader=VIEW),
)
MENU.add(MenuEntry("consultations.closedmonth", 592), MenuEntry("consultations.reportsigner", 598))
