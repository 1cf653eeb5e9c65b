"""What the places package registers for the whole website."""

from center.access.rights import content
from center.staff.menu import MENU, MenuEntry

content("center.tambon", "center.place")
MENU.add(MenuEntry("center.tambon", 610), MenuEntry("center.place", 620))
