"""The nightly job that deletes visitors' phone numbers and hidden questions after 90 days."""

from datetime import time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from center.jobs.kinds import job_kind
from center.jobs.periodic import repeat
from center.jobs.running import RunningJob
from center.lessons import questions


@job_kind("forget_questions", label=_("ลบเบอร์โทรและคำถามที่ซ่อนไว้เมื่อครบ 90 วัน"))
def forget_questions(job: RunningJob) -> dict[str, int]:
    return questions.purge_outdated(timezone.now())


repeat("forget_questions", at=time(2, 50))
