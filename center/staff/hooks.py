"""Registrations of this package's own admin pages."""

from center.access.rights import EDIT, RIGHTS, VIEW, Rights, tools
from center.staff.calls import calls_block
from center.staff.guides import GUIDES, Guide
from center.staff.home import BLOCKS, HomeBlock
from center.staff.menu import MENU, MenuEntry

tools("center.synonym")
RIGHTS.add(
    Rights("center.deletion", officer=VIEW, secretary=VIEW),
    Rights("center.job", officer=("view", "change")),
    # To change a message is to note a call.
    Rights("center.message", officer=("view", "change"), secretary=("view", "change")),
    # Users are deactivated, never deleted, so that histories keep naming them.
    Rights("center.user", manager=EDIT),
    Rights("center.personaldataaccess", manager=VIEW),
    Rights("auth.group", manager=VIEW),
)
GUIDES.add(Guide("add-a-user", 90, ("center.user", "auth.group")))
MENU.add(
    MenuEntry("center.synonym", 630),
    MenuEntry("center.user", 640),
    MenuEntry("center.personaldataaccess", 645),
    MenuEntry("center.job", 650),
    MenuEntry("center.message", 30),
    MenuEntry("center.deletion", 660),
    MenuEntry("auth.group", 670),
)
BLOCKS.add(HomeBlock("calls", 10, "side", "center.view_message", "admin/home/_calls.html", calls_block))
