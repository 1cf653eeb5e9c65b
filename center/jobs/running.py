"""Running one job: what its function is given, and how the row is updated when the function ends."""

import json
import logging
import time
from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from django.utils.translation import gettext_noop

from center.jobs import queue
from center.jobs.kinds import KINDS, MOST_ATTEMPTS, Kind, Refused, Retry
from center.jobs.models import Job
from center.jobs.queue import LostJob
from center.records.messages import Sentence, serialize_text

logger = logging.getLogger("center.jobs")

MESSAGE_LENGTH = 300
# Transient errors of the database, not of the job.
TRANSIENT = (OperationalError, InterfaceError)


class Released(Exception):
    """The worker is stopping: the job must roll back; another worker will run it again."""


class RunningJob:
    """The object a job's function is given: number, arguments, progress reports, and the way to finish.

    write(running_job) writes the progress; the worker passes a function that does it in another thread with its own
    connection, since nobody would see progress written in the function's open transaction. should_release() tells
    whether the worker wants to stop.
    """

    def __init__(
        self,
        job: Job,
        write: Callable[["RunningJob"], None] | None = None,
        should_release: Callable[[], bool] = lambda: False,
    ) -> None:
        self.pk, self.claim, self.kind = job.pk, job.claim, job.kind
        self.arguments: dict[str, Any] = job.arguments
        self.by = job.by
        self.attempt = job.attempts
        self.done, self.total, self.message = 0, 0, ""
        self.started = time.monotonic()
        self.lost = False
        self._write = write or write_progress
        self._should_release = should_release
        self._finishing = False

    def progress(self, done: int, total: int = 0, text: str = "") -> None:
        """Report progress to staff: done of total (0: unknown), and what is being done, in Thai. Cheap: call it for
        every row. Raises LostJob or Released if the function must stop; don't catch them.
        """
        self.done, self.total, self.message = done, total, text[:MESSAGE_LENGTH]
        self.check()
        self._write(self)

    def check(self) -> None:
        """Raise LostJob if the job was cancelled or taken over, Released if the worker wants to stop."""
        if self.lost:
            raise LostJob(self.pk)
        if self._should_release() and not self._finishing:
            raise Released(self.pk)

    def finish(self, result: Any = None) -> None:
        """Mark the job done; result is plain JSON. Called as the last statement of the transaction that writes the
        effect, it makes the effect happen exactly once: if another worker has the job or staff cancelled it, it raises
        LostJob, which must roll the transaction back. For a function that doesn't call it, its return value is the
        result.
        """
        json.dumps(result)  # raise a TypeError before any statement is executed
        self._finishing = True
        queue.mark_done(self.pk, self.claim, result, progress=self.done, total=self.total, message=self.message)


def write_progress(running: RunningJob) -> None:
    """Write the progress; sets running.lost if the claim is no longer valid."""
    values = {"progress": running.done, "total": running.total, "message": running.message}
    if not queue.claimed(running.pk, running.claim).update(**values):
        running.lost = True


def run(job: Job, running: RunningJob) -> str:
    """Run a taken job and update its row; returns a word for the log. Catches every Exception of the job's function.

    Database errors while updating the row are raised; the job is taken again when its lease expires.
    """
    kind = KINDS.get(job.kind)
    try:
        if kind is None:
            raise Retry(gettext_noop("โปรแกรมรุ่นนี้ไม่รู้จักงานชนิดนี้"))
        result = kind.function(running, **job.arguments)
        # Ask the database: finish() may have been called in a transaction that was rolled back.
        if queue.claimed(running.pk, running.claim).exists():
            running.finish(result)
            return "done"
        return "done" if _state(running) == Job.State.DONE else "lost"
    except LostJob:
        return "lost"
    except Released:
        queue.requeue(job.pk, job.claim, due_at=timezone.now(), counts=False)
        return "released"
    except Exception as error:
        return _handle_error(running, kind, error)


def _state(running: RunningJob) -> str | None:
    return Job.objects.filter(pk=running.pk, claim=running.claim).values_list("state", flat=True).first()


def _handle_error(running: RunningJob, kind: Kind | None, error: Exception) -> str:
    """Requeue or fail a job whose function raised an error; returns a word for the log."""
    transient = isinstance(error, (Retry, *TRANSIENT, *(kind.retry_on if kind else ())))
    most = kind.attempts if kind else MOST_ATTEMPTS
    if isinstance(error, TRANSIENT) and not connection.in_atomic_block:
        connection.close()  # the connection may be dead; the next query opens a new one
    reason = _reason(running, error)
    if transient and running.attempt < most:
        due_at = timezone.now() + queue.backoff(running.attempt)
        if queue.requeue(running.pk, running.claim, due_at=due_at, reason=serialize_text(reason)):
            return f"waits again: {error!r}"
    else:
        if transient:
            tried = gettext_noop("ลองแล้ว %(count)s ครั้งไม่สำเร็จ: %(reason)s")
            reason = Sentence(tried, count=running.attempt, reason=reason)
        if queue.mark_failed(running.pk, running.claim, serialize_text(reason)):
            if not isinstance(error, (Retry, Refused)):
                logger.error("job %s %s failed", running.pk, running.kind, exc_info=error)
            return f"failed: {error!r}"
    # The connection may have been lost after a successful COMMIT.
    return "done" if _state(running) == Job.State.DONE else "lost"


def _reason(running: RunningJob, error: Exception) -> Sentence:
    """A Thai message for staff. The exception itself goes to the log, under the job's number."""
    if isinstance(error, (Retry, Refused)) and str(error):
        reason = error.args[0]
        return reason if isinstance(reason, Sentence) else Sentence(str(reason))
    if isinstance(error, TRANSIENT):
        return Sentence(gettext_noop("ติดต่อฐานข้อมูลไม่ได้ชั่วคราว"))
    return Sentence(gettext_noop("เกิดข้อผิดพลาดในระบบ โปรดแจ้งผู้ดูแลระบบว่า “งานที่ %(number)s”"), number=running.pk)


def run_due(limit: int = 100) -> int:
    """Run due jobs in this thread and transaction, without a worker, for tests. Returns how many ran."""
    for count in range(limit):
        job = queue.take("here")
        if job is None:
            return count
        run(job, RunningJob(job))
    return limit
