"""Days in the center's book, and who is on duty."""

import datetime as dt
from collections.abc import Iterable
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.office.models.hours import OpeningHours
from center.people.models import Person
from center.records.history import kept_history
from center.records.personal import public
from thai.dates import WEEKDAYS, long_date
from thai.django.fields import ThaiCharField


class ServiceDay(models.Model):
    """A day in the center's book: was it open, who was on duty. What "regularly" is counted from."""

    date = models.DateField(_("วันที่"), unique=True)
    opened = models.BooleanField(_("เปิดให้บริการ"), default=True)
    # Who is on duty hangs on the wall of the center: anybody may know.
    on_duty = public(
        models.ForeignKey(
            Person,
            models.PROTECT,
            null=True,
            blank=True,
            related_name="service_days",
            verbose_name=_("ผู้อยู่เวร"),
            help_text=_("เจ้าหน้าที่หรือกรรมการ มีบัญชีผู้ใช้หรือไม่ก็ได้"),
        )
    )
    note = ThaiCharField(_("หมายเหตุ"), max_length=300, blank=True)
    history = kept_history()

    class Meta:
        verbose_name = pgettext_lazy("one", "บันทึกวันให้บริการ")
        verbose_name_plural = _("บันทึกวันให้บริการ")
        ordering = ["-date"]

    def __str__(self) -> str:
        return long_date(self.date)


class DutyQuerySet(models.QuerySet["Duty"]):
    def weekly(self) -> Self:
        """The rows of the week, Monday first; without the exceptions."""
        return self.filter(weekday__isnull=False).order_by("weekday")

    def on(self, day: dt.date) -> "Duty | None":
        """Who is on duty on a day: the exception of that day if there is one, else its weekday's. One query."""
        return first_of(self.concerning(day))

    def concerning(self, day: dt.date) -> Self:
        """The exception of a day, and its weekday's row."""
        return self.filter(models.Q(date=day) | models.Q(weekday=day.weekday()))


def first_of(duties: "Iterable[Duty]") -> "Duty | None":
    """Of rows that concern one day the one that counts: its exception before its weekday's."""
    return min(duties, key=lambda duty: duty.date is None, default=None)


class Duty(models.Model):
    """The duty roster: one person for each weekday, and exceptions by day. An exception without a person: nobody."""

    weekday = models.PositiveSmallIntegerField(
        _("ทุกวัน"), choices=OpeningHours.Weekday, null=True, blank=True, help_text=_("เวรประจำสัปดาห์")
    )
    date = models.DateField(_("เฉพาะวันที่"), null=True, blank=True, help_text=_("ใช้แทนเวรประจำของวันนั้น"))
    person = public(
        models.ForeignKey(
            Person,
            models.PROTECT,
            null=True,
            blank=True,
            related_name="duties",
            verbose_name=_("ผู้อยู่เวร"),
            help_text=_("ว่างไว้ = วันนั้นไม่มีเวร"),
        )
    )
    note = ThaiCharField(_("หมายเหตุ"), max_length=200, blank=True)
    history = kept_history()
    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "เวรประจำศูนย์")
        verbose_name_plural = _("เวรประจำศูนย์")
        ordering = [models.F("weekday").asc(nulls_last=True), models.F("date").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["weekday"], name="one_on_duty_a_weekday", violation_error_message=_("มีผู้อยู่เวรของวันนี้แล้ว")
            ),
            models.UniqueConstraint(
                fields=["date"], name="one_on_duty_a_day", violation_error_message=_("มีผู้อยู่เวรของวันที่นี้แล้ว")
            ),
            models.CheckConstraint(
                condition=models.Q(weekday__isnull=False, date=None, person__isnull=False)
                | models.Q(weekday=None, date__isnull=False),
                name="duty_is_of_a_weekday_or_a_day",
                violation_error_message=_("เลือกวันประจำสัปดาห์พร้อมผู้อยู่เวร หรือกรอกวันที่ อย่างใดอย่างหนึ่ง"),
            ),
            models.CheckConstraint(
                condition=models.Q(weekday=None) | models.Q(weekday__range=(0, 6)),
                name="duty_is_of_a_day_of_the_week",
                violation_error_message=_("กรุณาเลือกวันในสัปดาห์"),
            ),
        ]

    def __str__(self) -> str:
        return long_date(self.date) if self.date else f"วัน{WEEKDAYS[(self.weekday or 0) % 7]}"
