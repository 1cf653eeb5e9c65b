"""What the import of sheets adds to lists of the staff site."""

from center.access.rights import tools
from center.staff.menu import MENU, MenuEntry

tools("catalog.importbatch", "catalog.importrow")
MENU.add(MenuEntry("catalog.importbatch", 150), MenuEntry("catalog.importrow", 160))
