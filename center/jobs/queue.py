"""All changes of a job's state. Each is one conditional UPDATE, so of two concurrent changes only one succeeds.

`claim` is a fencing token: taking a job over increments it, cancelling changes the state, and afterwards the former
worker's conditional updates match no row.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from center.access.models import User
from center.jobs.kinds import KEPT, KINDS, MOST_ATTEMPTS
from center.jobs.models import Job, JobQuerySet
from center.records.messages import Sentence, serialize_text

# Longer than SQLite's busy timeout (20 s), or the lease of a worker waiting for the lock could expire.
LEASE = timedelta(seconds=60)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
ENDED = (Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED)


class LostJob(Exception):
    """The job was taken over by another worker or cancelled; this worker must roll back its effect."""


def enqueue(
    kind: str,
    *,
    arguments: dict[str, Any] | None = None,
    by: User | None = None,
    unique_key: str = "",
    run_at: datetime | None = None,
) -> Job:
    """Insert a job in the caller's transaction: rolled back with it, visible to workers when it commits.

    arguments are plain JSON (TypeError otherwise); run_at is timezone-aware. unique_key is an idempotency key: while a
    job with the same key waits or runs, that job is returned instead. Raises LookupError for an unregistered kind.
    """
    if kind not in KINDS:
        raise LookupError(f"No job kind {kind!r} is registered.")
    arguments = arguments or {}
    if json.loads(json.dumps(arguments)) != arguments:
        raise TypeError("Arguments of a job must survive serialization as JSON.")
    job = Job(kind=kind, arguments=arguments, by=by, unique_key=unique_key, due_at=run_at or timezone.now())
    if not unique_key:
        job.save(force_insert=True)
        return job
    while True:
        if existing := Job.objects.unfinished().filter(unique_key=unique_key).first():
            return existing
        try:
            with transaction.atomic():
                job.save(force_insert=True)
                return job
        except IntegrityError:
            continue  # another transaction inserted it; the next query finds it unless it has ended already


def take(worker: str, now: datetime | None = None, lease: timedelta = LEASE, lane: str | None = None) -> Job | None:
    """Claim the job that has been due longest, in one lane or in all; None if nothing is due. One query while idle.

    A running job that has used up its attempts (its workers died) is failed here instead of being claimed again.
    """
    while True:
        now_ = now or timezone.now()
        due = Job.objects.due(now_)
        job = (due.in_lane(lane) if lane else due).first()
        if job is None:
            return None
        unchanged = Job.objects.filter(pk=job.pk, claim=job.claim, due_at__lte=now_)
        most = KINDS[job.kind].attempts if job.kind in KINDS else MOST_ATTEMPTS
        if job.state == Job.State.RUNNING and job.attempts >= most:
            reason = Sentence(gettext_noop("งานหยุดกลางคัน %(count)s ครั้ง ระบบจึงไม่ลองอีก"), count=job.attempts)
            unchanged.update(state=Job.State.FAILED, due_at=None, finished_at=now_, error=serialize_text(reason))
            continue
        taken = unchanged.update(
            state=Job.State.RUNNING,
            claim=F("claim") + 1,
            attempts=F("attempts") + 1,
            due_at=now_ + lease,
            worker=worker[:100],
            started_at=now_,
            progress=0,
            total=0,
            message="",
        )
        if taken:
            job.refresh_from_db()
            if job.worker == worker[:100] and job.state == Job.State.RUNNING:
                return job


def claimed(pk: int, claim: int) -> JobQuerySet:
    """The running job if this claim on it is still valid, else no row."""
    return Job.objects.filter(pk=pk, claim=claim, state=Job.State.RUNNING)


def mark_done(pk: int, claim: int, result: Any, **progress: Any) -> None:
    """Mark the job done; inside the transaction of its effect, both commit or neither. Raises LostJob."""
    ended = {"state": Job.State.DONE, "due_at": None, "finished_at": timezone.now(), "result": result, "error": ""}
    if not claimed(pk, claim).update(**ended, **progress):
        raise LostJob(pk)


def mark_failed(pk: int, claim: int, reason: str) -> bool:
    """Mark the job failed, with a reason for staff. False if the claim is no longer valid."""
    ended = {"state": Job.State.FAILED, "due_at": None, "finished_at": timezone.now(), "error": reason}
    return bool(claimed(pk, claim).update(**ended))


def requeue(pk: int, claim: int, *, due_at: datetime, reason: str = "", counts: bool = True) -> bool:
    """Let the job wait until due_at. counts: whether this attempt counts; False when the worker shuts down.

    False if the claim is no longer valid.
    """
    attempts = F("attempts") if counts else F("attempts") - 1
    waiting = {"state": Job.State.WAITING, "due_at": due_at, "error": reason, "attempts": attempts, "worker": ""}
    return bool(claimed(pk, claim).update(**waiting))


def backoff(attempts: int) -> timedelta:
    """The pause after so many failed attempts: 30 s, 2 min, 8 min, 32 min, then an hour each."""
    pause: timedelta = FIRST_PAUSE * 4 ** (attempts - 1)
    return min(pause, LONGEST_PAUSE)


def cancel(job: Job) -> bool:
    """Cancel a waiting or running job; a running one can no longer commit. False if it has ended already."""
    ended = {"state": Job.State.CANCELLED, "due_at": None, "finished_at": timezone.now()}
    return bool(Job.objects.unfinished().filter(pk=job.pk).update(**ended))


def retry(job: Job) -> bool:
    """Queue a failed job again with all its attempts. False if it hasn't failed, or its unique_key is queued already."""
    waiting = {"state": Job.State.WAITING, "due_at": timezone.now(), "attempts": 0, "finished_at": None, "error": ""}
    try:
        with transaction.atomic():
            return bool(Job.objects.filter(pk=job.pk, state=Job.State.FAILED).update(**waiting))
    except IntegrityError:
        return False


def prune(now: datetime) -> int:
    """Delete jobs that ended longer ago than their kind's kept_for (30 days for most). Returns how many."""
    special = {name: kind.kept_for for name, kind in KINDS.items() if kind.kept_for != KEPT.kept_for}
    ended = Job.objects.filter(state__in=ENDED)
    pruned = ended.exclude(kind__in=special).filter(finished_at__lte=now - KEPT.kept_for).delete()[0]
    for name, kept_for in special.items():
        pruned += ended.filter(kind=name, finished_at__lte=now - kept_for).delete()[0]
    return pruned
