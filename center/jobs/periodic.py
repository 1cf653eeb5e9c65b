"""Repeating jobs: each due time is queued once, by any number of workers; several missed times are queued once."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from center.jobs.kinds import KINDS
from center.jobs.models import JobSchedule
from center.jobs.queue import enqueue

DAY = timedelta(days=1)
EPOCH = datetime(2000, 1, 1, tzinfo=timezone.get_fixed_timezone(0))


@dataclass(frozen=True)
class Repeating:
    """Due daily at a time of day in Asia/Bangkok (at), or at every multiple of a timedelta (every)."""

    kind: str
    at: time | None = None
    every: timedelta | None = None

    def due(self, now: datetime) -> datetime:
        """The latest due time up to and including now."""
        if self.every:
            return EPOCH + (now - EPOCH) // self.every * self.every
        today = datetime.combine(timezone.localtime(now).date(), self.at or time.min, timezone.get_default_timezone())
        return today if today <= now else today - DAY

    def next_due(self, now: datetime) -> datetime:
        return self.due(now) + (self.every or DAY)


REPEATING: dict[str, Repeating] = {}


def repeat(kind: str, *, at: time | None = None, every: timedelta | None = None) -> None:
    """Queue a registered kind of job without arguments: daily at a time in Asia/Bangkok, or at an interval."""
    if kind not in KINDS or (at is None) == (every is None):
        raise ValueError(f"{kind!r} must be a registered kind, with either at or every.")
    REPEATING[kind] = Repeating(kind, at, every)


def queue_repeating(now: datetime) -> datetime:
    """Queue repeating jobs that are due; returns when to call it again. One query if nothing is due.

    Several missed times make one job. A job never queued before is due.
    """
    queued = dict(JobSchedule.objects.values_list("name", "queued_for"))
    for repeating in REPEATING.values():
        kind, due = repeating.kind, repeating.due(now)
        if kind in queued and queued[kind] >= due:
            continue
        with transaction.atomic():
            _row, created = JobSchedule.objects.get_or_create(name=kind, defaults={"queued_for": due})
            # The condition makes sure that only one of several workers updates the row.
            if created or JobSchedule.objects.filter(name=kind, queued_for__lt=due).update(queued_for=due):
                enqueue(kind, unique_key=f"repeating:{kind}")
    return min((repeating.next_due(now) for repeating in REPEATING.values()), default=now + DAY)
