"""Meetings of the committee: who came, what was resolved, and when the minutes were certified."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.documents.models import Document
from center.people.models import Person
from center.records.history import kept_history
from center.records.personal import personal
from center.records.states import Stateful
from committee.terms.models import Seat, Term
from thai.dates import buddhist_year
from thai.django.fields import ThaiCharField, ThaiTextField


class CommitteeMeetingQuerySet(models.QuerySet["CommitteeMeeting"]):
    def recorded(self) -> Self:
        """Meetings that took place and whose record was typed, certified or not."""
        return self.filter(state__in=RECORDED)

    def unrecorded(self, today: dt.date) -> Self:
        """Planned meetings whose day is over."""
        return self.filter(state=CommitteeMeeting.State.PLANNED, date__lt=today)


class CommitteeMeeting(Stateful):
    """One meeting. Its number restarts each calendar year (ระเบียบงานสารบรรณ); the five headings of the agenda are fixed
    by custom, and the texts below them are the minutes.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("นัดประชุมแล้ว")
        HELD = "held", _("ประชุมแล้ว")
        CERTIFIED = "certified", _("รับรองรายงานแล้ว")
        CANCELLED = "cancelled", _("งดประชุม")

    transitions: ClassVar = {
        State.PLANNED: (State.HELD, State.CANCELLED),
        State.HELD: (State.CERTIFIED, State.PLANNED),
        State.CERTIFIED: (State.HELD,),
        State.CANCELLED: (State.PLANNED,),
    }

    term = models.ForeignKey(Term, models.PROTECT, related_name="meetings", verbose_name=_("คณะกรรมการ"))
    number = models.PositiveSmallIntegerField(_("ครั้งที่"), help_text=_("เริ่มนับใหม่ทุกปีปฏิทิน"))
    year = models.PositiveSmallIntegerField(_("ปี (ค.ศ.)"), editable=False)
    date = models.DateField(_("วันที่"))
    starts_at = models.TimeField(_("เริ่มเวลา"))
    ends_at = models.TimeField(_("เลิกเวลา"), null=True, blank=True)
    place = ThaiCharField(_("สถานที่"), max_length=200)
    chaired_by = ThaiCharField(_("ประธานในที่ประชุม"), max_length=160, blank=True)
    state = models.CharField(_("สถานะ"), max_length=9, choices=State, default=State.PLANNED, editable=False)
    from_the_chair = ThaiTextField(_("ระเบียบวาระที่ 1 เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ"), blank=True)
    former_minutes = ThaiTextField(_("ระเบียบวาระที่ 2 เรื่องรับรองรายงานการประชุม"), blank=True)
    for_information = ThaiTextField(_("ระเบียบวาระที่ 3 เรื่องเสนอเพื่อทราบ"), blank=True)
    for_decision = ThaiTextField(_("ระเบียบวาระที่ 4 เรื่องเสนอเพื่อพิจารณา"), blank=True)
    other_matters = ThaiTextField(_("ระเบียบวาระที่ 5 เรื่องอื่น ๆ"), blank=True)
    minuted_by = ThaiCharField(_("ผู้จดรายงานการประชุม"), max_length=160, blank=True)
    minutes_document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("รายงานการประชุมในคลังเอกสาร")
    )
    certified_at = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="certifies",
        verbose_name=_("รับรองในการประชุม"),
        editable=False,
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ผู้บันทึก"),
        editable=False,
    )
    source_key = models.CharField(_("รหัสข้อมูลสาธิต"), max_length=64, unique=True, null=True, editable=False)

    history = kept_history()
    objects = CommitteeMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "การประชุมคณะกรรมการ")
        verbose_name_plural = _("การประชุมคณะกรรมการ")
        ordering = ["-date", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "number"],
                name="one_meeting_of_a_number_in_a_year",
                violation_error_message=_("มีการประชุมครั้งที่นี้ของปีนี้แล้ว"),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="meeting_ends_after_it_starts",
                violation_error_message=_("เวลาเลิกต้องหลังเวลาเริ่ม"),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="certified") | models.Q(certified_at__isnull=False),
                name="certified_minutes_name_their_meeting",
                violation_error_message=_("ต้องบอกว่ารับรองในการประชุมครั้งใด"),
            ),
            models.CheckConstraint(
                condition=models.Q(certified_at=None) | ~models.Q(certified_at=models.F("id")),
                name="meeting_does_not_certify_itself",
                violation_error_message=_("การประชุมรับรองรายงานของตัวเองไม่ได้"),
            ),
        ]

    def __str__(self) -> str:
        return _("ครั้งที่ %(number)s/%(year)s") % {"number": self.number, "year": buddhist_year(self.date.year)}

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; the year follows the date."""
        self.year = self.date.year
        super().save(*args, **kwargs)


# Columns of the texts below the five headings: planned items before the meeting, the minutes after it.
AGENDA = ("from_the_chair", "former_minutes", "for_information", "for_decision", "other_matters")
RECORDED = (CommitteeMeeting.State.HELD, CommitteeMeeting.State.CERTIFIED)


class Attendance(models.Model):
    """Whether a member came, or who came for them."""

    meeting = models.ForeignKey(
        CommitteeMeeting, models.CASCADE, related_name="attendances", verbose_name=_("การประชุม")
    )
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="attendances", verbose_name=_("กรรมการ"))
    present = models.BooleanField(_("มาประชุม"), default=True)
    reason = personal(ThaiCharField(_("เหตุที่ไม่มา"), max_length=160, blank=True))
    deputy = personal(ThaiCharField(_("ผู้แทนชื่อ"), max_length=160, blank=True))

    class Meta:
        verbose_name = pgettext_lazy("one", "ผู้มาประชุม")
        verbose_name_plural = _("ผู้มาประชุม")
        ordering = ["seat__rank", "seat"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "seat"],
                name="a_member_attends_a_meeting_once",
                violation_error_message=_("มีชื่อกรรมการคนนี้แล้ว"),
            ),
            models.CheckConstraint(
                condition=models.Q(present=False) | models.Q(reason="", deputy=""),
                name="who_came_needs_no_reason_and_no_deputy",
                violation_error_message=_("ผู้ที่มาประชุมเองไม่ต้องกรอกเหตุหรือผู้แทน"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.seat)


class Guest(models.Model):
    """Somebody who joined a meeting without a seat."""

    meeting = models.ForeignKey(CommitteeMeeting, models.CASCADE, related_name="guests", verbose_name=_("การประชุม"))
    name = personal(ThaiCharField(_("ชื่อ-นามสกุล"), max_length=160))
    comes_from = ThaiCharField(_("ตำแหน่งหรือหน่วยงาน"), max_length=160, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("one", "ผู้เข้าร่วมประชุม")
        verbose_name_plural = _("ผู้เข้าร่วมประชุม")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class ResolutionQuerySet(models.QuerySet["Resolution"]):
    def open(self) -> Self:
        """Resolutions of recorded meetings that aren't done."""
        return self.filter(meeting__state__in=RECORDED, done_on=None)

    def late(self, today: dt.date) -> Self:
        """Open resolutions whose day is over."""
        return self.open().filter(due_on__lt=today)


class Resolution(models.Model):
    """What a meeting resolved, who does it and by when."""

    meeting = models.ForeignKey(
        CommitteeMeeting, models.CASCADE, related_name="resolutions", verbose_name=_("การประชุม")
    )
    subject = ThaiCharField(_("เรื่อง"), max_length=200)
    text = ThaiTextField(_("มติที่ประชุม"), blank=True)
    responsible = personal(
        models.ForeignKey(
            Person, models.PROTECT, null=True, blank=True, related_name="resolutions", verbose_name=_("ผู้รับผิดชอบ")
        )
    )
    due_on = models.DateField(_("ภายในวันที่"), null=True, blank=True)
    done_on = models.DateField(_("เสร็จเมื่อวันที่"), null=True, blank=True)
    result = ThaiCharField(_("ผล"), max_length=300, blank=True)

    history = kept_history()
    objects = ResolutionQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "มติที่ประชุม")
        verbose_name_plural = _("มติที่ประชุม")
        ordering = ["meeting", "pk"]

    def __str__(self) -> str:
        return self.subject

    def is_late_on(self, day: dt.date) -> bool:
        """Whether it should have been done before a day."""
        return self.done_on is None and self.due_on is not None and self.due_on < day
