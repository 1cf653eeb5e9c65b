"""The job queue's tables: jobs, workers, and when repeating jobs were queued. Written by center.jobs only."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobQuerySet(models.QuerySet["Job"]):
    def due(self, now: datetime) -> Self:
        """Jobs to take: waiting ones whose time has come, and running ones whose lease has expired."""
        return self.filter(due_at__lte=now).order_by("due_at", "pk")

    def unfinished(self) -> Self:
        return self.filter(state__in=Job.UNFINISHED)

    def in_lane(self, lane: str) -> Self:
        """Jobs of the kinds in a lane; those of unknown kinds are in the main lane."""
        from center.jobs.kinds import KINDS, MAIN  # not at the top: circular import

        if lane == MAIN:
            return self.exclude(kind__in=[kind.name for kind in KINDS.values() if kind.lane != MAIN])
        return self.filter(kind__in=[kind.name for kind in KINDS.values() if kind.lane == lane])


class Job(models.Model):
    """A background job, inserted in the transaction that asks for it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("รอทำ")
        RUNNING = "running", _("กำลังทำ")
        DONE = "done", _("เสร็จแล้ว")
        FAILED = "failed", _("ไม่สำเร็จ")
        CANCELLED = "cancelled", _("ยกเลิกแล้ว")

    UNFINISHED = (State.WAITING, State.RUNNING)

    kind = models.CharField(_("ชนิดงาน"), max_length=60)
    arguments = models.JSONField(_("ข้อมูลของงาน"), default=dict, blank=True)
    unique_key = models.CharField(_("กันซ้ำด้วย"), max_length=200, blank=True, default="")
    state = models.CharField(_("สถานะ"), max_length=9, choices=State, default=State.WAITING)
    # Waiting: when it may begin. Running: when its lease expires. One column, so that polling needs one index.
    due_at = models.DateTimeField(_("ถึงเวลา"), null=True, blank=True, default=timezone.now)
    # Fencing token: incremented by each take, so that a worker that lost its lease updates no rows.
    claim = models.PositiveIntegerField(_("ครั้งที่หยิบงาน"), default=0)
    attempts = models.PositiveSmallIntegerField(_("จำนวนครั้งที่ลอง"), default=0)
    worker = models.CharField(_("ผู้ทำงาน"), max_length=100, blank=True, default="")

    progress = models.PositiveIntegerField(_("ทำแล้ว"), default=0)
    total = models.PositiveIntegerField(_("จากทั้งหมด"), default=0, help_text=_("0 คือยังไม่ทราบจำนวน"))
    message = models.CharField(_("ความคืบหน้า"), max_length=300, blank=True, default="")
    result = models.JSONField(_("ผล"), null=True, blank=True)
    error = models.TextField(_("เหตุที่ไม่สำเร็จ"), blank=True, default="")

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("ผู้สั่ง")
    )
    created_at = models.DateTimeField(_("สั่งเมื่อ"), default=timezone.now)
    started_at = models.DateTimeField(_("เริ่มเมื่อ"), null=True, blank=True)
    finished_at = models.DateTimeField(_("จบเมื่อ"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("งานเบื้องหลัง")
        verbose_name_plural = _("งานเบื้องหลัง")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="job_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unique_key"],
                condition=models.Q(state__in=["waiting", "running"]) & ~models.Q(unique_key=""),
                name="one_unfinished_job_of_a_key",
                violation_error_message=_("งานนี้รออยู่หรือกำลังทำอยู่แล้ว"),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "running"], due_at__isnull=False)
                | models.Q(state__in=["done", "failed", "cancelled"], due_at__isnull=True),
                name="job_is_due_until_it_ends",
                violation_error_message=_("งานที่ยังไม่จบต้องมีเวลา งานที่จบแล้วต้องไม่มี"),
            ),
        ]

    def __str__(self) -> str:
        return _("%(label)s (งานที่ %(number)s)") % {"label": self.label, "number": self.pk}

    @property
    def label(self) -> str:
        """The kind's label in the reader's language; its name if the kind is no longer registered."""
        from center.jobs.kinds import label_of  # not at the top: circular import

        return label_of(self.kind)

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED


class JobWorker(models.Model):
    """A worker process and its last heartbeat, which it writes every few seconds."""

    name = models.CharField(_("ผู้ทำงาน"), max_length=100, primary_key=True)
    started_at = models.DateTimeField(_("เริ่มเมื่อ"), default=timezone.now)
    seen_at = models.DateTimeField(_("พบล่าสุดเมื่อ"), default=timezone.now)
    stopped = models.BooleanField(_("หยุดเรียบร้อยแล้ว"), default=False)

    class Meta:
        verbose_name = _("ตัวทำงานเบื้องหลัง")
        verbose_name_plural = _("ตัวทำงานเบื้องหลัง")

    def __str__(self) -> str:
        return self.name


class JobSchedule(models.Model):
    """The time for which a repeating job was queued last, so that several workers queue it only once."""

    name = models.CharField(_("ชื่องาน"), max_length=60, primary_key=True)
    queued_for = models.DateTimeField(_("สั่งล่าสุดสำหรับ"))

    class Meta:
        verbose_name = _("งานประจำ")
        verbose_name_plural = _("งานประจำ")

    def __str__(self) -> str:
        return self.name
