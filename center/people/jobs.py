"""What was typed in requests to become a member leaves 90 days after the answer, every night."""

from datetime import time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from center.jobs.kinds import job_kind
from center.jobs.periodic import repeat
from center.jobs.running import RunningJob
from center.people import join_requests


@job_kind("forget_join_requests", label=_("ลบชื่อและเบอร์ในคำขอเป็นสมาชิกเมื่อครบ 90 วัน"))
def forget_join_requests(job: RunningJob) -> dict[str, int]:
    return {"requests": join_requests.forget_outdated(timezone.now())}


repeat("forget_join_requests", at=time(2, 55))
