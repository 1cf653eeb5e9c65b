"""Registrations of the import."""

from catalog.importing.jobs import KEPT, clear
from catalog.importing.models import ImportRow, clear_purged_producers
from center.access.rights import tools
from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from center.records.changes import AFTER_PURGING, AfterPurging
from center.records.retention import PERIODS
from center.staff.menu import MENU, MenuEntry

tools("catalog.importbatch", "catalog.importrow")
MENU.add(MenuEntry("catalog.importbatch", 150), MenuEntry("catalog.importrow", 160))
PERIODS.add(KEPT.forgotten_by(clear))
AFTER_PURGING.add(AfterPurging("import-rows", 20, clear_purged_producers))
ROWS_OF_PERSON.add(RowsOfPerson(ImportRow, "person", 50))
