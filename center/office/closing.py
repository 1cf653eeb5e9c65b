"""Closing the center for the rest of today, and opening it again."""

import datetime as dt
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from center.access.models import User
from center.office.models import Closure
from center.office.models.hours import ClosureQuerySet
from center.office.opening import Schedule
from center.office.status import OfficeStatus
from center.records.batch import Answers, Deferred, Rows
from center.recycle_bin.deletions import delete_with_return
from thai.dates import BANGKOK

# Shown on the web until staff write another.
REASON, REASON_IN_ENGLISH = "ปิดทำการวันนี้", "Closed today"


def may_still_close(schedule: Schedule, now: dt.datetime) -> bool:
    """Whether the center is open today, now (aware) or later."""
    local = now.astimezone(BANGKOK)
    return any(closes > local.time() for _opens, closes in schedule.hours_on(local.date()))


def coming_closures() -> Rows:
    """Closures of today and later: their days and reasons."""
    columns = ("starts_on", "ends_on", "reason_th", "reason_en", "name_confirmed", "holiday_on")
    return Rows(Closure.objects.between(timezone.localdate(), dt.date.max), columns)


def closing_of(status: OfficeStatus, user: User | AnonymousUser) -> Deferred[dict[str, Any]]:
    """What this user may do now, for the page with the buttons. It reads only while the center is closed today."""
    now = timezone.now()
    today = timezone.localdate(now)
    may_close = user.has_perm("center.add_closure") and may_still_close(status.schedule, now)
    may_reopen = status.schedule.day_off(today) and user.has_perm("center.delete_closure")

    def context(answers: Answers) -> dict[str, Any]:
        closed_today = next(iter(answers["closed-today"]), None) if may_reopen else None
        return {"may_close_today": may_close, "closed_today": closed_today}

    return Deferred(context, {"closed-today": Rows(closures_of_day(today), ("starts_on",))} if may_reopen else {})


def closures_of_day(day: dt.date) -> ClosureQuerySet:
    """What staff closed for just this day; holidays and longer closures are none of it."""
    return Closure.objects.between(day, day).filter(starts_on=day, ends_on=day, holiday_on=None)


def reopen(day: dt.date, *, by: User) -> int:
    """Put what staff closed for just this day into the recycle bin. Returns how many closures that were."""
    return len(delete_with_return(closures_of_day(day), by))
