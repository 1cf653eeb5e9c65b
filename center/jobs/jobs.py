"""Nightly cleanup: personal data whose period is over, expired sessions."""

from datetime import time
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from center.jobs.kinds import job_kind
from center.jobs.periodic import repeat
from center.jobs.running import RunningJob
from center.records import retention


@job_kind("purge_personal_data", label=_("ลบข้อมูลที่ครบกำหนดเก็บ"))
def purge_personal_data(job: RunningJob) -> dict[str, int]:
    return retention.purge(timezone.now())


@job_kind("clear_sessions", label=_("ล้างการเข้าสู่ระบบที่หมดอายุ"))
def clear_sessions(job: RunningJob) -> dict[str, Any]:
    before = Session.objects.count()
    SessionStore.clear_expired()
    return {"cleared": before - Session.objects.count()}


repeat("purge_personal_data", at=time(2, 30))
repeat("clear_sessions", at=time(3, 0))
