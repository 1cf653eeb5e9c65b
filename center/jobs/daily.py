"""The ground floor's own jobs: every night what has outlived its time is removed."""

from datetime import time

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from center import purging, questions, tallies
from center.jobs.kinds import job_kind
from center.jobs.periodic import repeat
from center.jobs.queue import prune
from center.jobs.running import RunningJob


@job_kind("purge_deletions", label=_("ลบถาวรสิ่งที่อยู่ในถังขยะเกิน 30 วัน"))
def purge_deletions(job: RunningJob) -> dict:
    return {"purged": purging.purge(timezone.now())}


@job_kind("prune_jobs", label=_("ล้างรายการงานเบื้องหลังที่จบเกิน 30 วัน"))
def prune_jobs(job: RunningJob) -> dict:
    return {"pruned": prune(timezone.now())}


@job_kind("forget_questions", label=_("ลบเบอร์โทรและคำถามที่ซ่อนไว้เมื่อครบ 90 วัน"))
def forget_questions(job: RunningJob) -> dict:
    return questions.forget_outdated(timezone.now())


@job_kind("clear_sessions", label=_("ล้างการเข้าสู่ระบบที่หมดอายุ"))
def clear_sessions(job: RunningJob) -> dict:
    before = Session.objects.count()
    SessionStore.clear_expired()
    return {"cleared": before - Session.objects.count()}


@job_kind("purge_tallies", label=_("ล้างการนับที่หมดเวลาแล้ว"))
def purge_tallies(job: RunningJob) -> dict:
    return {"purged": tallies.purge(timezone.now())}


repeat("purge_deletions", at=time(2, 30))
repeat("prune_jobs", at=time(2, 40))
repeat("forget_questions", at=time(2, 50))
repeat("clear_sessions", at=time(3, 0))
repeat("purge_tallies", at=time(3, 10))
