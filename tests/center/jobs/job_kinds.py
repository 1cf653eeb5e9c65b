"""Kinds of job for the tests, and a worker with them: python -m tests.center.jobs.job_kinds --poll 0.05"""

import os
import time

from django.db import transaction

KEY = "effect of job "


def register() -> None:
    """Register the kinds for this process, once."""
    from django.db import OperationalError

    from center.jobs.kinds import KINDS, MAIL, Refused, Retry, job_kind
    from center.jobs.models import Job
    from center.people.models import Person

    if "test_effect" in KINDS:
        return

    @job_kind("test_effect", label="งานทดสอบ", unit="แถว", attempts=1000, done_url=lambda job: f"/done/{job.pk}/")
    def effect(job, seconds: float = 0.0, hold: float = 0.0, linger: float = 0.0) -> None:
        """Report progress for `seconds`, then insert a person and finish in one transaction that stays open for `hold`
        seconds; return `linger` seconds later."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            job.progress(int((time.monotonic() - began) * 1000), int(seconds * 1000), "กำลังทดสอบ")
            time.sleep(0.01)
        with transaction.atomic():
            Person.objects.create(first_name=f"{KEY}{job.pk}", surname="x")
            time.sleep(hold)
            job.finish({"attempt": job.attempt})
        time.sleep(linger)

    @job_kind("test_returns", label="งานทดสอบ")
    def returns(job, **arguments) -> dict:
        return arguments

    @job_kind("test_waits", label="งานทดสอบ", lane=MAIL)
    def waits(job) -> None:
        """Ends when every job of the main lane has ended; gives up after 20 seconds."""
        until = time.monotonic() + 20
        while Job.objects.unfinished().exclude(pk=job.pk).exists():
            if time.monotonic() > until:
                raise Refused("งานอื่นยังไม่จบ")
            time.sleep(0.02)

    @job_kind("test_retries", label="งานทดสอบ", attempts=3)
    def retries(job) -> None:
        raise Retry("เครื่องปลายทางไม่ตอบ")

    @job_kind("test_refuses", label="งานทดสอบ")
    def refuses(job) -> None:
        raise Refused("ไฟล์นี้ไม่ใช่ Excel")

    @job_kind("test_breaks", label="งานทดสอบ", retry_on=(ConnectionError,))
    def breaks(job, error: str = "ValueError") -> None:
        errors = {"ConnectionError": ConnectionError, "OperationalError": OperationalError, "ValueError": ValueError}
        raise errors[error]("secret detail")


def main() -> None:
    import sys

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.testing")
    django.setup()
    register()
    from django.core.management import call_command

    call_command("worker", *sys.argv[1:])


if __name__ == "__main__":
    main()
