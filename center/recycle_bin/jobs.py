"""Nightly job: purge what was deleted more than 30 days ago."""

from datetime import time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from center.jobs.kinds import job_kind
from center.jobs.periodic import repeat
from center.jobs.running import RunningJob
from center.recycle_bin import retention


@job_kind("purge_deletions", label=_("ลบถาวรสิ่งที่อยู่ในถังขยะเกิน 30 วัน"))
def purge_deletions(job: RunningJob) -> dict[str, int]:
    return {"purged": retention.purge(timezone.now())}


repeat("purge_deletions", at=time(2, 30))
