"""Events on the staff site's first page: today's, those of the next days, and what waits."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from center.staff.home import Coming
from center.staff.row_page import address_of
from center.staff.waiting import Waiting
from consultations.outreach import texts
from consultations.outreach.models import OutreachEvent, VillageRequest
from thai.dates import BANGKOK, local_date


def today_block(request: HttpRequest) -> dict[str, Any] | None:
    """Events that take place today; nothing where there are none. One query."""
    today = timezone.localdate()
    events = list(_between(today, today).for_rows())
    rows = [{"event": event, "when": texts.when(event), "where": texts.place_name(event)} for event in events]
    return {"events": rows, "may": request.user.has_perm("consultations.change_outreachevent")} if rows else None


def coming_events(first: dt.date, last: dt.date) -> Iterable[Coming]:
    """Each planned event of the next days, on the day it begins. One query."""
    for event in _between(first, last).for_rows():
        day = max(local_date(event.starts_at), first)
        yield Coming(
            day, _("กิจกรรม %(event)s %(place)s") % {"event": event, "place": texts.place_name(event)}, address_of(event)
        )


def requests_to_answer() -> Iterable[Waiting]:
    """Villages that wait for an answer. No query."""
    rows = VillageRequest.objects.filter(state=VillageRequest.State.RECEIVED)
    url = reverse("admin:consultations_villagerequest_changelist") + "?state__exact=received"
    yield Waiting("village-requests", _("คำขอจากหมู่บ้าน"), rows, url)


def results_to_note() -> Iterable[Waiting]:
    """Events that took place and of which nobody noted how many came. No query."""
    url = reverse("admin:consultations_outreachevent_changelist") + "?time=unnoted"
    yield Waiting("events-unnoted", _("กิจกรรมที่ยังไม่บันทึกจำนวนที่มา"), OutreachEvent.objects.unnoted(), url)


def _between(first: dt.date, last: dt.date) -> Any:
    """Planned events that take place on one of the days, both included."""
    starts = dt.datetime.combine(first, dt.time.min, BANGKOK)
    ends = dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min, BANGKOK)
    rows = OutreachEvent.objects.filter(state=OutreachEvent.State.PLANNED, starts_at__lt=ends, ends_at__gt=starts)
    return rows.order_by("starts_at", "pk")
