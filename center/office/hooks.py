"""Registrations of the center's own pages and models."""

import datetime as dt
from collections.abc import Iterable

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from center.access.rights import ALL, EDIT, RIGHTS, VIEW, Rights, content
from center.office import demo
from center.office.closing import coming_closures
from center.office.models import (
    Center,
    Closure,
    Duty,
    OfficerCard,
    OfficerPhoto,
    OpeningHours,
    ServiceDay,
    ServicePoint,
)
from center.office.status import next_opening_or_closing
from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from center.records.batch import Answers, Deferred
from center.records.cached_pages import TIMED_CHANGES, TimedChange
from center.records.demonstration import DEMONSTRATIONS, Demonstration
from center.records.pages import ABOUT, PAGES, Page
from center.records.table_versions import track
from center.staff.guides import GUIDES, Guide
from center.staff.home import COMING, Coming, ComingKind
from center.staff.menu import MENU, MenuEntry


def closed_days(first: dt.date, last: dt.date) -> Deferred[Iterable[Coming]]:
    """Closures that begin in the next days."""

    def rows(answers: Answers) -> Iterable[Coming]:
        for closure in answers["closures"]:
            if first <= closure.starts_on <= last:
                url = reverse("admin:center_closure_change", args=[closure.pk])
                yield Coming(closure.starts_on, gettext("ศูนย์ปิด %s") % closure.shown_reason("th"), url)

    return Deferred(rows, {"closures": coming_closures()})


def duties_to_come(duties: "models.QuerySet[Duty]") -> "models.QuerySet[Duty]":
    """The rows of the week, and the exceptions of today and later."""
    return duties.filter(models.Q(weekday__isnull=False) | models.Q(date__gte=timezone.localdate()))


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
# The one center is edited, never deleted.
RIGHTS.add(Rights("center.center", officer=EDIT, secretary=VIEW, reader=VIEW))
content("center.servicepoint", "center.openinghours", "center.closure")
content("center.serviceday", secretary=EDIT)
# The roster is kept by whoever keeps the committee, from which most of those on duty come.
content("center.duty", secretary=ALL)
content("center.officercard", "center.officerphoto")
GUIDES.add(
    Guide("close-a-day", 40, ("center.closure",)),
    Guide("set-opening-hours", 42, ("center.openinghours",)),
    Guide(
        "keep-the-duty-roster",
        14,
        (
            "center.duty",
            "center.serviceday",
        ),
    ),
)
MENU.add(
    MenuEntry("center.center", 410),
    MenuEntry("center.closure", 420),
    MenuEntry("center.openinghours", 430),
    MenuEntry("center.servicepoint", 440),
    MenuEntry("center.officercard", 450),
    MenuEntry("center.duty", 60),
    MenuEntry("center.serviceday", 70),
)
TIMED_CHANGES.add(TimedChange("opening", 10, (OpeningHours,), next_opening_or_closing))
COMING.add(ComingKind("closures", 30, "center.view_closure", closed_days))
ROWS_OF_PERSON.add(RowsOfPerson(Duty, "person", 32, pending=duties_to_come), RowsOfPerson(ServiceDay, "on_duty", 34))
DEMONSTRATIONS.add(
    Demonstration("office", 20, demo.load, demo.remove), Demonstration("duty", 25, demo.load_duty, demo.remove_duty)
)
track(Center, Closure, Duty, OfficerCard, OfficerPhoto, OpeningHours, ServicePoint)
