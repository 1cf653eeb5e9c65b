"""What came of a visit, noted by staff, and what came of that after some months."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from center.records.changes import written
from center.sources.models import Source
from consultations.bookings.actors import By
from consultations.registers import closing, visits
from consultations.registers.models import FollowUp, Outcome, Visit
from consultations.registers.refusals import BeforeTheVisit, NotCounted, NotYet

FOLLOWED_UP_AFTER = dt.timedelta(days=90)


def note(visit: Visit, *, by: By, sources: Iterable[Source] | None = None, **values: Any) -> Outcome:
    """Note what came of a visit, or put right what was noted. values: columns of Outcome. sources None: as they are.

    Raises NotCounted for a visit that was taken back, BeforeTheVisit where something is agreed for a day before it,
    MonthClosed.
    """
    with transaction.atomic():
        visit = _locked(visit)
        closing.check(visit.day, by=by)
        until = values.get("agreed_until")
        if until and until < visit.day:
            raise BeforeTheVisit("agreed_until")
        outcome = Outcome.objects.filter(visit=visit).first() or Outcome(visit=visit, noted_by=by.user)
        for name, value in values.items():
            setattr(outcome, name, value)
        outcome._history_user = by.user  # type: ignore[attr-defined]
        outcome.save()
        if sources is not None:
            outcome.sources.set(sources)
        written([outcome])
    return outcome


def follow_up(visit: Visit, *, due_on: dt.date | None, by: By) -> FollowUp | None:
    """Say when to ask again what came of a visit; None: not at all. What was asked already stays as it is.

    Raises NotCounted, BeforeTheVisit.
    """
    with transaction.atomic():
        visit = _locked(visit)
        stands = FollowUp.objects.filter(visit=visit).first()
        if due_on is None:
            if stands is not None and stands.is_waiting:
                by.move(stands, FollowUp.State.DROPPED)
            return stands
        if due_on < visit.day:
            raise BeforeTheVisit("due_on")
        if stands is None:
            stands = FollowUp(visit=visit, due_on=due_on)
            stands._history_user = by.user  # type: ignore[attr-defined]
            stands.save()
            by.log(stands)
        elif stands.state != FollowUp.State.DONE:
            by.move(stands, FollowUp.State.WAITING, again=stands.due_on != due_on, due_on=due_on)
    return stands


def note_all(
    visit: Visit,
    *,
    sources: Iterable[Source],
    follow_up_on: dt.date | None,
    satisfaction: int | None,
    by: By,
    **values: Any,
) -> None:
    """note(), follow_up() and the answer to the question on satisfaction, all of them or none."""
    with transaction.atomic():
        note(visit, sources=sources, by=by, **values)
        follow_up(visit, due_on=follow_up_on, by=by)
        if satisfaction != visit.satisfaction:
            visits.correct(visit, satisfaction=satisfaction, by=by)


def note_follow_up(row: FollowUp, *, state: str, by: By, **values: Any) -> bool:
    """Note what came of asking again: DONE with its answers, or NOT_REACHED. Returns whether anything changed.

    done_on: today by default. Raises NotYet for a day to come, BeforeTheVisit.
    """
    today = timezone.localdate()
    done_on = values.setdefault("done_on", today) or today
    if done_on > today:
        raise NotYet
    if done_on < row.visit.day:
        raise BeforeTheVisit("done_on")
    return by.move(row, state, again=True, done_by=by.user, **values)


def reopen_follow_up(row: FollowUp, *, by: By) -> bool:
    """It waits again; the answers that were noted stay. Returns whether anything changed."""
    return by.move(row, FollowUp.State.WAITING)


def drop_follow_up(row: FollowUp, *, by: By) -> bool:
    """Nobody asks any more. Returns whether anything changed. Raises WrongState once it was asked."""
    return by.move(row, FollowUp.State.DROPPED)


def _locked(visit: Visit) -> Visit:
    """The visit as stored, locked until the end of the transaction. Raises NotCounted."""
    stored: Visit = Visit.objects.select_for_update(no_key=True).get(pk=visit.pk)
    if not stored.is_counted:
        raise NotCounted
    return stored
