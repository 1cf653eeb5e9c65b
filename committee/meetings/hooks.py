"""What the committee's meetings add to lists of the whole website."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from center.access.rights import ALL, RIGHTS, VIEW, Rights, content
from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from center.records.batch import Answers, Deferred, Rows
from center.records.demonstration import DEMONSTRATIONS, Demonstration
from center.records.retention import PERIODS
from center.staff.guides import GUIDES, Guide
from center.staff.home import COMING, Coming, ComingKind
from center.staff.menu import MENU, MenuEntry
from center.staff.waiting import WORK, Waiting, WaitingWork
from committee.meetings import demo
from committee.meetings.models import CommitteeMeeting, Resolution
from committee.meetings.names import KEPT, forget_outdated


def late_resolutions() -> Iterable[Waiting]:
    """Resolutions whose day is over. No query."""
    late = Resolution.objects.late(timezone.localdate())
    url = reverse("admin:committee_resolution_changelist") + "?progress=late"
    yield Waiting("resolutions-late", _("มติที่ประชุมเกินกำหนด"), late, url)


def unrecorded_meetings() -> Iterable[Waiting]:
    """Planned meetings whose day is over. No query."""
    missing = CommitteeMeeting.objects.unrecorded(timezone.localdate())
    url = reverse("admin:committee_committeemeeting_changelist") + "?state__exact=planned"
    yield Waiting("meetings-unrecorded", _("การประชุมที่ยังไม่บันทึก"), missing, url)


def planned_meetings(first: dt.date, last: dt.date) -> Deferred[Iterable[Coming]]:
    """Planned meetings of the next days."""

    def rows(answers: Answers) -> Iterable[Coming]:
        for meeting in answers["coming-meetings"]:
            url = reverse("admin:committee_committeemeeting_change", args=[meeting.pk])
            yield Coming(meeting.date, _("ประชุมคณะกรรมการ %s") % meeting, url)

    planned = CommitteeMeeting.objects.filter(state=CommitteeMeeting.State.PLANNED, date__range=(first, last))
    return Deferred(rows, {"coming-meetings": Rows(planned, ("number", "date"))})


content("committee.committeemeeting", secretary=ALL)
# Resolutions are added where their meeting is recorded.
WITHOUT_ADDING = ("view", "change", "delete")
RIGHTS.add(Rights("committee.resolution", officer=WITHOUT_ADDING, secretary=WITHOUT_ADDING, reader=VIEW))
GUIDES.add(
    Guide(
        "record-a-meeting",
        74,
        (
            "committee.committeemeeting",
            "committee.resolution",
        ),
    )
)
MENU.add(MenuEntry("committee.committeemeeting", 572), MenuEntry("committee.resolution", 574))
WORK.add(
    WaitingWork("resolutions", 62, ("committee.change_resolution",), late_resolutions),
    WaitingWork("meetings", 63, ("committee.change_committeemeeting",), unrecorded_meetings),
)
ROWS_OF_PERSON.add(RowsOfPerson(Resolution, "responsible", 220, pending=lambda rows: rows.filter(done_on=None)))
COMING.add(ComingKind("meetings", 20, "committee.view_committeemeeting", planned_meetings))
PERIODS.add(KEPT.forgotten_by(forget_outdated))
DEMONSTRATIONS.add(Demonstration("meetings", 75, demo.load, demo.remove))
