"""Jobs of messages: sending mail in a lane of its own, the hourly check."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from center.jobs.kinds import MAIL, job_kind
from center.jobs.periodic import repeat
from center.jobs.running import RunningJob
from center.mail import messages, sending

# Pauses grow to an hour: five days of a mail server that is away.
ATTEMPTS = 124


@job_kind("send_message", label=_("ส่งอีเมล"), attempts=ATTEMPTS, lane=MAIL, longest_run=timedelta(minutes=10))
def send_message(job: RunningJob, message: int) -> dict[str, str]:
    return {"state": sending.send(message, last_attempt=job.attempt >= ATTEMPTS)}


@job_kind("settle_messages", label=_("ตรวจข้อความแจ้งที่ค้างอยู่"))
def settle_messages(job: RunningJob) -> dict[str, int]:
    return messages.settle(timezone.now())


repeat("settle_messages", every=timedelta(hours=1))
