"""The duty roster: who is on duty each weekday, set for a whole week at once, and who is on a day."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from center.office.models import Duty
from center.office.models.duty import first_of
from center.office.opening import Schedule
from center.people.models import Person
from center.records.batch import Answers, Deferred, Rows

DAYS = range(7)


@dataclass(frozen=True)
class OnDuty:
    """Who is on duty on a weekday, with a note; no person: nobody."""

    person: Person | None = None
    note: str = ""


def week() -> dict[int, OnDuty]:
    """The roster of the week, Monday (0) first; every day is there. One query."""
    rows = {row.weekday: OnDuty(row.person, row.note) for row in Duty.objects.weekly().select_related("person")}
    return {day: rows.get(day, OnDuty()) for day in DAYS}


def on_duty(day: dt.date, schedule: Schedule) -> Person | None:
    """Who is on duty on a day, its exception before its weekday; nobody where the center is closed. One query at most."""
    return deferred_on_duty(day, schedule).now()


def deferred_on_duty(day: dt.date, schedule: Schedule) -> Deferred[Person | None]:
    """The same, read together with other things."""
    if not schedule.hours_on(day):
        return Deferred(lambda answers: None)

    def person(answers: Answers) -> Person | None:
        duty = first_of(answers["duty"])
        return duty.person if duty else None

    columns = ("date", "person__title", "person__first_name", "person__surname")
    return Deferred(person, {"duty": Rows(Duty.objects.concerning(day), columns)})


def set_week(roster: Mapping[int, OnDuty], *, by: AbstractUser | None = None) -> int:
    """Make the roster of the week what is given: {weekday: OnDuty}. Returns how many days changed.

    A day without a person is off the roster; days that aren't named stay. Writes what changed, with its history.
    """
    changed = 0
    with transaction.atomic():
        rows = {row.weekday: row for row in Duty.objects.weekly().select_for_update()}
        for weekday, wanted in roster.items():
            row = rows.get(weekday)
            if row and (row.person, row.note) == (wanted.person, wanted.note):
                continue
            if wanted.person is None:
                if row is None:
                    continue
                row._history_user = by  # type: ignore[attr-defined]
                row.delete()
            else:
                row = row or Duty(weekday=weekday)
                row.person, row.note = wanted.person, wanted.note
                row._history_user = by  # type: ignore[attr-defined]
                row.save()
            changed += 1
    return changed
