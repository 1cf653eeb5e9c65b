"""When the center is open, and the days on which it is closed."""

import datetime as dt
from collections.abc import Iterable
from typing import Self

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from center.office.holidays import OfficeHoliday
from center.records.changes import written
from center.records.history import kept_history
from thai.dates import WEEKDAYS, long_date
from thai.django.fields import ThaiCharField


class OpeningHours(models.Model):
    """Open on a weekday from one time to another, in Bangkok; a lunch break is the gap between two rows."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("วันจันทร์")
        TUESDAY = 1, _("วันอังคาร")
        WEDNESDAY = 2, _("วันพุธ")
        THURSDAY = 3, _("วันพฤหัสบดี")
        FRIDAY = 4, _("วันศุกร์")
        SATURDAY = 5, _("วันเสาร์")
        SUNDAY = 6, _("วันอาทิตย์")

    weekday = models.PositiveSmallIntegerField(_("วัน"), choices=Weekday.choices)
    opens = models.TimeField(_("เปิด"))
    closes = models.TimeField(_("ปิด"))
    history = kept_history()

    class Meta:
        verbose_name = pgettext_lazy("one", "เวลาเปิดทำการ")
        verbose_name_plural = _("เวลาเปิดทำการ")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")),
                name="opening_hours_end_after_they_begin",
                violation_error_message=_("เวลาปิดต้องหลังเวลาเปิด"),
            ),
            models.CheckConstraint(
                condition=models.Q(weekday__range=(0, 6)),
                name="opening_hours_are_of_a_weekday",
                violation_error_message=_("กรุณาเลือกวันในสัปดาห์"),
            ),
            models.UniqueConstraint(
                fields=["weekday", "opens"],
                name="opens_once_at_a_time",
                violation_error_message=_("มีเวลาเปิดนี้ของวันนี้อยู่แล้ว"),
            ),
        ]

    def __str__(self) -> str:
        return f"วัน{WEEKDAYS[self.weekday % 7]} {self.opens:%H.%M}–{self.closes:%H.%M} น."


class ClosureQuerySet(models.QuerySet["Closure"]):
    def between(self, first: dt.date, last: dt.date) -> Self:
        """Closures that keep the center closed on any day from the first to the last, both included, in their order."""
        return self.filter(open_anyway=False, ends_on__gte=first, starts_on__lte=last).order_by("starts_on", "ends_on")

    def add_holidays(self, holidays: Iterable[OfficeHoliday]) -> int:
        """Add holidays whose day has no row yet, edited by staff or not; returns how many were added."""
        added = []
        for holiday in holidays:
            closure, made = self.get_or_create(
                holiday_on=holiday.day,
                defaults={
                    "starts_on": holiday.day,
                    "ends_on": holiday.day,
                    "reason_th": holiday.name_th,
                    "reason_en": holiday.name_en,
                },
            )
            if made:
                added.append(closure)
        written(added)
        return len(added)


class Closure(models.Model):
    """Days on which the center is closed, the first and the last included.

    holiday_on is the day of the office holiday it came from; empty for what staff added. The names of such days come
    from a package and change, so they are shown only once staff have compared them with the cabinet's.
    """

    starts_on = models.DateField(_("ปิดตั้งแต่วันที่"), db_index=True)
    ends_on = models.DateField(_("ถึงวันที่"), help_text=_("ปิดวันเดียวใส่วันเดียวกัน"))
    reason_th = ThaiCharField(_("เหตุผลหรือชื่อวันหยุด"), max_length=300, help_text=_("แสดงบนเว็บ เช่น อบรมเจ้าหน้าที่ทั้งวัน"))
    reason_en = models.CharField(_("เหตุผลภาษาอังกฤษ"), max_length=300, blank=True)
    name_confirmed = models.BooleanField(
        _("ยืนยันชื่อวันหยุดแล้ว"),
        default=False,
        help_text=_("สำหรับวันหยุดราชการ ก่อนยืนยันเว็บจะแสดงเพียงคำว่า “วันหยุดราชการ”"),
    )
    open_anyway = models.BooleanField(
        _("วันนั้นเปิดทำการตามปกติ"), default=False, help_text=_("เลือกแทนการลบ เพื่อไม่ให้วันหยุดถูกเพิ่มกลับมาอีก")
    )
    holiday_on = models.DateField(_("วันหยุดราชการของวันที่"), null=True, unique=True, editable=False)

    history = kept_history()
    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "วันปิดทำการ")
        verbose_name_plural = _("วันปิดทำการ")
        ordering = ["starts_on", "ends_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="closure_ends_after_it_begins",
                violation_error_message=_("วันสุดท้ายต้องไม่ก่อนวันแรก"),
            )
        ]

    def __str__(self) -> str:
        return f"{long_date(self.starts_on)} {self.reason_th}"

    @property
    def is_holiday(self) -> bool:
        return self.holiday_on is not None

    def first_week(self) -> list[dt.date]:
        """The closure's days, seven at most: every weekday it can touch."""
        days = min(7, (self.ends_on - self.starts_on).days + 1)
        return [self.starts_on + dt.timedelta(days=number) for number in range(days)]

    def shown_reason(self, language: str | None = None) -> str:
        """The reason as the public may read it, in a language ("th", "en") or the page's; empty if a holiday's name
        isn't confirmed."""
        if self.is_holiday and not self.name_confirmed:
            return ""
        return ((language or get_language()) == "en" and self.reason_en) or self.reason_th
