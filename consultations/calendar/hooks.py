"""What advisers' calendars add to lists of the whole website."""

from center.access.rights import ALL, EDIT, RIGHTS, VIEW, Rights
from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from center.records.demonstration import DEMONSTRATIONS, Demonstration
from center.records.retention import PERIODS
from center.staff.menu import MENU, MenuEntry
from consultations.calendar import demo
from consultations.calendar.models import Absence
from consultations.calendar.retention import REASONS_KEPT, forget_reasons

# Settings stay with the adviser; hours and absences are taken out again.
RIGHTS.add(
    Rights("consultations.calendarsettings", officer=EDIT, secretary=VIEW, reader=VIEW),
    Rights("consultations.availability", officer=ALL, secretary=VIEW, reader=VIEW),
    Rights("consultations.absence", officer=ALL, secretary=ALL),
)
MENU.add(MenuEntry("consultations.calendarsettings", 40), MenuEntry("consultations.absence", 50))
PERIODS.add(REASONS_KEPT.forgotten_by(forget_reasons))
ROWS_OF_PERSON.add(RowsOfPerson(Absence, "person", 300, forget=lambda rows: rows.update(reason="")))
DEMONSTRATIONS.add(Demonstration("calendars", 80, demo.load, demo.remove))
