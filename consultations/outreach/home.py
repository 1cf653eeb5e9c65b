"""Events on the staff site's first page: today's, those of the next days, and what waits."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from center.records.batch import Answers, Deferred
from center.staff.home import DAYS, Coming
from center.staff.row_page import address_of
from center.staff.waiting import Waiting
from consultations.outreach import texts
from consultations.outreach.models import OutreachEvent, VillageRequest
from thai.dates import BANGKOK, local_date


def today_block(request: HttpRequest) -> Deferred[dict[str, Any] | None]:
    """Events that take place today; nothing where there are none."""
    may = request.user.has_perm("consultations.change_outreachevent")

    def context(answers: Answers) -> dict[str, Any] | None:
        events = [event for event in answers["events"] if local_date(event.starts_at) <= timezone.localdate()]
        rows = [{"event": event, "when": texts.when(event), "where": texts.place_name(event)} for event in events]
        return {"events": rows, "may": may} if rows else None

    return Deferred(context, {"events": rows_of_home()})


def coming_events(first: dt.date, last: dt.date) -> Deferred[Iterable[Coming]]:
    """Each planned event of the next days, on the day it begins."""

    def rows(answers: Answers) -> Iterable[Coming]:
        begins = dt.datetime.combine(first, dt.time.min, BANGKOK)
        for event in answers["events"]:
            if event.ends_at > begins:
                day = max(local_date(event.starts_at), first)
                label = _("กิจกรรม %(event)s %(place)s") % {"event": event, "place": texts.place_name(event)}
                yield Coming(day, label, address_of(event))

    return Deferred(rows, {"events": rows_of_home()})


def requests_to_answer() -> Iterable[Waiting]:
    """Villages that wait for an answer. No query."""
    rows = VillageRequest.objects.filter(state=VillageRequest.State.RECEIVED)
    url = reverse("admin:consultations_villagerequest_changelist") + "?state__exact=received"
    yield Waiting("village-requests", _("คำขอจากหมู่บ้าน"), rows, url)


def results_to_note() -> Iterable[Waiting]:
    """Events that took place and of which nobody noted how many came. No query."""
    url = reverse("admin:consultations_outreachevent_changelist") + "?time=unnoted"
    yield Waiting("events-unnoted", _("กิจกรรมที่ยังไม่บันทึกจำนวนที่มา"), OutreachEvent.objects.unnoted(), url)


def rows_of_home() -> "QuerySet[OutreachEvent]":
    """The planned events of today and the next days, in order."""
    starts = dt.datetime.combine(timezone.localdate(), dt.time.min, BANGKOK)
    ends = starts + dt.timedelta(days=DAYS + 1)
    rows = OutreachEvent.objects.filter(state=OutreachEvent.State.PLANNED, starts_at__lt=ends, ends_at__gt=starts)
    return rows.for_rows().order_by("starts_at", "pk")
