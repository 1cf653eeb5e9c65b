"""Sheets that are signed by hand: one a day of an event or of the counter, with a code by which its rows are keyed back."""

import datetime as dt
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultations.outreach.models.event import OutreachEvent

# Sheets older than this are left to the list: nobody finds the paper any more.
KEYED_WITHIN = dt.timedelta(days=90)


class AttendanceSheetQuerySet(models.QuerySet["AttendanceSheet"]):
    def unkeyed(self) -> Self:
        """Sheets of the last months whose day is over and of which nobody keyed a row."""
        today = timezone.localdate()
        cancelled = models.Q(event__isnull=False) & ~models.Q(event__state=OutreachEvent.State.PLANNED)
        waiting = self.filter(day__lt=today, day__gte=today - KEYED_WITHIN, rows=None, nobody_signed=False)
        return waiting.exclude(cancelled)


class AttendanceSheet(models.Model):
    """A printed sign sheet. Its code stands on the paper; its rows are keyed into the registers.

    event None: the sheet of a day at the center's counter.
    """

    event = models.ForeignKey(
        OutreachEvent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attendance_sheets",
        verbose_name=_("กิจกรรม"),
        help_text=_("ว่างไว้ = ใบที่ศูนย์"),
    )
    day = models.DateField(_("วันที่"))
    code = models.CharField(_("รหัสใบลงทะเบียน"), max_length=8, unique=True, editable=False)
    nobody_signed = models.BooleanField(_("ไม่มีผู้ลงชื่อ"), default=False, editable=False)

    objects = AttendanceSheetQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "ใบลงทะเบียน")
        verbose_name_plural = _("ใบลงทะเบียน")
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "day"],
                name="one_sign_sheet_a_day",
                violation_error_message=_("มีใบลงทะเบียนของวันนี้แล้ว"),
            ),
            models.UniqueConstraint(
                fields=["day"],
                condition=models.Q(event=None),
                name="one_counter_sheet_a_day",
                violation_error_message=_("มีใบลงทะเบียนของวันนี้แล้ว"),
            ),
        ]

    def __str__(self) -> str:
        return self.code
