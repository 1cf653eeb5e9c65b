"""What people, groups and networks add to lists of the whole website."""

from center.access.rights import ALL, EDIT, content
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
