"""Sheets that were signed by hand and come back: their rows as keyed, and their scans."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.people.models import Person
from center.places.models import Tambon
from center.places.villages import village_in_words
from center.records.history import kept_history
from center.records.personal import personal, personal_contact
from consultations.outreach.models import AttendanceSheet
from consultations.registers.models.visit import Visit
from thai.django.fields import PhoneField, ThaiCharField


class SheetRow(models.Model):
    """One handwritten row of a sheet. Its visit counts; line is its place on the paper, so that keying it again finds it."""

    sheet = models.ForeignKey(AttendanceSheet, models.PROTECT, related_name="rows", verbose_name=_("ใบลงทะเบียน"))
    line = models.PositiveSmallIntegerField(_("ลำดับที่"))
    name = personal(ThaiCharField(_("ชื่อ-นามสกุล"), max_length=160, blank=True))
    moo = models.PositiveSmallIntegerField(_("หมู่ที่"), null=True, blank=True)
    tambon = models.ForeignKey(Tambon, models.PROTECT, null=True, blank=True, verbose_name=_("ตำบล"))
    outside = ThaiCharField(
        _("นอกอำเภอ"), max_length=120, blank=True, help_text=_("อำเภอและจังหวัด เมื่อไม่ได้อยู่ในอำเภอบางคล้า")
    )
    phone = personal_contact(PhoneField(_("เบอร์โทรศัพท์"), blank=True))
    photo_consent = models.BooleanField(_("ยินยอมภาพ"), null=True, blank=True)
    person = personal(
        models.ForeignKey(
            Person, models.PROTECT, null=True, blank=True, related_name="sheet_rows", verbose_name=_("บุคคลในทะเบียน")
        )
    )
    # What was answered to คนเดิม?; None: nobody was proposed, or nobody answered yet.
    same_person = models.BooleanField(_("คนเดิม"), null=True, blank=True)
    visit = models.OneToOneField(
        Visit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sheet_row",
        editable=False,
        verbose_name=pgettext_lazy("one", "ผู้รับบริการ"),
    )
    keyed_at = models.DateTimeField(_("กรอกเมื่อ"), default=timezone.now, editable=False)
    keyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("ผู้กรอก"),
    )

    history = kept_history("name", "phone")

    class Meta:
        verbose_name = pgettext_lazy("one", "แถวในใบลงทะเบียน")
        verbose_name_plural = _("แถวในใบลงทะเบียน")
        ordering = ["sheet", "line"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "line"],
                name="one_row_of_a_line",
                violation_error_message=_("แถวนี้มีคนกรอกแล้ว"),
            )
        ]

    def __str__(self) -> str:
        return self.name or str(self.line)

    @property
    def village(self) -> str:
        """Moo and tambon in words, or the district outside ours."""
        return village_in_words(self.moo, self.tambon) or self.outside


class SheetScan(models.Model):
    """A photo or scan of a signed sheet, in the private storage: for staff alone, since signatures stand on it."""

    sheet = models.ForeignKey(AttendanceSheet, models.CASCADE, related_name="scans", verbose_name=_("ใบลงทะเบียน"))
    file = personal(models.FileField(_("ไฟล์"), editable=False))
    original_name = models.CharField(_("ชื่อไฟล์"), max_length=255, editable=False)
    size = models.PositiveIntegerField(_("ขนาด (ไบต์)"), editable=False)
    added_at = models.DateTimeField(_("แนบเมื่อ"), default=timezone.now, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("ผู้แนบ"),
    )

    class Meta:
        verbose_name = pgettext_lazy("one", "ภาพใบลงทะเบียน")
        verbose_name_plural = _("ภาพใบลงทะเบียน")
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.original_name
