"""The worker process: takes one job after the other, and a second thread tells that it lives and how far it is."""

import logging
import os
import secrets
import select
import socket
import threading
import time
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Max
from django.utils import timezone

from center.jobs import queue
from center.jobs.kinds import KINDS, LONGEST_RUN
from center.jobs.models import JobWorker
from center.jobs.periodic import queue_repeating
from center.jobs.running import PASSING, RunningJob, run, write_progress

logger = logging.getLogger("center.jobs")

# Seconds between two lines of progress; how long a stopping worker lets its job go on; the longest pause between two
# attempts to reach a database that is away.
PROGRESS_PAUSE = 0.5
GRACE = 10.0
LONGEST_SILENCE = 30.0
FORGOTTEN_AFTER = timedelta(days=7)


def worker_is_alive(now: datetime | None = None) -> bool:
    """Whether some worker has given a sign of life within a lease's time. One query."""
    recent = (now or timezone.now()) - queue.LEASE
    return JobWorker.objects.filter(stopped=False, seen_at__gt=recent).exists()


def last_sign_of_life() -> datetime | None:
    """When any worker was seen last; None if there never was one."""
    return JobWorker.objects.aggregate(last=Max("seen_at"))["last"]


class SignsOfLife(threading.Thread):
    """Beside the job, on a connection of its own: extends the lease, writes progress, keeps the worker's row fresh.

    A job that runs longer than its kind's longest_run gets no more signs: staff see a silent worker.
    """

    def __init__(self, name: str, lease: timedelta) -> None:
        super().__init__(name="signs-of-life", daemon=True)
        self.worker, self.lease = name, lease
        self.pause = lease.total_seconds() / 4
        self.job: RunningJob | None = None
        self.changed = False
        self.ended = False
        self.woken = threading.Condition()

    def wake(self, handle: RunningJob | None = None) -> None:
        """The job has got further."""
        with self.woken:
            self.changed = True
            self.woken.notify()

    def begin(self, handle: RunningJob) -> None:
        with self.woken:
            self.job, self.changed = handle, False

    def leave(self) -> None:
        with self.woken:
            self.job, self.changed = None, False

    def end(self) -> None:
        with self.woken:
            self.ended = True
            self.woken.notify()

    def run(self) -> None:
        next_sign = 0.0
        try:
            while not self.ended:
                with self.woken:
                    if not self.changed and not self.ended:
                        self.woken.wait(max(0.0, next_sign - time.monotonic()))
                    handle, changed, self.changed = self.job, self.changed, False
                # Written without holding the condition: the job never waits for the database here.
                if changed and handle:
                    self._try(write_progress, handle)
                if time.monotonic() >= next_sign:
                    self._try(self.sign, handle)
                    next_sign = time.monotonic() + self.pause
                with self.woken:
                    if not self.ended and changed:
                        self.woken.wait_for(lambda: self.ended, PROGRESS_PAUSE)
        finally:
            connection.close()

    def _try(self, write, *arguments) -> None:
        try:
            write(*arguments)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("no sign of life could be written: %s", error)
            connection.close()

    def sign(self, handle: RunningJob | None) -> None:
        """Extend the lease of the job at hand, and say that the worker lives."""
        if handle:
            longest = KINDS[handle.kind].longest_run if handle.kind in KINDS else LONGEST_RUN
            if time.monotonic() - handle.started > longest.total_seconds():
                return
            now = timezone.now()
            if not queue.held(handle.pk, handle.claim).update(due_at=now + self.lease):
                handle.lost = True
        if not JobWorker.objects.filter(name=self.worker).update(seen_at=timezone.now()):
            JobWorker.objects.create(name=self.worker)


class Worker:
    """One process's loop. poll: seconds between two looks at an empty queue. once: end when nothing is due."""

    def __init__(self, *, poll: float = 1.0, once: bool = False, lease: timedelta = queue.LEASE) -> None:
        self.name = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.poll, self.once, self.lease = poll, once, lease
        self.signs = SignsOfLife(self.name, lease)
        self.stopping = False
        self.patient_until = 0.0
        self.asked_again_at: datetime | None = None
        # A signal writes here, which ends a pause at once; an Event could deadlock in a signal's handler.
        self.ear, self.mouth = os.pipe()
        os.set_blocking(self.mouth, False)

    def stop(self, *_signal) -> None:
        """End after the job at hand, or hand it back when it takes longer than GRACE. Safe in a signal's handler."""
        if not self.stopping:
            self.stopping, self.patient_until = True, time.monotonic() + GRACE
        try:
            os.write(self.mouth, b"!")
        except OSError:
            pass  # full, so it is heard anyway; or closed, for the worker has ended

    def impatient(self) -> bool:
        """Whether the job at hand shall be handed back."""
        return self.stopping and time.monotonic() > self.patient_until

    def run(self) -> None:
        """Work until stopped. Waits for a database that is away; any other error of the loop ends the process."""
        logger.info("worker %s begins", self.name)
        self.signs.start()
        silence = 0.0
        try:
            while not self.stopping:
                try:
                    worked = self.work()
                    silence = 0.0
                except PASSING as error:
                    connection.close()
                    silence = min(max(self.poll, silence * 2), LONGEST_SILENCE)
                    logger.warning("database is away, trying again in %.0f s: %s", silence, str(error).strip())
                    self.sleep(silence)
                    continue
                if not worked:
                    if self.once:
                        break
                    self.sleep(self.poll)
        finally:
            self.signs.end()
            self.signs.join(timeout=5)
            self._say_goodbye()
            connection.close()
            os.close(self.ear)
            os.close(self.mouth)
            logger.info("worker %s ends", self.name)

    def sleep(self, seconds: float) -> None:
        if select.select([self.ear], [], [], seconds)[0]:
            os.read(self.ear, 100)

    def work(self) -> bool:
        """Queue what comes round, then take and run one job; whether there was one."""
        now = timezone.now()
        if self.asked_again_at is None or now >= self.asked_again_at:
            JobWorker.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()
            self.asked_again_at = queue_repeating(now)
        job = queue.take(self.name, lease=self.lease)
        if job is None:
            return False
        handle = RunningJob(job, self.signs.wake, self.impatient)
        self.signs.begin(handle)
        try:
            ended = run(job, handle)
        finally:
            self.signs.leave()
        seconds = time.monotonic() - handle.started
        logger.info("job %s %s attempt %s: %s (%.1f s)", job.pk, job.kind, job.attempts, ended, seconds)
        return True

    def _say_goodbye(self) -> None:
        try:
            JobWorker.objects.filter(name=self.name).update(stopped=True, seen_at=timezone.now())
        except (DatabaseError, InterfaceError) as error:
            logger.warning("no goodbye could be written: %s", error)
