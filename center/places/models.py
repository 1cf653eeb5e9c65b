from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.records.history import kept_history
from center.records.naming import Bilingual, unique_with_optional
from center.records.personal import public
from center.records.search import Searchable, SearchableQuerySet
from thai.django.fields import ThaiCharField

LATITUDE = [MinValueValidator(5), MaxValueValidator(21)]
LONGITUDE = [MinValueValidator(97), MaxValueValidator(106)]


class Position(models.Model):
    """A position in Thailand, in degrees (WGS 84); either both numbers or neither."""

    latitude = models.FloatField(_("ละติจูด"), null=True, blank=True, validators=LATITUDE)
    longitude = models.FloatField(_("ลองจิจูด"), null=True, blank=True, validators=LONGITUDE)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(5, 21),
                    longitude__range=(97, 106),
                ),
                name="%(class)s_lies_in_thailand",
                violation_error_message=_("ตำแหน่งต้องอยู่ในประเทศไทย และต้องกรอกทั้งละติจูดและลองจิจูด"),
            )
        ]


class Tambon(Bilingual, Position):
    """A sub-district of the district. Codes are the six digits of the Ministry of Interior.

    They aren't consecutive, since five former tambons of Bang Khla became Khlong Khuean district.
    """

    code = models.CharField(_("รหัสตำบล"), max_length=6, primary_key=True)
    postcode = models.CharField(_("รหัสไปรษณีย์"), max_length=5)
    villages = models.PositiveSmallIntegerField(_("จำนวนหมู่บ้าน"), help_text=_("เขตเทศบาลที่ไม่มีหมู่บ้านใส่ 0"))
    officer = models.ForeignKey(
        "center.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="tambons",
        verbose_name=_("พัฒนากรประจำตำบล"),
    )
    history = kept_history()

    class Meta:
        verbose_name = pgettext_lazy("one", "ตำบล")
        verbose_name_plural = pgettext_lazy("many", "ตำบล")
        ordering = ["sort_key"]
        constraints = [
            *Position.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[0-9]{6}$"),
                name="tambon_code_is_six_digits",
                violation_error_message=_("รหัสตำบลต้องเป็นเลข 6 หลัก"),
            ),
        ]


class Place(Bilingual, Position, Searchable):
    """A venue or desk where people meet the center."""

    search_follows: ClassVar = ("tambon",)

    tambon = models.ForeignKey(Tambon, models.PROTECT, null=True, blank=True, verbose_name=_("ตำบล"))
    moo = models.PositiveSmallIntegerField(_("หมู่ที่"), null=True, blank=True)
    address = public(ThaiCharField(_("ที่อยู่"), max_length=300, blank=True))

    history = kept_history()
    objects = SearchableQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "สถานที่")
        verbose_name_plural = pgettext_lazy("many", "สถานที่")
        ordering = ["sort_key"]
        constraints = [
            *Position.Meta.constraints,
            *unique_with_optional(
                "name_th", "tambon", name="one_place_of_a_name_in_a_tambon", message=_("มีสถานที่ชื่อนี้ในตำบลนี้อยู่แล้ว")
            ),
        ]

    def search_parts(self) -> list[str]:
        return [self.name_th, self.name_en, self.address, self.tambon.name_th if self.tambon else ""]
