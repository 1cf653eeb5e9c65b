"""People, and the networks, groups and organizations they belong to."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.places.models import Tambon
from center.records.history import kept_history
from center.records.naming import Bilingual, unique_with_optional
from center.records.personal import personal, personal_contact
from center.records.search import Searchable, SearchableQuerySet
from center.records.states import Stateful
from thai.django.fields import PhoneField, SortKeyField, ThaiCharField, ThaiTextField


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


class Network(Bilingual):
    """A network the center works with. Staff edit the list: the source document ends it with "etc."."""

    abbreviation = ThaiCharField(_("ชื่อย่อ"), max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("อยู่ในเครือข่าย")
    )
    offers_capital = models.BooleanField(_("แหล่งทุน"), default=False)
    offers_production = models.BooleanField(_("แหล่งผลิต"), default=False)
    offers_markets = models.BooleanField(_("แหล่งตลาด"), default=False)
    offers_knowledge = models.BooleanField(_("แหล่งความรู้"), default=False)
    active = models.BooleanField(_("ยังดำเนินงาน"), default=True)
    history = kept_history()

    class Meta:
        verbose_name = pgettext_lazy("one", "เครือข่าย")
        verbose_name_plural = _("เครือข่าย")
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["name_th"], name="one_network_of_a_name", violation_error_message=_("มีเครือข่ายชื่อนี้อยู่แล้ว")
            ),
            models.CheckConstraint(
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("id")),
                name="network_not_its_own_parent",
                violation_error_message=_("เครือข่ายอยู่ในตัวเองไม่ได้"),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        ancestor, seen = self.parent, {self.pk}
        while ancestor is not None:
            if ancestor.pk in seen:
                raise ValidationError({"parent": _("เครือข่ายอยู่ในตัวเองไม่ได้")})
            seen.add(ancestor.pk)
            ancestor = ancestor.parent


class Organization(Bilingual):
    """A partner agency of the center: a bank, a university, a government office."""

    abbreviation = ThaiCharField(_("ชื่อย่อ"), max_length=40, blank=True)
    note = ThaiTextField(_("หมายเหตุ"), blank=True)
    history = kept_history()

    class Meta:
        verbose_name = pgettext_lazy("one", "ภาคีการพัฒนา")
        verbose_name_plural = _("ภาคีการพัฒนา")
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["name_th"],
                name="one_organization_of_a_name",
                violation_error_message=_("มีหน่วยงานชื่อนี้อยู่แล้ว"),
            )
        ]


class Group(Bilingual, Searchable, Stateful):
    """A community group or organization, of one network or none, that may join the center as a member."""

    search_follows: ClassVar = ("tambon", "network")
    state_field = "status"

    class Status(models.TextChoices):
        NORMAL = "normal", _("ปกติ")
        WATCH = "watch", _("ติดตาม")
        MEND = "mend", pgettext_lazy("สถานะกลุ่ม", "แก้ไข")

    network = models.ForeignKey(
        Network,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="groups",
        verbose_name=pgettext_lazy("one", "เครือข่าย"),
    )
    tambon = models.ForeignKey(
        Tambon, models.PROTECT, null=True, blank=True, related_name="groups", verbose_name=_("ตำบล")
    )
    moo = models.PositiveSmallIntegerField(_("หมู่ที่"), null=True, blank=True)
    members_count = models.PositiveIntegerField(_("จำนวนสมาชิก (คน)"), null=True, blank=True)
    fund_size = models.DecimalField(_("เงินทุน (บาท)"), max_digits=12, decimal_places=2, null=True, blank=True)
    status = models.CharField(_("สถานะ"), max_length=6, choices=Status.choices, default=Status.NORMAL)
    joined_on = models.DateField(_("เข้าเป็นสมาชิกศูนย์เมื่อ"), null=True, blank=True)

    history = kept_history()
    objects = SearchableQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "กลุ่มและองค์กรชุมชน")
        verbose_name_plural = _("กลุ่มและองค์กรชุมชน")
        ordering = ["sort_key"]
        constraints = [
            *unique_with_optional(
                "name_th", "tambon", name="one_group_of_a_name_in_a_tambon", message=_("มีกลุ่มชื่อนี้ในตำบลนี้อยู่แล้ว")
            ),
            models.CheckConstraint(
                condition=models.Q(fund_size=None) | models.Q(fund_size__gte=0),
                name="group_fund_not_negative",
                violation_error_message=_("เงินทุนติดลบไม่ได้"),
            ),
        ]

    def search_parts(self) -> list[str]:
        related = [self.tambon, self.network]
        return [self.name_th, self.name_en, *(row.name_th for row in related if row)]


class Membership(models.Model):
    """A person's membership in a group, or, where group is empty, in the center itself."""

    person = personal(models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name=_("บุคคล")))
    group = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("กลุ่ม"),
        help_text=_("ว่างไว้ = สมาชิกศูนย์"),
    )
    role = ThaiCharField(_("หน้าที่ในกลุ่ม"), max_length=60, blank=True, help_text=_("เช่น ประธาน เหรัญญิก"))
    joined_on = models.DateField(_("เข้าเป็นสมาชิกเมื่อ"), null=True, blank=True)
    left_on = models.DateField(_("พ้นสมาชิกภาพเมื่อ"), null=True, blank=True)
    history = kept_history()

    class Meta:
        verbose_name = pgettext_lazy("one", "สมาชิกภาพ")
        verbose_name_plural = _("สมาชิกภาพ")
        ordering = ["person__sort_key"]
        constraints = [
            *unique_with_optional(
                "person",
                "group",
                name="one_membership_at_a_time",
                message=_("บุคคลนี้เป็นสมาชิกอยู่แล้ว"),
                condition=models.Q(left_on=None),
            ),
            models.CheckConstraint(
                condition=models.Q(left_on=None)
                | models.Q(joined_on=None)
                | models.Q(left_on__gte=models.F("joined_on")),
                name="membership_ends_after_it_begins",
                violation_error_message=_("วันพ้นสมาชิกภาพต้องไม่ก่อนวันเข้าเป็นสมาชิก"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.group or _('สมาชิกศูนย์')}"
