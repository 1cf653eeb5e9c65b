"""The registered kinds of job. Rows store a kind's name and not an import path, so functions may move."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.records.retention import Period

MOST_ATTEMPTS = 5
KEPT = Period("jobs", 50, timedelta(days=30), _("รายการงานเบื้องหลังที่จบแล้ว"), _("ลบ"))
LONGEST_RUN = timedelta(hours=2)
ROWS = pgettext_lazy("หน่วยนับ", "รายการ")
# Each lane runs one job at a time, beside the others: a mail server that hangs holds up no import.
MAIN, MAIL = LANES = ("main", "mail")


JobFunction = Callable[..., Any]
Function = TypeVar("Function", bound=JobFunction)


class Retry(Exception):
    """Raised by a job's function for a transient error. Its text is a Thai message, shown to staff."""


class Refused(Exception):
    """Raised by a job's function for a permanent error. Its text is a Thai message, shown to staff."""


@dataclass(frozen=True)
class Kind:
    """One kind of job; job_kind explains the fields."""

    name: str
    label: Any
    unit: Any
    function: JobFunction
    attempts: int
    retry_on: tuple[type[Exception], ...]
    kept_for: timedelta
    longest_run: timedelta
    done_url: Callable[[Any], str | None] | None
    lane: str = MAIN


KINDS: dict[str, Kind] = {}


def job_kind(
    name: str,
    *,
    label: Any,
    unit: Any = ROWS,
    attempts: int = MOST_ATTEMPTS,
    retry_on: tuple[type[Exception], ...] = (),
    kept_for: timedelta = KEPT.kept_for,
    longest_run: timedelta = LONGEST_RUN,
    done_url: Callable[[Any], str | None] | None = None,
    lane: str = MAIN,
) -> Callable[[Function], Function]:
    """Register function(job, **arguments) as a kind of job. Used in a package's jobs.py, which is autodiscovered.

    label is its name for staff, unit what its progress counts (both lazy). Retry, the exceptions of retry_on and lost
    database connections are retried, up to `attempts` attempts in all; other exceptions fail the job at once.
    done_url(job) is the page with a finished job's result. Ended rows are deleted after kept_for. After longest_run the
    worker stops renewing the lease, so that another worker takes the job over. lane: MAIL for what waits for a mail
    server.

    The function may run more than once (a worker may be killed at any point), so its effect must either be idempotent,
    or be written in one transaction together with job.finish():

        with transaction.atomic():
            write_everything()
            job.finish({"new": 12})
    """

    def register(function: Function) -> Function:
        if name in KINDS:
            raise ValueError(f"There is a job kind {name!r} already.")
        KINDS[name] = Kind(name, label, unit, function, attempts, retry_on, kept_for, longest_run, done_url, lane)
        return function

    return register


def label_of(name: str) -> str:
    """A kind's label in the reader's language; the name itself for an unknown kind."""
    return str(KINDS[name].label) if name in KINDS else name
