"""Background work: a job is a row in the database, a worker process runs it. See docs/adr/0007-background-jobs.md.

An app's jobs stand in its file jobs.py: functions under @job_kind. Whoever wants one done calls enqueue().
"""

from center.jobs.daily import clear_sessions, prune_jobs, purge_deletions
from center.jobs.kinds import Refused, Retry, job_kind
from center.jobs.periodic import repeat
from center.jobs.queue import LostJob, cancel, enqueue, try_again
from center.jobs.running import RunningJob, run_due
from center.jobs.worker import last_sign_of_life, worker_is_alive

__all__ = [
    "LostJob",
    "Refused",
    "Retry",
    "RunningJob",
    "cancel",
    "clear_sessions",
    "enqueue",
    "job_kind",
    "last_sign_of_life",
    "prune_jobs",
    "purge_deletions",
    "repeat",
    "run_due",
    "try_again",
    "worker_is_alive",
]
