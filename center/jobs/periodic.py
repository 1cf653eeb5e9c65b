"""Work that comes round: each time due is queued once, whatever the number of workers; what was missed, once."""

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
    """Due daily at a time of day in the center's time zone, or at every multiple of a span."""

    kind: str
    at: time | None = None
    every: timedelta | None = None

    def due(self, now: datetime) -> datetime:
        """The last time it was due, now included."""
        if self.every:
            return EPOCH + (now - EPOCH) // self.every * self.every
        today = datetime.combine(timezone.localtime(now).date(), self.at, timezone.get_default_timezone())
        return today if today <= now else today - DAY

    def next_due(self, now: datetime) -> datetime:
        return self.due(now) + (self.every or DAY)


REPEATING: dict[str, Repeating] = {}


def repeat(kind: str, *, at: time | None = None, every: timedelta | None = None) -> None:
    """Have a registered kind of job queued without arguments: daily at a time in Asia/Bangkok, or every so often."""
    if kind not in KINDS or (at is None) == (every is None):
        raise ValueError(f"{kind!r} must be a registered kind, with either at or every.")
    REPEATING[kind] = Repeating(kind, at, every)


def queue_repeating(now: datetime) -> datetime:
    """Queue what has become due since it was queued last; returns when to ask again. One query if nothing has.

    Several missed times make one job. The first time ever counts as due.
    """
    queued = dict(JobSchedule.objects.values_list("name", "queued_for"))
    for one in REPEATING.values():
        due = one.due(now)
        if one.kind in queued and queued[one.kind] >= due:
            continue
        with transaction.atomic():
            _row, created = JobSchedule.objects.get_or_create(name=one.kind, defaults={"queued_for": due})
            # Of several workers one changes the row; the others find it changed.
            if created or JobSchedule.objects.filter(name=one.kind, queued_for__lt=due).update(queued_for=due):
                enqueue(one.kind, unique_key=f"repeating:{one.kind}")
    return min((one.next_due(now) for one in REPEATING.values()), default=now + DAY)
