from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.products.models.product import Product, Rating
from center.records.history import kept_history
from center.records.naming import Bilingual
from thai.django.fields import ThaiCharField


class StarRating(models.Model):
    """Stars of a product in one year of the national OTOP selection (1 to 5). No row: not rated."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="star_ratings", verbose_name=_("สินค้า"))
    year = models.PositiveSmallIntegerField(
        _("ปีคัดสรร (ค.ศ.)"), validators=[MinValueValidator(2003), MaxValueValidator(2200)]
    )
    stars = models.PositiveSmallIntegerField(
        _("ระดับดาว"), help_text=_("1 ถึง 5"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    score = models.DecimalField(_("คะแนน"), max_digits=5, decimal_places=2, null=True, blank=True)
    history = kept_history()

    class Meta:
        verbose_name = pgettext_lazy("one", "ระดับดาว")
        verbose_name_plural = pgettext_lazy("many", "ระดับดาว")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stars__range=(1, 5)),
                name="star_rating_1_to_5",
                violation_error_message=_("ระดับดาวต้องเป็น 1 ถึง 5"),
            ),
            models.CheckConstraint(
                condition=models.Q(score=None) | models.Q(score__range=(0, 100)),
                name="star_score_0_to_100",
                violation_error_message=_("คะแนนต้องอยู่ระหว่าง 0 ถึง 100"),
            ),
            models.CheckConstraint(
                # The selection started in 2003 (B.E. 2546); a year above 2200 is a Buddhist year entered by mistake.
                condition=models.Q(year__range=(2003, 2200)),
                name="star_rating_year_is_christian",
                violation_error_message=_("ปีคัดสรรต้องตั้งแต่ พ.ศ. 2546 (ค.ศ. 2003) เป็นต้นไป"),
            ),
            models.UniqueConstraint(
                fields=["product", "year"],
                name="one_star_rating_a_year",
                violation_error_message=_("สินค้านี้มีผลคัดสรรของปีนี้แล้ว"),
            ),
        ]

    def __str__(self) -> str:
        return str(Rating(self.stars, self.year))


class CertificateKind(Bilingual):
    """A standard or certificate a product can hold. Staff may add kinds."""

    code = models.SlugField(_("รหัส"), max_length=20, unique=True)
    abbreviation = ThaiCharField(_("ชื่อย่อ"), max_length=40, blank=True)
    number_required = models.BooleanField(_("ต้องมีเลขที่"), default=False, help_text=_("เช่น GI แสดงได้เมื่อมีเลขที่อนุญาตเท่านั้น"))

    class Meta:
        verbose_name = pgettext_lazy("one", "ชนิดมาตรฐานและใบรับรอง")
        verbose_name_plural = _("ชนิดมาตรฐานและใบรับรอง")
        ordering = ["sort_key"]

    @property
    def short_name(self) -> str:
        return self.abbreviation or self.name


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def shown(self, on: date) -> Self:
        """Certificates that visitors can filter products by: valid on a day, GI only with its number."""
        return self.valid(on).filter(models.Q(kind__number_required=False) | ~models.Q(number=""))

    def valid(self, on: date) -> Self:
        """Certificates valid on a day: issued, not just applied for, not expired. Without expires_on: until revoked."""
        issued = models.Q(issued_on=None) | models.Q(issued_on__lte=on)
        return self.filter(issued, models.Q(expires_on=None) | models.Q(expires_on__gte=on), under_way=False)


class Certificate(models.Model):
    """A certificate of one product: issued, or applied for (under_way). A GI certificate needs its permit number."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="certificates", verbose_name=_("สินค้า"))
    kind = models.ForeignKey(CertificateKind, models.PROTECT, related_name="certificates", verbose_name=_("ชนิด"))
    number = ThaiCharField(_("เลขที่"), max_length=60, blank=True)
    issued_on = models.DateField(_("ออกให้เมื่อ"), null=True, blank=True)
    expires_on = models.DateField(_("ใช้ได้ถึง"), null=True, blank=True)
    under_way = models.BooleanField(_("กำลังขอ"), default=False)
    file = models.FileField(_("สำเนาใบรับรอง"), upload_to="certificates/", blank=True)

    history = kept_history()
    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "มาตรฐานและใบรับรอง")
        verbose_name_plural = _("มาตรฐานและใบรับรอง")
        # No expiry sorts first.
        ordering = ["kind__sort_key", models.F("expires_on").desc(nulls_first=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_on=None)
                | models.Q(issued_on=None)
                | models.Q(expires_on__gte=models.F("issued_on")),
                name="certificate_expires_after_issue",
                violation_error_message=_("วันหมดอายุต้องไม่ก่อนวันออกใบรับรอง"),
            ),
            models.UniqueConstraint(
                fields=["product", "kind", "number"],
                name="one_certificate_of_a_number",
                violation_error_message=_("สินค้านี้มีใบรับรองเลขที่นี้แล้ว"),
            ),
        ]

    def clean(self) -> None:
        """A kind that requires a number (GI) may lack it only while applied for."""
        super().clean()
        if self.kind_id and self.kind.number_required and not self.number and not self.under_way:
            raise ValidationError({"number": _("ต้องกรอกเลขที่ของ %s") % self.kind.short_name})

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """As Django's; the file of a replaced or cleared copy is deleted after the transaction commits."""
        replaced: str | None = None
        if self.pk and (update_fields is None or "file" in update_fields):
            rows = type(self)._base_manager.filter(pk=self.pk)
            replaced = rows.exclude(file="").values_list("file", flat=True).first()
        super().save(*args, update_fields=update_fields, **kwargs)
        if replaced and replaced != self.file.name:
            transaction.on_commit(lambda: default_storage.delete(replaced))

    @property
    def has_expired(self) -> bool:
        """Whether its last day has passed (Bangkok)."""
        return self.expires_on is not None and self.expires_on < timezone.localdate()

    @property
    def may_be_shown(self) -> bool:
        """Whether it may be published: a kind that requires a number (GI) needs it, unless only applied for."""
        return self.under_way or bool(self.number) or not self.kind.number_required

    @property
    def is_held(self) -> bool:
        """Whether it was issued (it may have expired since) and may be published."""
        return self.may_be_shown and not self.under_way

    def __str__(self) -> str:
        return f"{self.kind.short_name} {self.number}".strip()
