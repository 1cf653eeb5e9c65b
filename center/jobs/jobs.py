"""Nightly cleanup jobs: ended jobs, expired sessions and counters."""

from datetime import time
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from center.jobs.kinds import job_kind
from center.jobs.periodic import repeat
from center.jobs.queue import prune
from center.jobs.running import RunningJob
from center.rate_limits import counting


@job_kind("prune_jobs", label=_("ล้างรายการงานเบื้องหลังที่จบเกิน 30 วัน"))
def prune_jobs(job: RunningJob) -> dict[str, Any]:
    return {"pruned": prune(timezone.now())}


@job_kind("clear_sessions", label=_("ล้างการเข้าสู่ระบบที่หมดอายุ"))
def clear_sessions(job: RunningJob) -> dict[str, Any]:
    before = Session.objects.count()
    SessionStore.clear_expired()
    return {"cleared": before - Session.objects.count()}


@job_kind("purge_tallies", label=_("ล้างการนับที่หมดเวลาแล้ว"))
def purge_tallies(job: RunningJob) -> dict[str, Any]:
    return {"purged": counting.purge(timezone.now())}


repeat("prune_jobs", at=time(2, 40))
repeat("clear_sessions", at=time(3, 0))
repeat("purge_tallies", at=time(3, 10))
