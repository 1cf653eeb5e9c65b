"""The kinds of background work by name. Rows name a kind, never a path into the code, so that functions may move."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.records.retention import Period

MOST_ATTEMPTS = 5
KEPT = Period("jobs", 50, timedelta(days=30), _("รายการงานเบื้องหลังที่จบแล้ว"), _("ลบ"))
LONGEST_RUN = timedelta(hours=2)
ROWS = pgettext_lazy("หน่วยนับ", "รายการ")


class Retry(Exception):
    """Raised by a job's function for a trouble that may pass. Its text is one Thai sentence, shown to staff."""


class Refused(Exception):
    """Raised by a job's function for what no second attempt mends. Its text is one Thai sentence, shown to staff."""


@dataclass(frozen=True)
class Kind:
    """What the worker knows about one kind of work; see job_kind for the meaning."""

    name: str
    label: Any
    unit: Any
    function: Callable
    attempts: int
    retry_on: tuple[type[Exception], ...]
    kept_for: timedelta
    longest_run: timedelta
    done_url: Callable | None


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
    done_url: Callable | None = None,
) -> Callable:
    """Register function(job, **arguments) as background work. Stands in the file jobs.py of an app, which is found.

    label names it to staff, unit what its progress counts (both lazy). Retry, the exceptions of retry_on and lost
    database connections are tried again, attempts times in all; anything else has failed at once. done_url(job) is
    where the finished job's result is shown. Ended rows leave after kept_for. After longest_run the worker counts as
    hanging and the job as lost.

    The function may run more than once (a worker may be killed at any point), so its effect has to be either
    repeatable, or written in one transaction together with job.finish():

        with transaction.atomic():
            write_everything()
            job.finish({"new": 12})
    """

    def register(function: Callable) -> Callable:
        if name in KINDS:
            raise ValueError(f"There is a job kind {name!r} already.")
        KINDS[name] = Kind(name, label, unit, function, attempts, retry_on, kept_for, longest_run, done_url)
        return function

    return register


def label_of(name: str) -> str:
    """What a kind is called, in the reader's language; its name where no code knows it."""
    return str(KINDS[name].label) if name in KINDS else name
