"""Kinds of matters that the center carries for somebody, each with its papers, and the rounds in which they are taken."""

import datetime as dt
from dataclasses import dataclass
from typing import Self

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from center.records.history import kept_history
from center.records.naming import Bilingual
from thai.dates import long_date
from thai.django.fields import ThaiCharField, ThaiTextField

# What a line of the checklist ends with if most applicants needn't bring it.
IF_ANY = "(ถ้ามี)"
ROUNDS_A_YEAR = 4


@dataclass(frozen=True)
class Paper:
    """One line of a kind's checklist. is_optional: only some applicants have it, so it isn't missing unless staff say so."""

    name_th: str
    name_en: str
    is_optional: bool


class CaseKind(Bilingual):
    """A kind of matter. Its checklist is copied to each case when that is opened, so that later changes touch no case."""

    papers_th = ThaiTextField(
        _("เอกสารที่ต้องใช้"),
        blank=True,
        help_text=_("บรรทัดละหนึ่งอย่าง ที่ลงท้ายด้วย (ถ้ามี) ไม่นับว่าขาด เรื่องที่รับไว้แล้วไม่เปลี่ยนตาม"),
    )
    papers_en = models.TextField(_("เอกสารที่ต้องใช้ ภาษาอังกฤษ"), blank=True, help_text=_("เรียงตามบรรทัดภาษาไทย"))
    done_th = ThaiCharField(
        _("คำเรียกเมื่อสำเร็จ"), max_length=60, default="ลงทะเบียนแล้ว", help_text=_("เช่น ลงทะเบียนแล้ว ได้ใบรับรองแล้ว อนุมัติแล้ว")
    )
    done_en = models.CharField(_("คำเรียกเมื่อสำเร็จ ภาษาอังกฤษ"), max_length=60, blank=True)
    has_rounds = models.BooleanField(
        _("รับเป็นรอบ"), default=False, help_text=_("กำหนดของเรื่องคือวันปิดรับของรอบ ตั้งรอบปีละครั้งที่หน้า รอบรับลงทะเบียน")
    )
    active = models.BooleanField(_("ยังรับเรื่อง"), default=True)
    position = models.PositiveSmallIntegerField(_("ลำดับ"), default=0, help_text=_("เลขน้อยอยู่ก่อน"))

    history = kept_history()

    class Meta:
        verbose_name = pgettext_lazy("one", "ชนิดงานเอกสาร")
        verbose_name_plural = _("ชนิดงานเอกสาร")
        ordering = ["position", "sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["name_th"], name="one_case_kind_of_a_name", violation_error_message=_("มีชนิดงานเอกสารชื่อนี้อยู่แล้ว")
            )
        ]

    @property
    def done(self) -> str:
        """What a case of the kind is called that came to a good end, in the page's language."""
        return self.in_language("done")

    @property
    def papers(self) -> list[Paper]:
        """The checklist, a line each; English names where the languages have as many lines."""
        thai, english = (
            [line.strip() for line in text.splitlines() if line.strip()] for text in (self.papers_th, self.papers_en)
        )
        if len(english) != len(thai):
            english = [""] * len(thai)
        return [Paper(name, other, name.endswith(IF_ANY)) for name, other in zip(thai, english, strict=True)]


class RegistrationRoundQuerySet(models.QuerySet["RegistrationRound"]):
    def closing_from(self, day: dt.date) -> Self:
        """Rounds that are open on the day or open later, the next to close first."""
        return self.filter(closes_on__gte=day).order_by("closes_on", "pk")


class RegistrationRound(models.Model):
    """A round in which a kind of case is taken, within one fiscal year. Its closing date is when its cases are due.

    Written by consultations.registers.rounds, from the page that sets all rounds of a year.
    """

    kind = models.ForeignKey(CaseKind, models.PROTECT, related_name="rounds", verbose_name=_("ชนิดงานเอกสาร"))
    fiscal_year = models.PositiveSmallIntegerField(_("ปีงบประมาณ (พ.ศ.)"))
    number = models.PositiveSmallIntegerField(_("รอบที่"))
    opens_on = models.DateField(_("เปิดรับ"))
    closes_on = models.DateField(_("ปิดรับ"))
    source_key = models.CharField(_("รหัสข้อมูลสาธิต"), max_length=64, unique=True, null=True, editable=False)

    history = kept_history()
    objects = RegistrationRoundQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "รอบรับลงทะเบียน")
        verbose_name_plural = _("รอบรับลงทะเบียน")
        ordering = ["-fiscal_year", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "fiscal_year", "number"],
                name="one_round_of_a_number",
                violation_error_message=_("มีรอบนี้ของปีงบประมาณนี้แล้ว"),
            ),
            models.CheckConstraint(
                condition=models.Q(number__range=(1, ROUNDS_A_YEAR)),
                name="round_is_one_of_four",
                violation_error_message=_("ปีหนึ่งมีรอบที่ 1 ถึง 4"),
            ),
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")),
                name="round_closes_after_it_opens",
                violation_error_message=_("วันปิดรับต้องไม่ก่อนวันเปิดรับ"),
            ),
        ]

    def __str__(self) -> str:
        return str(_("รอบที่ %(number)s/%(year)s") % {"number": self.number, "year": self.fiscal_year})

    @property
    def with_closing(self) -> str:
        """รอบที่ 1/2570 ปิดรับ 20 ธันวาคม 2569."""
        values = {"round": self, "date": long_date(self.closes_on, get_language() or "th")}
        return str(_("%(round)s ปิดรับ %(date)s") % values)
