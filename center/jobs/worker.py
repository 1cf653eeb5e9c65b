"""The worker process: runs one job at a time; a second thread writes heartbeats and progress."""

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

from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Max
from django.utils import timezone

from center.jobs import queue
from center.jobs.kinds import KINDS, LONGEST_RUN
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
    recent = (now or timezone.now()) - queue.LEASE
    return JobWorker.objects.filter(stopped=False, seen_at__gt=recent).exists()


def last_heartbeat() -> datetime | None:
    """When any worker was seen last; None if there never was one. One query."""
    last: datetime | None = JobWorker.objects.aggregate(last=Max("seen_at"))["last"]
    return last


class Heartbeat(threading.Thread):
    """A thread with its own connection that renews the job's lease, writes its progress and the worker's heartbeat.

    It stops doing so for a job that runs longer than its kind's longest_run: the lease expires and staff see the worker
    as not responding.
    """

    def __init__(self, name: str, lease: timedelta) -> None:
        super().__init__(name="heartbeat", daemon=True)
        self.worker, self.lease = name, lease
        self.pause = lease.total_seconds() / 4
        self.job: RunningJob | None = None
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
            self.job, self.changed = running, False

    def leave(self) -> None:
        with self.condition:
            self.job, self.changed = None, False

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
                    running, changed, self.changed = self.job, self.changed, False
                # Written without the condition's lock, so that the job never waits for the database here.
                if changed and running:
                    self._try(write_progress, running)
                if time.monotonic() >= next_beat:
                    self._try(self.beat, running)
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

    def beat(self, running: RunningJob | None) -> None:
        """Renew the lease of the running job and the worker's heartbeat."""
        if running:
            longest = KINDS[running.kind].longest_run if running.kind in KINDS else LONGEST_RUN
            if time.monotonic() - running.started > longest.total_seconds():
                return
            now = timezone.now()
            if not queue.claimed(running.pk, running.claim).update(due_at=now + self.lease):
                running.lost = True
        if not JobWorker.objects.filter(name=self.worker).update(seen_at=timezone.now()):
            JobWorker.objects.create(name=self.worker)


class Worker:
    """The loop of one process. poll: seconds between two polls of an empty queue. once: end when nothing is due."""

    def __init__(self, *, poll: float = 1.0, once: bool = False, lease: timedelta = queue.LEASE) -> None:
        self.name = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.poll, self.once, self.lease = poll, once, lease
        self.heartbeat = Heartbeat(self.name, lease)
        self.stopping = False
        self.grace_until = 0.0
        self.repeating_due_at: datetime | None = None
        # Self-pipe: a signal handler writes to it to end sleep(); a threading.Event could deadlock there.
        self.wake_read, self.wake_write = os.pipe()
        os.set_blocking(self.wake_write, False)

    def stop(self, *_signal: Any) -> None:
        """End after the running job, or requeue it if it takes longer than GRACE. Safe in a signal handler."""
        if not self.stopping:
            self.stopping, self.grace_until = True, time.monotonic() + GRACE
        try:
            os.write(self.wake_write, b"!")
        except OSError:
            pass  # the pipe is full, which wakes sleep() too, or closed, because the worker has ended

    def grace_is_over(self) -> bool:
        """Whether the running job must stop and be requeued."""
        return self.stopping and time.monotonic() > self.grace_until

    def run(self) -> None:
        """Work until stopped. Retries while the database is unavailable; other errors of the loop end the process."""
        logger.info("worker %s begins", self.name)
        self.heartbeat.start()
        backoff = 0.0
        try:
            while not self.stopping:
                try:
                    worked = self.work()
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
        finally:
            self.heartbeat.end()
            self.heartbeat.join(timeout=5)
            self._mark_stopped()
            connection.close()
            os.close(self.wake_read)
            os.close(self.wake_write)
            logger.info("worker %s ends", self.name)

    def sleep(self, seconds: float) -> None:
        """Pause until the time is over or stop() is called."""
        if select.select([self.wake_read], [], [], seconds)[0]:
            os.read(self.wake_read, 100)

    def work(self) -> bool:
        """Queue due repeating jobs, then take and run one job. Returns whether there was one."""
        now = timezone.now()
        if self.repeating_due_at is None or now >= self.repeating_due_at:
            JobWorker.objects.filter(seen_at__lt=now - WORKERS_KEPT_FOR).delete()
            self.repeating_due_at = queue_repeating(now)
        job = queue.take(self.name, lease=self.lease)
        if job is None:
            return False
        running = RunningJob(job, self.heartbeat.wake, self.grace_is_over)
        self.heartbeat.begin(running)
        try:
            ended = run(job, running)
        finally:
            self.heartbeat.leave()
        seconds = time.monotonic() - running.started
        logger.info("job %s %s attempt %s: %s (%.1f s)", job.pk, job.kind, job.attempts, ended, seconds)
        return True

    def _mark_stopped(self) -> None:
        try:
            JobWorker.objects.filter(name=self.name).update(stopped=True, seen_at=timezone.now())
        except (DatabaseError, InterfaceError) as error:
            logger.warning("worker could not be marked as stopped: %s", error)
