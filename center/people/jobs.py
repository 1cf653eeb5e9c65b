"""The nightly job that erases again whom an older backup brought back."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from center.jobs.kinds import job_kind
from center.jobs.periodic import repeat
from center.jobs.running import RunningJob
from center.people import erasing


@job_kind("erase_again", label=_("ลบซ้ำข้อมูลที่เคยลบตามคำขอ"))
def erase_again(job: RunningJob) -> dict[str, int]:
    return erasing.erase_again()


repeat("erase_again", at=time(2, 25))
