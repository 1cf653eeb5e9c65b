"""When advisers can be booked, and the claims on their time: the one guard against double booking."""

import datetime as dt
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.office.models import OpeningHours
from center.people.models import Person
from center.places.models import Place
from center.records.history import kept_history
from center.records.personal import personal
from committee.speakers.models import Speaker
from consultations.calendar.quarters import MINUTES, moment_of
from thai.django.fields import ThaiCharField

WHOLE_QUARTERS = range(0, 4 * 60 + 1, MINUTES)


class CalendarSettings(models.Model):
    """How one adviser is booked: the buffer after each appointment, the least notice and how far ahead."""

    speaker = models.OneToOneField(
        Speaker, models.CASCADE, related_name="calendar_settings", verbose_name=_("ผู้ให้คำปรึกษา")
    )
    buffer_minutes = models.PositiveSmallIntegerField(
        _("พักหลังนัดแต่ละครั้ง (นาที)"), default=0, help_text=_("เป็นจำนวนเท่าของ 15 นาที")
    )
    notice_hours = models.PositiveSmallIntegerField(
        _("นัดล่วงหน้าอย่างน้อย (ชั่วโมง)"), default=2, help_text=_("0 = นัดได้จนถึงเวลาเริ่ม")
    )
    furthest_days = models.PositiveSmallIntegerField(
        _("นัดล่วงหน้าได้ไม่เกิน (วัน)"), default=60, help_text=_("ต้องไม่น้อยกว่าเวลาที่ต้องนัดล่วงหน้า")
    )
    # A random key in the address of the adviser's calendar feed; a new one ends the old address.
    feed_key = models.CharField(_("รหัสลิงก์ปฏิทิน"), max_length=22, unique=True, null=True, editable=False)

    history = kept_history("feed_key")

    class Meta:
        verbose_name = pgettext_lazy("one", "การนัดของผู้ให้คำปรึกษา")
        verbose_name_plural = _("การนัดของผู้ให้คำปรึกษา")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(buffer_minutes__in=WHOLE_QUARTERS),
                name="buffer_is_whole_quarters",
                violation_error_message=_("เวลาพักต้องเป็นจำนวนเท่าของ 15 นาที ไม่เกิน 4 ชั่วโมง"),
            ),
            models.CheckConstraint(
                condition=models.Q(furthest_days__range=(1, 366)),
                name="booked_ahead_a_day_to_a_year",
                violation_error_message=_("นัดล่วงหน้าได้ 1 ถึง 366 วัน"),
            ),
            models.CheckConstraint(
                condition=models.Q(notice_hours__lte=models.F("furthest_days") * 24),
                name="notice_is_within_the_horizon",
                violation_error_message=_("เวลาที่ต้องนัดล่วงหน้าต้องไม่เกินระยะที่นัดล่วงหน้าได้"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.speaker)


class Availability(models.Model):
    """When an adviser can be booked: each week on a weekday, or on one date. Without a place it is at the center."""

    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="availabilities", verbose_name=_("ผู้ให้คำปรึกษา"))
    weekday = models.PositiveSmallIntegerField(_("ทุกวัน"), choices=OpeningHours.Weekday, null=True, blank=True)
    date = models.DateField(_("เฉพาะวันที่"), null=True, blank=True)
    starts = models.TimeField(_("ตั้งแต่เวลา"))
    ends = models.TimeField(_("ถึงเวลา"))
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("สถานที่"),
        help_text=_("ว่างไว้ = ที่ศูนย์"),
    )
    valid_from = models.DateField(_("ใช้ตั้งแต่วันที่"), null=True, blank=True)
    valid_until = models.DateField(_("ใช้ถึงวันที่"), null=True, blank=True)

    history = kept_history()

    class Meta:
        verbose_name = verbose_name_plural = _("เวลาที่รับนัด")
        ordering = [models.F("weekday").asc(nulls_last=True), models.F("date").asc(nulls_last=True), "starts"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weekday__isnull=False, date=None) | models.Q(weekday=None, date__isnull=False),
                name="available_on_a_weekday_or_a_date",
                violation_error_message=_("เลือกวันประจำสัปดาห์ หรือกรอกวันที่ อย่างใดอย่างหนึ่ง"),
            ),
            models.CheckConstraint(
                condition=models.Q(weekday=None) | models.Q(weekday__range=(0, 6)),
                name="available_on_a_day_of_the_week",
                violation_error_message=_("กรุณาเลือกวันในสัปดาห์"),
            ),
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")),
                name="availability_ends_after_it_starts",
                violation_error_message=_("เวลาสิ้นสุดต้องหลังเวลาเริ่ม"),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from=None)
                | models.Q(valid_until=None)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="availability_valid_until_after_from",
                violation_error_message=_("วันสุดท้ายต้องไม่ก่อนวันแรก"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts:%H.%M}–{self.ends:%H.%M}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def between(self, first: dt.date, last: dt.date) -> Self:
        """Absences that touch the days from first to last, both included."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)


class Absence(models.Model):
    """A person isn't there: whole days or a half of each, the first and the last included. Nothing is cancelled by it."""

    class Part(models.TextChoices):
        WHOLE = "whole", _("ทั้งวัน")
        MORNING = "morning", _("ช่วงเช้า")
        AFTERNOON = "afternoon", _("ช่วงบ่าย")

    person = personal(models.ForeignKey(Person, models.CASCADE, related_name="absences", verbose_name=_("ใคร")))
    starts_on = models.DateField(_("ตั้งแต่วันที่"))
    ends_on = models.DateField(_("ถึงวันที่"), help_text=_("วันเดียวใส่วันเดียวกัน"))
    part = models.CharField(_("ช่วง"), max_length=9, choices=Part, default=Part.WHOLE)
    # May tell of somebody's health.
    reason = personal(ThaiCharField(_("เหตุ"), max_length=200, blank=True))

    history = kept_history("reason")
    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "วันไม่อยู่")
        verbose_name_plural = _("วันไม่อยู่")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="absence_ends_after_it_starts",
                violation_error_message=_("วันสุดท้ายต้องไม่ก่อนวันแรก"),
            )
        ]

    def __str__(self) -> str:
        return _("%(person)s ไม่อยู่") % {"person": self.person}


class ClaimQuerySet(models.QuerySet["Claim"]):
    def of(self, speakers: list[int], first: int, last: int) -> Self:
        """Claims of advisers on the quarters from first up to last, exclusive."""
        return self.filter(speaker__in=speakers, quarter__gte=first, quarter__lt=last)


class Claim(models.Model):
    """One quarter of an hour of one adviser, taken by a booking or by a session of an event.

    UNIQUE(speaker, quarter) is what makes double booking impossible; everything else only asks beforehand. Rows are
    written by consultations.calendar.claims and by nothing else.
    """

    class Kind(models.TextChoices):
        SERVICE = "service", _("ให้คำปรึกษา")
        BUFFER = "buffer", _("พัก")
        TRAVEL = "travel", _("เดินทาง")

    speaker = models.ForeignKey(Speaker, models.PROTECT, related_name="claims", verbose_name=_("ผู้ให้คำปรึกษา"))
    quarter = models.IntegerField(_("ช่วง 15 นาที"))
    kind = models.CharField(_("ชนิด"), max_length=7, choices=Kind, default=Kind.SERVICE)
    booking = models.ForeignKey(
        "consultations.Booking", models.PROTECT, null=True, related_name="claims", verbose_name=_("นัดหมาย")
    )
    # Of an event; at a desk both: the session holds the adviser's time, an appointment takes a part of it.
    session = models.ForeignKey(
        "consultations.Session", models.PROTECT, null=True, related_name="claims", verbose_name=_("ช่วงกิจกรรม")
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("เวลาที่ถูกจอง")
        ordering = ["speaker", "quarter"]
        constraints = [
            models.UniqueConstraint(
                fields=["speaker", "quarter"],
                name="one_claim_on_a_quarter",
                violation_error_message=_("เวลานี้มีผู้จองแล้ว"),
            ),
            models.CheckConstraint(
                condition=models.Q(booking__isnull=False) | models.Q(session__isnull=False),
                name="claim_is_for_something",
                violation_error_message=_("ต้องบอกว่าจองไว้ให้อะไร"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker_id} {moment_of(self.quarter):%Y-%m-%d %H:%M}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused: time is freed by consultations.calendar.claims."""
        raise ValidationError(_("ยกเลิกหรือเลื่อนนัดแทน"))
