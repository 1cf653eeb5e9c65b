from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from catalog.models.producer import Producer
from catalog.models.product import Product


class ImportBatch(models.Model):
    """One import of one sheet: what it was, who started it, what came of it."""

    file_name = models.CharField(_("ชื่อไฟล์"), max_length=260)
    sha256 = models.CharField(_("ลายนิ้วมือไฟล์ (SHA-256)"), max_length=64)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("ผู้นำเข้า")
    )
    started_at = models.DateTimeField(_("นำเข้าเมื่อ"), db_default=Now())
    all_districts = models.BooleanField(_("ทุกอำเภอ"), default=False)
    published = models.BooleanField(_("เผยแพร่ทันที"), default=False)
    counts = models.JSONField(_("ผล"), default=dict)

    class Meta:
        verbose_name = verbose_name_plural = _("การนำเข้า")
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """What became of one row of a sheet that wrote something or was refused. Unchanged rows leave no trace."""

    class Outcome(models.TextChoices):
        NEW = "new", _("เพิ่มใหม่")
        CHANGED = "changed", _("เปลี่ยนแปลง")
        DUPLICATE = "duplicate", _("ซ้ำ")
        REFUSED = "refused", _("ไม่รับ")

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows", verbose_name=_("การนำเข้า"))
    number = models.PositiveIntegerField(_("แถวที่"), help_text=_("นับจากบนสุดของไฟล์ รวมหัวตาราง"))
    outcome = models.CharField(_("ผล"), max_length=10, choices=Outcome.choices)
    product = models.ForeignKey(
        Product, models.SET_NULL, null=True, blank=True, related_name="import_rows", verbose_name=_("สินค้า")
    )
    producer = models.ForeignKey(
        Producer, models.SET_NULL, null=True, blank=True, related_name="import_rows", verbose_name=_("ผู้ผลิต")
    )
    before = models.JSONField(_("ก่อนนำเข้า"), null=True, blank=True)
    after = models.JSONField(_("หลังนำเข้า"), null=True, blank=True)
    repairs = models.JSONField(_("สิ่งที่แก้ให้"), default=list, blank=True)
    reason = models.TextField(_("เหตุผล"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("แถวที่นำเข้า")
        ordering = ["batch", "number"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(outcome="refused") | ~models.Q(reason=""),
                name="refused_row_has_a_reason",
                violation_error_message=_("แถวที่ไม่รับต้องมีเหตุผล"),
            )
        ]

    def __str__(self) -> str:
        return _("แถวที่ %s") % self.number
