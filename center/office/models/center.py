"""The center (a single row), its further places and its officers' cards."""

from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.pictures.models import Picture
from center.places.models import Position, Tambon
from center.records.history import kept_history
from center.records.naming import Bilingual
from center.records.personal import public
from center.records.search import Searchable, SearchableQuerySet
from thai.django.fields import PhoneField, ThaiCharField, ThaiTextField

ONLY = 1


class Center(Bilingual, Position, Searchable):
    """The center of this portal: a single row, which staff edit and never add to."""

    class Kind(models.TextChoices):
        PERMANENT = "permanent", _("สถานที่ถาวร")
        LEARNING_POINT = "point", _("จุดแหล่งเรียนรู้")
        COMMUNITY = "community", _("ศูนย์เรียนรู้ชุมชน")

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    former_name_th = ThaiCharField(_("ชื่อเดิม"), max_length=200, blank=True)
    former_name_en = models.CharField(_("ชื่อเดิมภาษาอังกฤษ"), max_length=200, blank=True)
    aliases = ThaiTextField(_("ชื่ออื่นที่คนเรียก"), blank=True, help_text=_("บรรทัดละชื่อ ใช้ช่วยให้ค้นหาพบ ไม่แสดงบนเว็บ"))
    kind = models.CharField(_("ลักษณะของศูนย์"), max_length=9, choices=Kind.choices, default=Kind.PERMANENT)
    founded_on = models.DateField(_("จัดตั้งเมื่อ"), null=True, blank=True)
    strategy_th = ThaiTextField(_("ยุทธศาสตร์"), blank=True)
    strategy_en = models.TextField(_("ยุทธศาสตร์ภาษาอังกฤษ"), blank=True)
    goal_th = ThaiTextField(_("เป้าประสงค์"), blank=True)
    goal_en = models.TextField(_("เป้าประสงค์ภาษาอังกฤษ"), blank=True)
    approach_th = ThaiTextField(_("กลยุทธ์"), blank=True)
    approach_en = models.TextField(_("กลยุทธ์ภาษาอังกฤษ"), blank=True)
    services_th = ThaiTextField(_("บริการของศูนย์"), blank=True, help_text=_("บรรทัดละบริการ"))
    services_en = models.TextField(_("บริการของศูนย์ภาษาอังกฤษ"), blank=True)
    credit_th = ThaiCharField(
        _("ที่มาของเนื้อหา"), max_length=300, blank=True, help_text=_("ผู้เขียน ตำแหน่ง และวันที่ของเอกสารต้นทาง")
    )
    credit_en = models.CharField(_("ที่มาของเนื้อหาภาษาอังกฤษ"), max_length=300, blank=True)
    address_th = public(ThaiCharField(_("ที่อยู่"), max_length=300, blank=True))
    address_en = public(models.CharField(_("ที่อยู่ภาษาอังกฤษ"), max_length=300, blank=True))
    tambon = models.ForeignKey(Tambon, models.PROTECT, null=True, blank=True, verbose_name=_("ตำบล"))
    directions_th = ThaiTextField(_("การเดินทาง"), blank=True, help_text=_("บอกทางเป็นคำ เช่น ใกล้อะไร ขึ้นรถสายใด"))
    directions_en = models.TextField(_("การเดินทางภาษาอังกฤษ"), blank=True)
    phone = public(PhoneField(_("เบอร์โทรศัพท์"), blank=True, help_text=_("เบอร์สำนักงาน แสดงที่หัวเว็บทุกหน้า")))
    email = public(models.EmailField(_("อีเมล"), blank=True))
    line_id = public(models.CharField(_("ไอดีไลน์"), max_length=60, blank=True))
    mourning = models.BooleanField(
        _("แสดงเว็บเป็นสีเทา (ช่วงไว้อาลัย)"), default=False, help_text=_("เลือกเมื่อมีประกาศให้ไว้อาลัย แล้วเอาออกเมื่อพ้นกำหนด")
    )
    is_demonstration = models.BooleanField(_("ข้อมูลสาธิต"), default=False, editable=False)

    history = kept_history()
    objects = SearchableQuerySet.as_manager()

    search_follows: ClassVar = ("tambon",)

    class Meta:
        verbose_name = verbose_name_plural = _("ข้อมูลศูนย์")
        constraints = [
            *Position.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(id=ONLY),
                name="there_is_one_center",
                violation_error_message=_("ข้อมูลศูนย์มีได้รายการเดียว"),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("pages:about")

    def search_parts(self) -> Iterable[str]:
        yield from self.search_names()
        if self.tambon:
            yield self.tambon.name_th

    def search_names(self) -> list[str]:
        """All names of the center, its former one and those people use for it."""
        names = [self.name_th, self.name_en, self.former_name_th, self.former_name_en]
        return [*names, *(line.strip() for line in self.aliases.splitlines())]

    @property
    def address(self) -> str:
        return self.in_language("address")

    @property
    def services(self) -> list[str]:
        """The services, one text each, in the page's language."""
        return [line.strip() for line in self.in_language("services").splitlines() if line.strip()]


class ServicePoint(Bilingual, Position):
    """A further place where the center serves people."""

    tambon = models.ForeignKey(Tambon, models.PROTECT, null=True, blank=True, verbose_name=_("ตำบล"))
    address_th = public(ThaiCharField(_("ที่อยู่"), max_length=300, blank=True))
    address_en = public(models.CharField(_("ที่อยู่ภาษาอังกฤษ"), max_length=300, blank=True))
    hours_th = ThaiCharField(
        _("เวลาให้บริการ"), max_length=200, blank=True, help_text=_("เช่น ทุกวันพุธแรกของเดือน 09.00–12.00 น.")
    )
    hours_en = models.CharField(_("เวลาให้บริการภาษาอังกฤษ"), max_length=200, blank=True)
    phone = public(PhoneField(_("เบอร์โทรศัพท์"), blank=True))
    active = models.BooleanField(_("ยังให้บริการ"), default=True)
    source_key = models.CharField(_("รหัสข้อมูลสาธิต"), max_length=64, unique=True, null=True, editable=False)
    history = kept_history()

    class Meta:
        verbose_name = pgettext_lazy("one", "จุดบริการอื่น")
        verbose_name_plural = _("จุดบริการอื่น")
        ordering = ["sort_key"]
        constraints = [
            *Position.Meta.constraints,
            models.UniqueConstraint(
                fields=["name_th"],
                name="one_service_point_of_a_name",
                violation_error_message=_("มีจุดบริการชื่อนี้อยู่แล้ว"),
            ),
        ]


class OfficerCard(Bilingual):
    """What the public may know of an officer: name, position, the office's phone. Never a private number."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="card", verbose_name=_("ผู้ใช้ระบบ")
    )
    title_th = ThaiCharField(_("ตำแหน่ง"), max_length=120, blank=True)
    title_en = models.CharField(_("ตำแหน่งภาษาอังกฤษ"), max_length=120, blank=True)
    phone = public(PhoneField(_("เบอร์สำนักงาน"), blank=True, help_text=_("เบอร์สำนักงานเท่านั้น ไม่ใช้เบอร์ส่วนตัว")))
    extension = models.CharField(_("เบอร์ต่อ"), max_length=6, blank=True)
    history = kept_history()

    class Meta:
        verbose_name = pgettext_lazy("one", "นามบัตรเจ้าหน้าที่")
        verbose_name_plural = _("นามบัตรเจ้าหน้าที่")
        ordering = ["sort_key"]


class OfficerPhoto(Picture):
    """The photo of an officer who agreed, on a day, to its being shown."""

    card = models.OneToOneField(OfficerCard, models.CASCADE, related_name="photo", verbose_name=_("เจ้าหน้าที่"))
    consented_on = models.DateField(_("เจ้าตัวยินยอมให้เผยแพร่เมื่อ"))

    class Meta(Picture.Meta):
        verbose_name = pgettext_lazy("one", "รูปเจ้าหน้าที่")
        verbose_name_plural = _("รูปเจ้าหน้าที่")
