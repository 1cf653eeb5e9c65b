"""Cases on the staff site's first page: what is overdue, and the days on which rounds close."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from center.records.batch import Answers, Deferred, Rows
from center.staff.home import Coming
from center.staff.row_page import address_of
from center.staff.waiting import Waiting
from consultations.registers.models import Case, Complaint, RegistrationRound

# Cases that still have to be handed in before their round closes.
NOT_HANDED_IN = (Case.State.DRAFT, Case.State.INCOMPLETE)


def overdue_cases() -> Iterable[Waiting]:
    """Open cases whose last day has passed. No query."""
    rows = Case.objects.overdue(timezone.localdate())
    yield Waiting("cases-overdue", _("เรื่องเลยกำหนด"), rows, _list("due=overdue"))


def closing_dates(first: dt.date, last: dt.date) -> Deferred[Iterable[Coming]]:
    """The days on which rounds close, each with how many cases aren't handed in; and cases due on a day of their own."""
    left = Case.objects.filter(round=OuterRef("pk"), state__in=NOT_HANDED_IN).order_by().values("round")
    rounds = RegistrationRound.objects.filter(closes_on__range=(first, last)).annotate(
        left=Coalesce(Subquery(left.annotate(number=Count("pk")).values("number")), 0)
    )
    due = Case.objects.open().filter(due_on__range=(first, last))

    def rows(answers: Answers) -> Iterable[Coming]:
        for row in sorted(answers["closing-rounds"], key=lambda row: row.pk):
            yield Coming(row.closes_on, _closing(row, row.left), _list(f"round__id__exact={row.pk}"))
        for case in sorted(answers["due-cases"], key=lambda case: case.pk):
            label = _("ครบกำหนด %(case)s %(title)s") % {"case": case, "title": case.title}
            yield Coming(case.due_on, label, address_of(case))

    kind = ("kind__name_th", "kind__name_en")
    return Deferred(
        rows,
        {
            "closing-rounds": Rows(rounds, ("number", "fiscal_year", "closes_on", "left", *kind)),
            "due-cases": Rows(due, ("reference", "subject", "due_on", *kind)),
        },
    )


def _closing(row: RegistrationRound, left: int) -> str:
    label = _("ปิดรับ %(kind)s %(round)s") % {"kind": row.kind.name, "round": row}
    if not left:
        return label
    not_handed_in = ngettext("ยังไม่ยื่น %d เรื่อง", "ยังไม่ยื่น %d เรื่อง", left) % left
    return f"{label} ({not_handed_in})"


def complaints_to_answer() -> Iterable[Waiting]:
    """Complaints and suggestions nobody has looked at. No query."""
    rows = Complaint.objects.filter(state=Complaint.State.RECEIVED)
    url = reverse("admin:consultations_complaint_changelist") + "?state__exact=received"
    yield Waiting("complaints", _("ร้องเรียนและเสนอแนะ"), rows, url)


def _list(query: str) -> str:
    return f"{reverse('admin:consultations_case_changelist')}?{query}"
