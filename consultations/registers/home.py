"""The registers on the staff site's first page: what waits, who came today, and the month."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from center.office.models import ServiceDay
from center.places.models import Tambon
from center.records.batch import Answers, Deferred, Figure, Rows
from center.staff.waiting import Waiting
from consultations.bookings.models import Booking
from consultations.outreach.models import OutreachEvent
from consultations.registers.models import FollowUp, Visit
from thai.dates import BANGKOK
from thai.sorting import sort_key

# Visits older than this are left to the list: nobody remembers what came of them.
NOTED_WITHIN = dt.timedelta(days=30)
MOST_TODAY = 5


def visits_to_note() -> Iterable[Waiting]:
    """Visits of which nobody noted what came of them. No query."""
    since = timezone.localdate() - NOTED_WITHIN
    rows = Visit.objects.to_note().filter(day__gte=since)
    yield Waiting("visits-unnoted", _("ยังไม่บันทึกผล"), rows, _list("visit", "noted=recent"))


def follow_ups_due() -> Iterable[Waiting]:
    """Visits whose people are to be asked again by now. No query."""
    yield Waiting("follow-ups", _("ติดตามผล"), FollowUp.objects.due(timezone.localdate()), _list("followup"))


def outcome_to_note(booking: Booking) -> str:
    """The page to note what came of a served appointment; empty once it was noted. No query with visit__outcome."""
    visit = getattr(booking, "visit", None)
    if visit is None or not visit.is_counted or getattr(visit, "outcome", None) is not None:
        return ""
    return reverse("admin:consultations_visit_outcome", args=[visit.pk])


def today_block(request: HttpRequest) -> Deferred[dict[str, Any] | None]:
    """How many came today, and the latest of them; nothing before the first."""
    rows = Visit.objects.counted().filter(day=timezone.localdate())
    may = request.user.has_perm("consultations.change_visit")

    def context(answers: Answers) -> dict[str, Any] | None:
        visits = sorted(answers["visits-today"], key=lambda visit: (visit.served_at, visit.pk), reverse=True)
        if not visits:
            return None
        return {
            "people": sum(visit.people for visit in visits),
            "latest": visits[:MOST_TODAY],
            "url": _list("visit", "period=today"),
            "may": may,
        }

    columns = ("served_at", "name", "people", "topic__name_th", "topic__name_en")
    return Deferred(context, {"visits-today": Rows(rows, columns)})


def month_block(request: HttpRequest) -> Deferred[dict[str, Any] | None]:
    """The month's people, events and open days, and the sub-districts nobody came from; what is 0 isn't said."""
    today = timezone.localdate()
    first = today.replace(day=1)
    begins = dt.datetime.combine(first, dt.time.min, BANGKOK)
    events = OutreachEvent.objects.filter(state=OutreachEvent.State.PLANNED)

    def context(answers: Answers) -> dict[str, Any] | None:
        numbers = {name: answers[f"month-{name}"] for name in ("people", "events", "days")}
        if not any(numbers.values()):
            return None
        missing = sorted(answers["month-tambons"], key=lambda tambon: sort_key(tambon.name_th))
        return {
            **numbers,
            "events_url": _list("outreachevent", "time=month"),
            "people_url": _list("visit", "period=month"),
            "days_url": reverse("admin:center_serviceday_changelist"),
            "tambons": missing if numbers["people"] else [],
        }

    return Deferred(
        context,
        {
            "month-people": Figure(Visit.objects.counted().between(first, today), sum_of="people"),
            "month-events": Figure(events.filter(starts_at__gte=begins, starts_at__lte=timezone.now())),
            "month-days": Figure(ServiceDay.objects.filter(opened=True, date__gte=first, date__lte=today)),
            "month-tambons": Rows(tambons_without_visits(first, today), ("name_th", "name_en")),
        },
    )


def tambons_without_visits(first: dt.date, last: dt.date) -> "QuerySet[Tambon]":
    """Sub-districts of which nobody was served on the days from first to last, both included."""
    served = Visit.objects.counted().between(first, last).filter(tambon=OuterRef("pk"))
    return Tambon.objects.filter(~Exists(served))


def _list(model: str, query: str = "") -> str:
    url = reverse(f"admin:consultations_{model}_changelist")
    return f"{url}?{query}" if query else url
