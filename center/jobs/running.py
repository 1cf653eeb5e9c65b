"""Running one job: the handle its function gets, and what becomes of the row when the function ends."""

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
from center.records.messages import Sentence, kept_text

logger = logging.getLogger("center.jobs")

MESSAGE_LENGTH = 300
# Troubles of the database itself pass, and none of them says anything about the job.
PASSING = (OperationalError, InterfaceError)


class Released(Exception):
    """The worker is stopping: what the job has not committed is given up, and the job waits for another worker."""


class RunningJob:
    """What a job's function is given: its number and arguments, a way to tell how far it is, and a way to end.

    write_now(handle) writes the progress; the worker hands it to a thread with a connection of its own, because the
    function may stand in a transaction, where nobody else would see it. hand_back() says that the worker shall stop.
    """

    def __init__(
        self,
        job: Job,
        write_now: Callable[["RunningJob"], None] | None = None,
        hand_back: Callable[[], bool] = lambda: False,
    ) -> None:
        self.pk, self.claim, self.kind = job.pk, job.claim, job.kind
        self.arguments: dict[str, Any] = job.arguments
        self.by = job.by
        self.attempt = job.attempts
        self.done, self.total, self.message = 0, 0, ""
        self.started = time.monotonic()
        self.lost = False
        self._write = write_now or write_progress
        self._hand_back = hand_back
        self._ending = False

    def progress(self, done: int, total: int = 0, text: str = "") -> None:
        """Tell staff how far the work is: done of total (0: unknown), and what is being done, in Thai. Cheap: call it
        for every row. Raises LostJob or Released when the work shall end here; let it through.
        """
        self.done, self.total, self.message = done, total, text[:MESSAGE_LENGTH]
        self.check()
        self._write(self)

    def check(self) -> None:
        """Raise LostJob if the job was cancelled or taken over, Released if the worker wants to stop."""
        if self.lost:
            raise LostJob(self.pk)
        if self._hand_back() and not self._ending:
            raise Released(self.pk)

    def finish(self, result: Any = None) -> None:
        """The job is done; result is plain JSON. As the last statement of the transaction that writes the effect, it
        makes that effect happen exactly once: raises LostJob, which must undo the transaction, if another worker has
        the job or staff cancelled it. A function that doesn't call it is finished with what it returns.
        """
        json.dumps(result)  # a TypeError here leaves the transaction whole
        self._ending = True
        queue.end_well(self.pk, self.claim, result, progress=self.done, total=self.total, message=self.message)


def write_progress(handle: RunningJob) -> None:
    """Write how far the job is; marks the handle as lost when the row belongs to it no longer."""
    now = {"progress": handle.done, "total": handle.total, "message": handle.message}
    if not queue.held(handle.pk, handle.claim).update(**now):
        handle.lost = True


def run(job: Job, handle: RunningJob) -> str:
    """Run a taken job to its end and settle its row; returns the word for the log. Lets no Exception of the job out.

    Errors of the database while settling do come out: the lease then brings the job back.
    """
    kind = KINDS.get(job.kind)
    try:
        if kind is None:
            raise Retry(gettext_noop("โปรแกรมรุ่นนี้ไม่รู้จักงานชนิดนี้"))
        result = kind.function(handle, **job.arguments)
        if _is_ours(handle):
            handle.finish(result)
            return "done"
        return "done" if _state(handle) == Job.State.DONE else "lost"
    except LostJob:
        return "lost"
    except Released:
        queue.put_back(job.pk, job.claim, due_at=timezone.now(), counts=False)
        return "released"
    except Exception as error:
        return _settle(handle, kind, error)


def _state(handle: RunningJob) -> str | None:
    return Job.objects.filter(pk=handle.pk, claim=handle.claim).values_list("state", flat=True).first()


def _is_ours(handle: RunningJob) -> bool:
    """Whether the function left the job to be finished: asked of the row, for its transaction may have been undone."""
    return queue.held(handle.pk, handle.claim).exists()


def _settle(handle: RunningJob, kind: Kind | None, error: Exception) -> str:
    """What becomes of a job whose function raised an error; the word for the log."""
    passing = isinstance(error, (Retry, *PASSING, *(kind.retry_on if kind else ())))
    most = kind.attempts if kind else MOST_ATTEMPTS
    if isinstance(error, PASSING) and not connection.in_atomic_block:
        connection.close()  # or the next query would meet the same dead connection
    reason = _reason(handle, error)
    if passing and handle.attempt < most:
        due_at = timezone.now() + queue.pause_after(handle.attempt)
        if queue.put_back(handle.pk, handle.claim, due_at=due_at, reason=kept_text(reason)):
            return f"waits again: {error!r}"
    else:
        if passing:
            tried = gettext_noop("ลองแล้ว %(count)s ครั้งไม่สำเร็จ: %(reason)s")
            reason = Sentence(tried, count=handle.attempt, reason=reason)
        if queue.end_badly(handle.pk, handle.claim, kept_text(reason)):
            if not isinstance(error, (Retry, Refused)):
                logger.error("job %s %s failed", handle.pk, handle.kind, exc_info=error)
            return f"failed: {error!r}"
    # A commit whose answer was lost has happened all the same.
    return "done" if _state(handle) == Job.State.DONE else "lost"


def _reason(handle: RunningJob, error: Exception) -> Sentence:
    """One Thai sentence for staff. What a program says of itself goes to the log, where the job's number finds it."""
    if isinstance(error, (Retry, Refused)) and str(error):
        said = error.args[0]
        return said if isinstance(said, Sentence) else Sentence(str(said))
    if isinstance(error, PASSING):
        return Sentence(gettext_noop("ติดต่อฐานข้อมูลไม่ได้ชั่วคราว"))
    return Sentence(gettext_noop("เกิดข้อผิดพลาดในระบบ โปรดแจ้งผู้ดูแลระบบว่า “งานที่ %(number)s”"), number=handle.pk)


def run_due(limit: int = 100) -> int:
    """Run what is due in this thread and transaction, without a worker: for tests. Returns how many jobs ran."""
    for ran in range(limit):
        job = queue.take("here")
        if job is None:
            return ran
        run(job, RunningJob(job))
    return limit
