"""Registrations of the center's own pages and models."""

from django.utils.translation import gettext_lazy as _

from center.access.rights import content
from center.office import demo
from center.office.models import Center, Closure, OpeningHours, ServicePoint
from center.office.status import invalidate_office_status
from center.places.models import Tambon
from center.records.changes import AFTER_WRITING, AfterWriting
from center.records.demonstration import DEMONSTRATIONS, Demonstration
from center.records.pages import ABOUT, PAGES, Page
from center.staff.menu import MENU, MenuEntry

# The office status, which every page shows, is read from these.
SHOWN_EVERYWHERE = {Center, ServicePoint, OpeningHours, Closure, Tambon}

PAGES.add(
    Page(
        "pages:about",
        _("เกี่ยวกับศูนย์"),
        ABOUT,
        20,
        "about ประวัติ ยุทธศาสตร์ เป้าประสงค์ กลยุทธ์ หน้าที่",
        of_the_center=True,
    ),
    Page(
        "pages:contact",
        _("ติดต่อเรา"),
        ABOUT,
        30,
        "contact เวลาเปิด วันหยุด แผนที่ ที่อยู่ โทรศัพท์ พัฒนากรประจำตำบล เจ้าหน้าที่ตำบล",
        of_the_center=True,
    ),
)
content("center.center", "center.servicepoint", "center.openinghours", "center.closure", "center.serviceday")
content("center.officercard", "center.officerphoto")
MENU.add(
    MenuEntry("center.center", 410),
    MenuEntry("center.closure", 420),
    MenuEntry("center.openinghours", 430),
    MenuEntry("center.servicepoint", 440),
    MenuEntry("center.officercard", 450),
    MenuEntry("center.serviceday", 460),
)
AFTER_WRITING.add(
    AfterWriting("office-status", 50, lambda model: model in SHOWN_EVERYWHERE, lambda rows: invalidate_office_status())
)
DEMONSTRATIONS.add(Demonstration("office", 20, demo.load, demo.remove))
