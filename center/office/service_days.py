"""Days in the center's book: an open day is recorded when the first of staff comes to work, and that can be taken back."""

import datetime as dt

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from center.access.models import User
from center.office.duty import on_duty
from center.office.models import ServiceDay
from center.office.opening import Schedule
from center.people.models import Person
from center.records.batch import Answers, Deferred, Rows
from thai.dates import BANGKOK


def has_opened(schedule: Schedule, now: dt.datetime) -> bool:
    """Whether the center's first hour of today has begun by now (aware)."""
    local = now.astimezone(BANGKOK)
    return any(opens <= local.time() for opens, _closes in schedule.hours_on(local.date()))


def today_for(user: User | AnonymousUser, schedule: Schedule) -> Deferred[ServiceDay | None]:
    """Today in the book, recorded now if the center has opened and nobody did before.

    None for whoever may not record days, and on a day that isn't open. Who is on duty comes from the roster.
    """
    if not (isinstance(user, User) and user.has_perm("center.add_serviceday")):
        return Deferred(lambda answers: None)
    today = timezone.localdate()
    opened = has_opened(schedule, timezone.now())

    def row(answers: Answers) -> ServiceDay | None:
        recorded: list[ServiceDay] = answers["service-day"]
        if recorded or not opened:
            return recorded[0] if recorded else None
        return _record(today, on_duty(today, schedule), by=user)

    return Deferred(row, {"service-day": Rows(ServiceDay.objects.filter(date=today), ("date", "opened"))})


def _record(day: dt.date, person: Person | None, *, by: User) -> ServiceDay:
    row = ServiceDay(date=day, on_duty=person)
    row._history_user = by  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # somebody else's page recorded it just now
        row = ServiceDay.objects.get(date=day)
    return row


def turn(day: dt.date, *, opened: bool, by: User) -> None:
    """Put right whether a recorded day was open. It stays in the book either way, so that it isn't recorded anew."""
    with transaction.atomic():
        row = ServiceDay.objects.select_for_update(no_key=True).filter(date=day).first()
        if row is not None and row.opened != opened:
            row.opened = opened
            row._history_user = by  # type: ignore[attr-defined]
            row.save(update_fields=["opened"])
