"""The nightly job that deletes names of guests and deputies when the minutes' ten years are over."""

from datetime import time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from center.jobs.kinds import job_kind
from center.jobs.periodic import repeat
from center.jobs.running import RunningJob
from committee.meetings import names


@job_kind("forget_meeting_names", label=_("ลบชื่อผู้แทนและผู้เข้าร่วมประชุมเมื่อครบ 10 ปี"))
def forget_meeting_names(job: RunningJob) -> dict[str, int]:
    return names.purge_names(timezone.localdate())


repeat("forget_meeting_names", at=time(2, 55))
