"""The worker process: runs one job at a time in each lane; another thread writes heartbeats and progress.

The first lane is the main thread, each further one a thread with a connection of its own.
"""

import logging
import os
import secrets
import select
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, InterfaceError, connection, models
from django.db.models import Max
from django.utils import timezone

from center.jobs import queue
from center.jobs.kinds import KINDS, LONGEST_RUN, MAIN
from center.jobs.models import JobWorker
from center.jobs.periodic import queue_repeating
from center.jobs.running import TRANSIENT, RunningJob, run, write_progress

logger = logging.getLogger("center.jobs")

PROGRESS_PAUSE = 0.5  # seconds between two writes of progress
GRACE = 10.0  # seconds a stopping worker lets its job go on
LONGEST_BACKOFF = 30.0  # seconds between two attempts to reach an unavailable database
WORKERS_KEPT_FOR = timedelta(days=7)


def worker_is_alive(now: datetime | None = None) -> bool:
    """Whether some worker's last heartbeat is younger than a lease. One query."""
    return living_workers(now).exists()


def living_workers(now: datetime | None = None) -> "models.QuerySet[JobWorker]":
    """Those whose last heartbeat is younger than a lease."""
    recent = (now or timezone.now()) - queue.LEASE
    return JobWorker.objects.filter(stopped=False, seen_at__gt=recent)


def seen_last() -> "models.QuerySet[JobWorker]":
    """The worker that was seen last."""
    newest = JobWorker.objects.order_by("-seen_at").values("seen_at")[:1]
    return JobWorker.objects.filter(seen_at=models.Subquery(newest))


def last_heartbeat() -> datetime | None:
    """When any worker was seen last; None if there never was one. One query."""
    last: datetime | None = JobWorker.objects.aggregate(last=Max("seen_at"))["last"]
    return last


class Heartbeat(threading.Thread):
    """A thread with its own connection that renews the jobs' leases, writes their progress and the worker's heartbeat.

    It stops doing so for a job that runs longer than its kind's longest_run: the lease expires and staff see the worker
    as not responding.
    """

    def __init__(self, name: str, lease: timedelta) -> None:
        super().__init__(name="heartbeat", daemon=True)
        self.worker, self.lease = name, lease
        self.pause = lease.total_seconds() / 4
        self.jobs: set[RunningJob] = set()
        self.changed = False
        self.ended = False
        self.condition = threading.Condition()

    def wake(self, running: RunningJob | None = None) -> None:
        """Write the job's progress soon."""
        with self.condition:
            self.changed = True
            self.condition.notify()

    def begin(self, running: RunningJob) -> None:
        with self.condition:
            self.jobs.add(running)

    def leave(self, running: RunningJob) -> None:
        with self.condition:
            self.jobs.discard(running)

    def end(self) -> None:
        with self.condition:
            self.ended = True
            self.condition.notify()

    def run(self) -> None:
        next_beat = 0.0
        try:
            while not self.ended:
                with self.condition:
                    if not self.changed and not self.ended:
                        self.condition.wait(max(0.0, next_beat - time.monotonic()))
                    jobs, changed, self.changed = tuple(self.jobs), self.changed, False
                # Written without the condition's lock, so that no job ever waits for the database here.
                for running in jobs if changed else ():
                    self._try(write_progress, running)
                if time.monotonic() >= next_beat:
                    self._try(self.beat, *jobs)
                    next_beat = time.monotonic() + self.pause
                with self.condition:
                    if not self.ended and changed:
                        self.condition.wait_for(lambda: self.ended, PROGRESS_PAUSE)
        finally:
            connection.close()

    def _try(self, write: Callable[..., None], *arguments: Any) -> None:
        try:
            write(*arguments)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("heartbeat could not be written: %s", error)
            connection.close()

    def beat(self, *jobs: RunningJob) -> None:
        """Renew the leases of the running jobs and, unless one runs too long, the worker's heartbeat."""
        hangs = False
        for running in jobs:
            longest = KINDS[running.kind].longest_run if running.kind in KINDS else LONGEST_RUN
            if time.monotonic() - running.started > longest.total_seconds():
                hangs = True
            elif not queue.claimed(running.pk, running.claim).update(due_at=timezone.now() + self.lease):
                running.lost = True
        if not hangs and not JobWorker.objects.filter(name=self.worker).update(seen_at=timezone.now()):
            JobWorker.objects.create(name=self.worker)


class Worker:
    """The loops of one process, one for each lane. poll: seconds between two polls of an empty queue.

    once: end when nothing is due.
    """

    def __init__(
        self,
        *,
        poll: float = 1.0,
        once: bool = False,
        lease: timedelta = queue.LEASE,
        lanes: tuple[str, ...] = (MAIN,),
    ) -> None:
        self.name = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.poll, self.once, self.lease, self.lanes = poll, once, lease, lanes
        self.heartbeat = Heartbeat(self.name, lease)
        self.stopping = False
        self.grace_until = 0.0
        self.broken: BaseException | None = None
        self.repeating_due_at: datetime | None = None
        # Self-pipe: a signal handler writes to it to end sleep(); a threading.Event could deadlock there. What is written
        # is never read, so that it ends the sleep of every lane.
        self.wake_read, self.wake_write = os.pipe()
        os.set_blocking(self.wake_write, False)

    def stop(self, *_signal: Any) -> None:
        """End after the running jobs, or requeue those that take longer than GRACE. Safe in a signal handler."""
        if not self.stopping:
            self.stopping, self.grace_until = True, time.monotonic() + GRACE
        try:
            os.write(self.wake_write, b"!")
        except OSError:
            pass  # the pipe is full, which wakes sleep() too, or closed, because the worker has ended

    def grace_is_over(self) -> bool:
        """Whether the running jobs must stop and be requeued."""
        return self.stopping and time.monotonic() > self.grace_until

    def run(self) -> None:
        """Work until stopped. Retries while the database is unavailable; other errors of a loop end the process."""
        logger.info("worker %s begins", self.name)
        self.heartbeat.start()
        further = [
            threading.Thread(target=self._run_beside, args=[lane], name=f"lane {lane}", daemon=True)
            for lane in self.lanes[1:]
        ]
        for thread in further:
            thread.start()
        try:
            self._loop(self.lanes[0])
            self._wait_for(further)
        finally:
            self.stop()
            self._wait_for(further)
            self.heartbeat.end()
            self.heartbeat.join(timeout=5)
            self._mark_stopped()
            connection.close()
            if not any(thread.is_alive() for thread in further):
                os.close(self.wake_read)
                os.close(self.wake_write)
            logger.info("worker %s ends", self.name)
        if self.broken:
            raise self.broken

    def _loop(self, lane: str) -> None:
        backoff = 0.0
        while not self.stopping:
            try:
                worked = self.work(lane)
                backoff = 0.0
            except TRANSIENT as error:
                connection.close()
                backoff = min(max(self.poll, backoff * 2), LONGEST_BACKOFF)
                logger.warning("database is away, trying again in %.0f s: %s", backoff, str(error).strip())
                self.sleep(backoff)
                continue
            if not worked:
                if self.once:
                    break
                self.sleep(self.poll)

    def _run_beside(self, lane: str) -> None:
        """The loop of a further lane, in a thread: its error ends the process too."""
        try:
            self._loop(lane)
        except BaseException as error:
            self.broken = error
            self.stop()
        finally:
            connection.close()

    def _wait_for(self, threads: list[threading.Thread]) -> None:
        """Until they have ended by themselves; once stopping, no longer than GRACE: then the job's lease expires."""
        for thread in threads:
            while thread.is_alive() and not self.grace_is_over():
                thread.join(0.1)

    def sleep(self, seconds: float) -> None:
        """Pause until the time is over or stop() is called."""
        select.select([self.wake_read], [], [], seconds)

    def work(self, lane: str = MAIN) -> bool:
        """In the main lane queue due repeating jobs; then take and run one job. Returns whether there was one."""
        now = timezone.now()
        if lane == MAIN and (self.repeating_due_at is None or now >= self.repeating_due_at):
            JobWorker.objects.filter(seen_at__lt=now - WORKERS_KEPT_FOR).delete()
            self.repeating_due_at = queue_repeating(now)
        job = queue.take(self.name, lease=self.lease, lane=lane)
        if job is None:
            return False
        running = RunningJob(job, self.heartbeat.wake, self.grace_is_over)
        self.heartbeat.begin(running)
        try:
            ended = run(job, running)
        finally:
            self.heartbeat.leave(running)
        seconds = time.monotonic() - running.started
        logger.info("job %s %s attempt %s: %s (%.1f s)", job.pk, job.kind, job.attempts, ended, seconds)
        return True

    def _mark_stopped(self) -> None:
        try:
            JobWorker.objects.filter(name=self.name).update(stopped=True, seen_at=timezone.now())
        except (DatabaseError, InterfaceError) as error:
            logger.warning("worker could not be marked as stopped: %s", error)
