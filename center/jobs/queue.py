"""Every change of a job's state. Each is one UPDATE that names the state it expects, so that two can't both succeed.

A worker's right to a job is its claim number. Whoever takes the job over, or cancels it, makes the number or the state
another, and what the former worker still writes meets no row.
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
from center.jobs.models import Job
from center.records.messages import Sentence, kept_text

# Longer than SQLite lets a writer wait (20 s), or a busy hour would look like a dead worker.
LEASE = timedelta(seconds=60)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
ENDED = (Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED)


class LostJob(Exception):
    """The job belongs to somebody else by now or was cancelled; what this worker has done of it must not be kept."""


def enqueue(
    kind: str,
    *,
    arguments: dict[str, Any] | None = None,
    by: User | None = None,
    unique_key: str = "",
    run_at: datetime | None = None,
) -> Job:
    """Write a job into the caller's transaction: rolled back with it, seen by a worker when it commits.

    arguments are plain JSON (TypeError otherwise); run_at is timezone-aware. While a job with the same unique_key
    waits or runs, that one is returned instead. Raises LookupError for a kind nobody registered.
    """
    if kind not in KINDS:
        raise LookupError(f"No job kind {kind!r} is registered.")
    arguments = arguments or {}
    if json.loads(json.dumps(arguments)) != arguments:
        raise TypeError("Arguments of a job must be the same after a way through JSON.")
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
            continue  # another was faster; it is found now, unless it has ended already


def take(worker: str, now: datetime | None = None, lease: timedelta = LEASE) -> Job | None:
    """Make the job that is due longest this worker's own; None when nothing is due. One query while idle.

    A job whose worker died as often as its kind allows attempts is failed here instead of being tried for ever.
    """
    while True:
        now_ = now or timezone.now()
        job = Job.objects.due(now_).first()
        if job is None:
            return None
        mine = Job.objects.filter(pk=job.pk, claim=job.claim, due_at__lte=now_)
        most = KINDS[job.kind].attempts if job.kind in KINDS else MOST_ATTEMPTS
        if job.state == Job.State.RUNNING and job.attempts >= most:
            reason = Sentence(gettext_noop("งานหยุดกลางคัน %(count)s ครั้ง ระบบจึงไม่ลองอีก"), count=job.attempts)
            mine.update(state=Job.State.FAILED, due_at=None, finished_at=now_, error=kept_text(reason))
            continue
        taken = mine.update(
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


def held(pk: int, claim: int):
    """The job's row as long as this claim on it stands; empty afterwards."""
    return Job.objects.filter(pk=pk, claim=claim, state=Job.State.RUNNING)


def end_well(pk: int, claim: int, result: Any, **last: Any) -> None:
    """The job is done. Inside the transaction of its effect both are kept, or neither. Raises LostJob."""
    ended = {"state": Job.State.DONE, "due_at": None, "finished_at": timezone.now(), "result": result, "error": ""}
    if not held(pk, claim).update(**ended, **last):
        raise LostJob(pk)


def end_badly(pk: int, claim: int, reason: str) -> bool:
    """The job has failed for good, for a reason staff can read. False if it wasn't this worker's any more."""
    ended = {"state": Job.State.FAILED, "due_at": None, "finished_at": timezone.now(), "error": reason}
    return bool(held(pk, claim).update(**ended))


def put_back(pk: int, claim: int, *, due_at: datetime, reason: str = "", counts: bool = True) -> bool:
    """Let the job wait again until due_at. counts: whether the attempt counts; a worker that shuts down tried nothing."""
    attempts = F("attempts") if counts else F("attempts") - 1
    waiting = {"state": Job.State.WAITING, "due_at": due_at, "error": reason, "attempts": attempts, "worker": ""}
    return bool(held(pk, claim).update(**waiting))


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 30 s, 2 min, 8 min, 32 min, then an hour each."""
    return min(FIRST_PAUSE * 4 ** (attempts - 1), LONGEST_PAUSE)


def cancel(job: Job) -> bool:
    """Stop a waiting or running job; what a running one has not committed is lost. False if it has ended already."""
    ended = {"state": Job.State.CANCELLED, "due_at": None, "finished_at": timezone.now()}
    return bool(Job.objects.unfinished().filter(pk=job.pk).update(**ended))


def try_again(job: Job) -> bool:
    """Queue a failed job anew with all its attempts. False if it hasn't failed, or the same is queued already."""
    anew = {"state": Job.State.WAITING, "due_at": timezone.now(), "attempts": 0, "finished_at": None, "error": ""}
    try:
        with transaction.atomic():
            return bool(Job.objects.filter(pk=job.pk, state=Job.State.FAILED).update(**anew))
    except IntegrityError:
        return False


def prune(now: datetime) -> int:
    """Delete jobs that ended longer ago than their kind is kept, 30 days for most. Returns how many."""
    special = {name: kind.kept_for for name, kind in KINDS.items() if kind.kept_for != KEPT.kept_for}
    ended = Job.objects.filter(state__in=ENDED)
    pruned = ended.exclude(kind__in=special).filter(finished_at__lte=now - KEPT.kept_for).delete()[0]
    for name, kept_for in special.items():
        pruned += ended.filter(kind=name, finished_at__lte=now - kept_for).delete()[0]
    return pruned
