"""Visits: everyone served, however they came. Every figure of every report is counted from these rows."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.products.models import Producer
from center.people.models import Group, Person
from center.places.models import Tambon
from center.places.villages import village_in_words
from center.records.history import derived, kept_history
from center.records.personal import personal, personal_contact
from center.records.states import Stateful
from committee.speakers.models import Speaker, Topic
from consultations.bookings.models import Booking
from consultations.outreach.models import OutreachEvent, Registration
from thai.dates import local_date
from thai.django.fields import PhoneField, ThaiCharField

MOST_PEOPLE = 500
HIGHEST_SATISFACTION = 5


class VisitQuerySet(models.QuerySet["Visit"]):
    def counted(self) -> Self:
        """Those that count: without the ones that were taken back."""
        return self.filter(state=Visit.State.COUNTED)

    def between(self, first: dt.date, last: dt.date) -> Self:
        """Visits of the days in Bangkok from first to last, both included."""
        return self.filter(day__gte=first, day__lte=last)

    def people(self) -> int:
        """How many people were served: the sum of those who came together. One query."""
        return self.aggregate(people=models.Sum("people"))["people"] or 0

    def to_note(self) -> Self:
        """Those of whom it should be noted what came of it, and isn't: served one by one, not at an event or on paper."""
        single = self.counted().filter(event=None).exclude(channel=Visit.Channel.PAPER)
        return single.filter(outcome=None)

    def for_rows(self) -> Self:
        """Everything a row of the register prints."""
        return self.select_related("topic", "event", "tambon", "person", "served_by", "outcome")


class Visit(Stateful):
    """One time somebody was served. The rules stand in consultations.registers.visits; nothing else writes this table.

    served_at: when; day, year (Christian era) and month are its local day in Bangkok. people: how many came together. name and
    phone as given, both empty for whoever gave none. A visit taken back is VOID and counts nowhere.
    """

    class State(models.TextChoices):
        COUNTED = "counted", _("นับแล้ว")
        VOID = "void", _("ถอนรายการแล้ว")

    class Channel(models.TextChoices):
        WALK_IN = "walk_in", _("มาติดต่อเอง")
        BOOKED = "booked", _("ตามนัด")
        EVENT = "event", _("กิจกรรมนอกสถานที่")
        PHONE = "phone", _("โทรศัพท์")
        LINE = "line", _("ไลน์")
        PAPER = "paper", _("กระดาษ")

    transitions: ClassVar = {State.COUNTED: (State.VOID,), State.VOID: (State.COUNTED,)}

    state = models.CharField(_("สถานะ"), max_length=7, choices=State, default=State.COUNTED, editable=False)
    served_at = models.DateTimeField(_("เวลาที่มา"), default=timezone.now)
    day = derived(models.DateField(_("วันที่"), editable=False))
    year = derived(models.PositiveSmallIntegerField(_("ปี"), editable=False))
    month = derived(models.PositiveSmallIntegerField(_("เดือน"), editable=False))
    channel = models.CharField(_("ช่องทาง"), max_length=7, choices=Channel, default=Channel.WALK_IN)
    people = models.PositiveSmallIntegerField(
        _("มากี่คน"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)]
    )
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("เรื่อง")
    )
    event = models.ForeignKey(
        OutreachEvent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=pgettext_lazy("one", "กิจกรรม"),
    )
    booking = models.OneToOneField(
        Booking,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visit",
        verbose_name=pgettext_lazy("one", "นัดหมาย"),
    )
    registration = models.OneToOneField(
        Registration,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visit",
        verbose_name=pgettext_lazy("one", "การลงทะเบียน"),
    )
    name = personal(ThaiCharField(_("ชื่อ-นามสกุล"), max_length=160, blank=True))
    phone = personal_contact(PhoneField(_("เบอร์โทรศัพท์"), blank=True))
    gender = personal(models.CharField(_("เพศ"), max_length=6, choices=Person.Gender.choices, blank=True))
    tambon = models.ForeignKey(Tambon, models.PROTECT, null=True, blank=True, verbose_name=_("ตำบล"))
    moo = models.PositiveSmallIntegerField(_("หมู่ที่"), null=True, blank=True)
    outside = ThaiCharField(
        _("นอกอำเภอ"), max_length=120, blank=True, help_text=_("อำเภอและจังหวัด เมื่อไม่ได้อยู่ในอำเภอบางคล้า")
    )
    person = personal(
        models.ForeignKey(
            Person, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("บุคคลในทะเบียน")
        )
    )
    producer = models.ForeignKey(
        Producer, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("ผู้ผลิต")
    )
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("กลุ่ม")
    )
    served_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ผู้ให้บริการ"),
    )
    speaker = models.ForeignKey(
        Speaker, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("ผู้ให้คำปรึกษา")
    )
    satisfaction = models.PositiveSmallIntegerField(
        _("ความพึงพอใจ"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(HIGHEST_SATISFACTION)],
        help_text=_("1 น้อยที่สุด ถึง 5 มากที่สุด"),
    )
    form_key = models.CharField(_("รหัสแบบฟอร์ม"), max_length=40, unique=True, null=True, editable=False)
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("ผู้บันทึก"),
    )
    source_key = models.CharField(_("รหัสข้อมูลสาธิต"), max_length=64, unique=True, null=True, editable=False)

    history = kept_history("name", "phone", "gender", "form_key")
    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "ผู้รับบริการ")
        verbose_name_plural = _("ทะเบียนผู้รับบริการ")
        ordering = ["-served_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(people__gte=1) & models.Q(people__lte=MOST_PEOPLE),
                name="visit_of_somebody",
                violation_error_message=_("ต้องมา 1 ถึง 500 คน"),
            ),
            models.CheckConstraint(
                condition=models.Q(satisfaction=None) | models.Q(satisfaction__gte=1, satisfaction__lte=5),
                name="visit_satisfaction_is_1_to_5",
                violation_error_message=_("ความพึงพอใจต้องเป็น 1 ถึง 5"),
            ),
            models.CheckConstraint(
                condition=models.Q(month__gte=1, month__lte=12),
                name="visit_has_a_month",
                violation_error_message=_("เดือนต้องเป็น 1 ถึง 12"),
            ),
        ]
        indexes = [
            models.Index(fields=["year", "month", "tambon"], name="visits_of_a_month"),
            # Holds all that reports group by, so that a year is counted without reading the rows themselves.
            models.Index(
                fields=[
                    "day",
                    "state",
                    "people",
                    "year",
                    "month",
                    "tambon",
                    "moo",
                    "topic",
                    "event",
                    "channel",
                    "gender",
                    "served_by",
                    "satisfaction",
                ],
                name="visits_of_a_day",
            ),
            models.Index(fields=["-served_at", "-id"], name="visits_in_order"),
            models.Index(fields=["phone"], name="visits_of_a_phone"),
        ]

    def __str__(self) -> str:
        return self.name or str(_("ไม่บอกชื่อ"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's, with day, year and month of served_at."""
        self.day = local_date(self.served_at)
        self.year, self.month = self.day.year, self.day.month
        fields = kwargs.get("update_fields")
        if fields is not None and "served_at" in fields:
            kwargs["update_fields"] = {*fields, "day", "year", "month"}
        super().save(*args, **kwargs)

    @property
    def is_counted(self) -> bool:
        return self.state == self.State.COUNTED

    @property
    def village(self) -> str:
        """Moo and tambon in words, or the district outside ours."""
        return village_in_words(self.moo, self.tambon) or self.outside
