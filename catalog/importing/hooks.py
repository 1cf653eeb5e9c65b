"""What the import of sheets adds to lists of the staff site."""

from catalog.importing.models import forget_producers
from center.access.rights import tools
from center.records.changes import AFTER_PURGING, AfterPurging
from center.staff.menu import MENU, MenuEntry

tools("catalog.importbatch", "catalog.importrow")
MENU.add(MenuEntry("catalog.importbatch", 150), MenuEntry("catalog.importrow", 160))
AFTER_PURGING.add(AfterPurging("import-rows", 20, forget_producers))
