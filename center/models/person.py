from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.models.history import kept_history
from center.models.personal import personal, personal_contact
from center.models.place import Tambon
from center.models.search import Searchable, SearchableQuerySet
from thai.django.fields import PhoneField, SortKeyField, ThaiCharField


class Person(Searchable):
    """Somebody the center knows, once, whatever they do here: maker, member, speaker, visitor. Needs no login.

    The phone isn't unique, since families share one. Two records of one person are merged by staff, never without
    asking: merged_into then points at the record that stays.
    """

    search_follows: ClassVar = ("tambon",)

    class Gender(models.TextChoices):
        FEMALE = "female", _("หญิง")
        MALE = "male", _("ชาย")
        OTHER = "other", _("อื่น ๆ")

    title = personal(ThaiCharField(_("คำนำหน้าชื่อ"), max_length=40, blank=True))
    first_name = personal(ThaiCharField(pgettext_lazy("ชื่อคน", "ชื่อ"), max_length=100))
    surname = personal(ThaiCharField(_("นามสกุล"), max_length=100, blank=True))
    nickname = personal(ThaiCharField(_("ชื่อเล่น"), max_length=60, blank=True))
    phone = personal_contact(PhoneField(_("เบอร์โทรศัพท์"), blank=True))
    line_id = personal_contact(models.CharField(_("ไอดีไลน์"), max_length=60, blank=True))
    email = personal_contact(models.EmailField(_("อีเมล (ถ้ามี)"), blank=True))
    tambon = models.ForeignKey(Tambon, models.PROTECT, null=True, blank=True, verbose_name=_("ตำบล"))
    moo = models.PositiveSmallIntegerField(_("หมู่ที่"), null=True, blank=True)
    gender = personal(models.CharField(_("เพศ"), max_length=6, choices=Gender.choices, blank=True))
    merged_into = personal(
        models.ForeignKey(
            "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("รวมเข้ากับ")
        )
    )
    sort_key = SortKeyField("first_name", "surname")

    history = kept_history("title", "first_name", "surname", "nickname", "phone", "line_id", "email", "gender")
    objects = SearchableQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "บุคคล")
        verbose_name_plural = _("บุคคล")
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("id")),
                name="person_not_merged_into_itself",
                violation_error_message=_("รวมบุคคลเข้ากับตัวเองไม่ได้"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}{self.full_name()}" if self.title else self.full_name()

    def full_name(self) -> str:
        """First name and, if there is one, surname: Thai people are listed by first name."""
        return f"{self.first_name} {self.surname}".strip()

    def search_parts(self) -> list[str]:
        tambon = self.tambon.name_th if self.tambon else ""
        return [self.title + self.full_name(), self.nickname, self.phone, self.line_id, tambon]
