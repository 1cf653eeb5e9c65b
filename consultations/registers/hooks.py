"""What the registers add to lists of the whole website."""

from django.utils.translation import gettext_lazy

from center.access.rights import EDIT, RIGHTS, VIEW, Rights
from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from center.staff.home import BUTTONS, HomeButton
from center.staff.menu import MENU, MenuEntry
from center.staff.waiting import WORK, WaitingWork
from consultations.bookings.outcomes import AFTER_MARKING, AfterMarking
from consultations.registers import sheet_waiting, visits
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
# Sheets themselves name nobody. Their rows and scans do: for those who work with them.
RIGHTS.add(
    Rights("consultations.attendancesheet", officer=VIEW, secretary=VIEW, reader=VIEW),
    Rights("consultations.sheetrow", officer=EDIT, secretary=EDIT),
    Rights("consultations.sheetscan", officer=("view", "add", "delete"), secretary=("view", "add", "delete")),
)
MENU.add(MenuEntry("consultations.attendancesheet", 86))
BUTTONS.add(
    HomeButton(
        "key-sheet",
        40,
        gettext_lazy("กรอกใบลงทะเบียน"),
        "admin:consultations_sheet_find",
        "consultations.add_sheetrow",
    )
)
WORK.add(WaitingWork("sheets", 9, ("consultations.add_sheetrow",), sheet_waiting.sheets_to_key))
