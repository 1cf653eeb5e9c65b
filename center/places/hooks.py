"""What the places package registers for the whole website."""

from center.access.rights import content
from center.places.models import Place, Tambon
from center.records.table_versions import track
from center.staff.menu import MENU, MenuEntry

content("center.tambon", "center.place")
MENU.add(MenuEntry("center.tambon", 610), MenuEntry("center.place", 620))
track(Place, Tambon)
