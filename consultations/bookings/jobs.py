"""The nightly job that anonymizes appointments and requests to be called back."""

from datetime import time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from center.jobs.kinds import job_kind
from center.jobs.periodic import repeat
from center.jobs.running import RunningJob
from consultations.bookings import retention


@job_kind("forget_bookings", label=_("ลบข้อมูลส่วนบุคคลในนัดหมายเมื่อครบกำหนด"))
def forget_bookings(job: RunningJob) -> dict[str, int]:
    return retention.forget_outdated(timezone.now())


repeat("forget_bookings", at=time(2, 55))
