"""The nightly job that anonymizes registrations and villages' requests."""

from datetime import time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from center.jobs.kinds import job_kind
from center.jobs.periodic import repeat
from center.jobs.running import RunningJob
from consultations.outreach import retention


@job_kind("forget_registrations", label=_("ลบข้อมูลส่วนบุคคลในการลงทะเบียนและคำขอจากหมู่บ้านเมื่อครบกำหนด"))
def forget_registrations(job: RunningJob) -> dict[str, int]:
    return retention.forget_outdated(timezone.now())


repeat("forget_registrations", at=time(2, 55))
