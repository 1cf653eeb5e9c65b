"""What the committee's terms add to lists of the whole website."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from center.access.rights import ALL, content
from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from center.records.batch import Answers, Deferred, Figure, Rows
from center.records.demonstration import DEMONSTRATIONS, Demonstration
from center.records.pages import ABOUT, PAGES, Page
from center.records.site_search import KINDS
from center.records.table_versions import track
from center.staff.guides import GUIDES, Guide
from center.staff.menu import MENU, MenuEntry
from center.staff.waiting import WORK, Waiting, WaitingWork
from committee.terms import demo
from committee.terms.finding import MemberKind
from committee.terms.gaps import SEAT, gaps_of, networks_at_work
from committee.terms.models import Nomination, Seat, Term

# So many names of networks without a member stand in the line of the first page.
MOST_NAMED = 3


def committee_work() -> Deferred[Iterable[Waiting]]:
    """Who has nobody in the committee, and whether it only acts."""
    today = timezone.localdate()
    terms = Term.objects.on(today)

    def tasks(answers: Answers) -> Iterable[Waiting]:
        for term in answers["term"]:
            url = reverse("admin:committee_term_change", args=[term.pk])
            if missing := gaps_of(answers["seats"], answers["networks"], today):
                names = ", ".join(missing[:MOST_NAMED])
                if len(missing) > MOST_NAMED:
                    names += " " + _("และอีก %s") % (len(missing) - MOST_NAMED)
                yield Waiting("committee-gaps", _("ไม่มีผู้แทนในคณะกรรมการ: %s") % names, len(missing), url)
            if term.is_acting and not answers["terms-in-preparation"]:
                yield Waiting("committee-acting", _("คณะกรรมการครบวาระแล้ว ยังไม่ได้คัดเลือกชุดใหม่"), 1, url)

    return Deferred(
        tasks,
        {
            "term": Rows(terms, ("state", "starts_on", "ends_on", "ended_on")),
            "terms-in-preparation": Figure(Term.objects.filter(state=Term.State.PREPARING)),
            "seats": Rows(Seat.objects.filter(term__in=terms.order_by()), SEAT),
            "networks": networks_at_work(),
        },
    )


PAGES.add(
    Page(
        "committee:term_detail",
        gettext_lazy("คณะกรรมการศูนย์"),
        ABOUT,
        40,
        "committee กรรมการ ประธาน เลขานุการ ทำเนียบกรรมการ ที่ปรึกษา",
    )
)
KINDS.add(MemberKind())
content("committee.term", "committee.nomination", "committee.seat", secretary=ALL)
GUIDES.add(
    Guide("seat-a-committee", 70, ("committee.term",)),
    Guide("replace-a-member", 72, ("committee.term",)),
)
MENU.add(MenuEntry("committee.term", 570))
WORK.add(WaitingWork("committee", 60, ("committee.change_term", "committee.change_seat"), committee_work))
ROWS_OF_PERSON.add(
    RowsOfPerson(Nomination, "person", 200, pending=lambda rows: rows.filter(term__state=Term.State.PREPARING)),
    RowsOfPerson(
        Seat,
        "person",
        210,
        pending=lambda rows: rows.filter(until_on=None).exclude(term__state=Term.State.ENDED),
    ),
)
DEMONSTRATIONS.add(Demonstration("committee", 70, demo.load, demo.remove))
track(Seat, Term)
