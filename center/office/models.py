"""The center (a single row), its further places, its officers' cards, its opening hours and closures."""

import datetime as dt
from collections.abc import Iterable
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from center.office.holidays import OfficeHoliday
from center.pictures.models import Picture
from center.places.models import Position, Tambon
from center.records.changes import written
from center.records.history import kept_history
from center.records.naming import Bilingual
from center.records.personal import public
from center.records.search import Searchable, SearchableQuerySet
from thai.dates import WEEKDAYS, long_date
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


class OpeningHours(models.Model):
    """Open on a weekday from one time to another, in Bangkok; a lunch break is the gap between two rows."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("วันจันทร์")
        TUESDAY = 1, _("วันอังคาร")
        WEDNESDAY = 2, _("วันพุธ")
        THURSDAY = 3, _("วันพฤหัสบดี")
        FRIDAY = 4, _("วันศุกร์")
        SATURDAY = 5, _("วันเสาร์")
        SUNDAY = 6, _("วันอาทิตย์")

    weekday = models.PositiveSmallIntegerField(_("วัน"), choices=Weekday.choices)
    opens = models.TimeField(_("เปิด"))
    closes = models.TimeField(_("ปิด"))
    history = kept_history()

    class Meta:
        verbose_name = pgettext_lazy("one", "เวลาเปิดทำการ")
        verbose_name_plural = _("เวลาเปิดทำการ")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")),
                name="opening_hours_end_after_they_begin",
                violation_error_message=_("เวลาปิดต้องหลังเวลาเปิด"),
            ),
            models.CheckConstraint(
                condition=models.Q(weekday__range=(0, 6)),
                name="opening_hours_are_of_a_weekday",
                violation_error_message=_("กรุณาเลือกวันในสัปดาห์"),
            ),
            models.UniqueConstraint(
                fields=["weekday", "opens"],
                name="opens_once_at_a_time",
                violation_error_message=_("มีเวลาเปิดนี้ของวันนี้อยู่แล้ว"),
            ),
        ]

    def __str__(self) -> str:
        return f"วัน{WEEKDAYS[self.weekday % 7]} {self.opens:%H.%M}–{self.closes:%H.%M} น."


class ClosureQuerySet(models.QuerySet["Closure"]):
    def between(self, first: dt.date, last: dt.date) -> Self:
        """Closures that keep the center closed on any day from the first to the last, both included, in their order."""
        return self.filter(open_anyway=False, ends_on__gte=first, starts_on__lte=last).order_by("starts_on", "ends_on")

    def add_holidays(self, holidays: Iterable[OfficeHoliday]) -> int:
        """Add holidays whose day has no row yet, edited by staff or not; returns how many were added."""
        added = []
        for holiday in holidays:
            closure, made = self.get_or_create(
                holiday_on=holiday.day,
                defaults={
                    "starts_on": holiday.day,
                    "ends_on": holiday.day,
                    "reason_th": holiday.name_th,
                    "reason_en": holiday.name_en,
                },
            )
            if made:
                added.append(closure)
        written(added)
        return len(added)


class Closure(models.Model):
    """Days on which the center is closed, the first and the last included.

    holiday_on is the day of the office holiday it came from; empty for what staff added. The names of such days come
    from a package and change, so they are shown only once staff have compared them with the cabinet's.
    """

    starts_on = models.DateField(_("ปิดตั้งแต่วันที่"), db_index=True)
    ends_on = models.DateField(_("ถึงวันที่"), help_text=_("ปิดวันเดียวใส่วันเดียวกัน"))
    reason_th = ThaiCharField(_("เหตุผลหรือชื่อวันหยุด"), max_length=300, help_text=_("แสดงบนเว็บ เช่น อบรมเจ้าหน้าที่ทั้งวัน"))
    reason_en = models.CharField(_("เหตุผลภาษาอังกฤษ"), max_length=300, blank=True)
    name_confirmed = models.BooleanField(
        _("ยืนยันชื่อวันหยุดแล้ว"),
        default=False,
        help_text=_("สำหรับวันหยุดราชการ ก่อนยืนยันเว็บจะแสดงเพียงคำว่า “วันหยุดราชการ”"),
    )
    open_anyway = models.BooleanField(
        _("วันนั้นเปิดทำการตามปกติ"), default=False, help_text=_("เลือกแทนการลบ เพื่อไม่ให้วันหยุดถูกเพิ่มกลับมาอีก")
    )
    holiday_on = models.DateField(_("วันหยุดราชการของวันที่"), null=True, unique=True, editable=False)

    history = kept_history()
    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "วันปิดทำการ")
        verbose_name_plural = _("วันปิดทำการ")
        ordering = ["starts_on", "ends_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="closure_ends_after_it_begins",
                violation_error_message=_("วันสุดท้ายต้องไม่ก่อนวันแรก"),
            )
        ]

    def __str__(self) -> str:
        return f"{long_date(self.starts_on)} {self.reason_th}"

    @property
    def is_holiday(self) -> bool:
        return self.holiday_on is not None

    def first_week(self) -> list[dt.date]:
        """The closure's days, seven at most: every weekday it can touch."""
        days = min(7, (self.ends_on - self.starts_on).days + 1)
        return [self.starts_on + dt.timedelta(days=number) for number in range(days)]

    def shown_reason(self, language: str | None = None) -> str:
        """The reason as the public may read it, in a language ("th", "en") or the page's; empty if a holiday's name
        isn't confirmed."""
        if self.is_holiday and not self.name_confirmed:
            return ""
        return ((language or get_language()) == "en" and self.reason_en) or self.reason_th


class ServiceDay(models.Model):
    """A day in the center's book: was it open, who was on duty. What "regularly" is counted from."""

    date = models.DateField(_("วันที่"), unique=True)
    opened = models.BooleanField(_("เปิดให้บริการ"), default=True)
    on_duty = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("เจ้าหน้าที่ประจำวัน"),
    )
    note = ThaiCharField(_("หมายเหตุ"), max_length=300, blank=True)
    history = kept_history()

    class Meta:
        verbose_name = pgettext_lazy("one", "บันทึกวันให้บริการ")
        verbose_name_plural = _("บันทึกวันให้บริการ")
        ordering = ["-date"]

    def __str__(self) -> str:
        return long_date(self.date)
