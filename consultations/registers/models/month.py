"""Months that were reported and closed, and who signs reports."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.records.states import Stateful
from thai.dates import buddhist_year, month_name
from thai.django.fields import ThaiCharField


class ClosedMonth(Stateful):
    """A month whose figures were reported. `figures` keeps them as they were when it was closed (the latest time).

    year: Christian era. Afterwards what counts in it changes only with a reason. Opened again, it is closed anew.
    """

    class State(models.TextChoices):
        CLOSED = "closed", _("ปิดยอดแล้ว")
        OPEN = "open", _("เปิดให้แก้ไข")

    transitions: ClassVar = {State.CLOSED: (State.OPEN,), State.OPEN: (State.CLOSED,)}

    year = models.PositiveSmallIntegerField(_("ปี"))
    month = models.PositiveSmallIntegerField(_("เดือน"))
    state = models.CharField(_("สถานะ"), max_length=6, choices=State, default=State.CLOSED, editable=False)
    figures = models.JSONField(_("ตัวเลขเมื่อปิดยอด"), default=dict, editable=False)
    closed_at = models.DateTimeField(_("ปิดยอดเมื่อ"), default=timezone.now, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("ผู้ปิดยอด"),
    )

    class Meta:
        verbose_name = pgettext_lazy("one", "เดือนที่ปิดยอดแล้ว")
        verbose_name_plural = _("ทะเบียนและรายงาน")
        ordering = ["-year", "-month"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "month"],
                name="one_closing_of_a_month",
                violation_error_message=_("เดือนนี้ปิดยอดแล้ว"),
            ),
            models.CheckConstraint(
                condition=models.Q(month__gte=1, month__lte=12),
                name="closed_month_is_a_month",
                violation_error_message=_("เดือนต้องเป็น 1 ถึง 12"),
            ),
        ]

    def __str__(self) -> str:
        return f"{month_name(self.month)} {buddhist_year(self.year)}"

    @property
    def period_key(self) -> str:
        """How addresses of reports name the month (consultations.registers.periods)."""
        return f"{buddhist_year(self.year)}-{self.month:02d}"

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED


class ReportSigner(models.Model):
    """Who signs reports, saved once: ผู้จัดทำ, ผู้ตรวจสอบ, ทราบ (พัฒนาการอำเภอ). A migration made one row for each."""

    class Role(models.TextChoices):
        PREPARED = "prepared", _("ผู้จัดทำ")
        CHECKED = "checked", _("ผู้ตรวจสอบ")
        NOTED = "noted", _("ทราบ")

    role = models.CharField(_("ลงนามในฐานะ"), max_length=8, choices=Role, unique=True)
    name = ThaiCharField(_("ชื่อผู้ลงนาม"), max_length=160, blank=True)
    position = ThaiCharField(_("ตำแหน่ง"), max_length=160, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("one", "ผู้ลงนามในรายงาน")
        verbose_name_plural = _("ผู้ลงนามในรายงาน")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.get_role_display())
