"""The nightly jobs of the registers: what has been kept long enough is anonymized."""

from datetime import time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from center.jobs.kinds import job_kind
from center.jobs.periodic import repeat
from center.jobs.running import RunningJob
from consultations.registers.case_retention import forget_outdated_cases
from consultations.registers.complaints import forget_outdated_complaints


@job_kind("forget_cases", label=_("ลบข้อมูลส่วนบุคคลในงานเอกสารและเรื่องร้องเรียนเมื่อครบกำหนด"))
def forget_cases(job: RunningJob) -> dict[str, int]:
    now = timezone.now()
    return {"cases": forget_outdated_cases(now), "complaints": forget_outdated_complaints(now)}


repeat("forget_cases", at=time(2, 57))
