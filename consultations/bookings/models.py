"""Appointments with advisers, and requests to be called back where no time suits."""

import datetime as dt
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.products.models import Producer
from center.mail.models import Message
from center.people.models import Group, Person
from center.places.models import Place, Tambon
from center.records.history import kept_history
from center.records.personal import personal, personal_contact
from center.records.states import Stateful
from center.visitors import secret_links
from committee.speakers.models import Speaker, Topic
from thai.django.fields import PhoneField, ThaiCharField, ThaiTextField

# The secret link works this long after the appointment.
LINK_KEPT_FOR = dt.timedelta(days=14)
LONGEST_QUESTION = 1000


class Channel(models.TextChoices):
    """How an appointment came in."""

    WEB = "web", _("เว็บไซต์")
    PHONE = "phone", _("โทรศัพท์")
    COUNTER = "counter", _("ที่ศูนย์")
    PAPER = "paper", _("กระดาษ")


class BookingQuerySet(models.QuerySet["Booking"]):
    def open(self) -> Self:
        """Appointments that still hold their time: confirmed ones and those waiting for the adviser."""
        return self.filter(state__in=Booking.OPEN)

    def to_come(self) -> Self:
        """Open appointments that haven't begun."""
        return self.open().filter(starts_at__gt=timezone.now())

    def between(self, first: dt.date, last: dt.date) -> Self:
        """Appointments that start on the days in Bangkok from first to last, both included, in order."""
        start, end = (timezone.make_aware(dt.datetime.combine(day, dt.time.min)) for day in (first, last))
        return self.filter(starts_at__gte=start, starts_at__lt=end + dt.timedelta(days=1)).order_by("starts_at", "pk")

    def on(self, day: dt.date) -> Self:
        """Appointments that start on a day in Bangkok, in order."""
        return self.between(day, day)

    def with_open_page(self) -> Self:
        """Those whose secret link still works."""
        return self.filter(link_expires_at__gt=timezone.now())

    def for_rows(self) -> Self:
        """Everything a row of appointments prints."""
        return self.select_related("topic", "speaker__person", "place", "session__event", "tambon")


class Booking(Stateful):
    """One appointment, one row and one number for its life: moved, its earlier times stand in its StateChanges.

    Its time is held by Claims. The rules stand in consultations.bookings.bookings and .outcomes; nothing else writes this
    table. The visitor's words stay as typed: staff may point it at a person, producer or group of the registers.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("รอผู้ให้คำปรึกษายืนยัน")
        BOOKED = "booked", _("ยืนยันแล้ว")
        SERVED = "served", _("มาแล้ว")
        NO_SHOW = "no_show", _("ไม่มาตามนัด")
        CANCELLED = "cancelled", _("ยกเลิกแล้ว")

    OPEN = (State.WAITING, State.BOOKED)

    transitions: ClassVar = {
        State.WAITING: (State.BOOKED, State.CANCELLED, State.SERVED, State.NO_SHOW),
        State.BOOKED: (State.SERVED, State.NO_SHOW, State.CANCELLED, State.WAITING),
        State.SERVED: (State.BOOKED, State.NO_SHOW),
        State.NO_SHOW: (State.BOOKED, State.SERVED),
        State.CANCELLED: (State.BOOKED, State.WAITING),
    }

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="bookings", verbose_name=_("เรื่อง"))
    speaker = models.ForeignKey(Speaker, models.PROTECT, related_name="bookings", verbose_name=_("ผู้ให้คำปรึกษา"))
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings",
        verbose_name=_("สถานที่"),
        help_text=_("ว่างไว้ = ที่ศูนย์"),
    )
    # A desk of an event; None: in the adviser's own hours.
    session = models.ForeignKey(
        "consultations.Session",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings",
        verbose_name=_("โต๊ะให้คำปรึกษา"),
    )
    starts_at = models.DateTimeField(_("เริ่ม"), db_index=True)
    ends_at = models.DateTimeField(_("ถึง"))
    state = models.CharField(_("สถานะ"), max_length=9, choices=State, default=State.BOOKED)
    channel = models.CharField(_("ช่องทาง"), max_length=7, choices=Channel, default=Channel.WEB)
    name = personal(ThaiCharField(_("ชื่อ-นามสกุลของคนที่จะมา"), max_length=160))
    phone = personal_contact(PhoneField(_("เบอร์โทรศัพท์")))
    email = personal_contact(models.EmailField(_("อีเมล (ถ้ามี)"), blank=True))
    tambon = models.ForeignKey(Tambon, models.PROTECT, null=True, blank=True, verbose_name=_("ตำบล"))
    outside = ThaiCharField(
        _("นอกอำเภอ"), max_length=120, blank=True, help_text=_("อำเภอและจังหวัด เมื่อไม่ได้อยู่ในอำเภอบางคล้า")
    )
    question = personal(ThaiTextField(_("อยากถามอะไร"), blank=True, max_length=LONGEST_QUESTION))
    language = models.CharField(_("ภาษาของข้อความ"), max_length=2, choices=settings.LANGUAGES, default="th")
    person = personal(
        models.ForeignKey(
            Person, models.PROTECT, null=True, blank=True, related_name="bookings", verbose_name=_("บุคคลในทะเบียน")
        )
    )
    producer = models.ForeignKey(
        Producer, models.PROTECT, null=True, blank=True, related_name="bookings", verbose_name=_("ผู้ผลิต")
    )
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="bookings", verbose_name=_("กลุ่ม")
    )
    reference = models.CharField(_("เลขที่นัด"), max_length=8, editable=False)
    form_key = models.CharField(_("รหัสแบบฟอร์ม"), max_length=32, unique=True, editable=False)
    link_key = models.CharField(max_length=22, unique=True, default=secret_links.new_key, editable=False)
    link_expires_at = models.DateTimeField(editable=False)
    # Rises with every change a calendar program must follow (iCalendar SEQUENCE).
    sequence = models.PositiveIntegerField(default=0, editable=False)
    reason = ThaiCharField(_("เหตุที่นัดนอกเวลา"), max_length=200, blank=True, help_text=_("เมื่อเจ้าหน้าที่นัดนอกเวลาที่เปิดให้นัด"))
    booked_at = models.DateTimeField(_("นัดเมื่อ"), default=timezone.now)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("ผู้รับนัด"),
    )
    source_key = models.CharField(_("รหัสข้อมูลสาธิต"), max_length=64, unique=True, null=True, editable=False)

    # Deleted with the appointment.
    messages = GenericRelation(Message)

    history = kept_history("name", "phone", "email", "question", "link_key", "form_key")
    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "นัดหมาย")
        verbose_name_plural = _("นัดหมาย")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="booking_ends_after_it_starts",
                violation_error_message=_("เวลาสิ้นสุดต้องหลังเวลาเริ่ม"),
            ),
            models.UniqueConstraint(
                fields=["reference"],
                condition=models.Q(state__in=["waiting", "booked"]),
                name="one_open_booking_of_a_number",
                violation_error_message=_("เลขที่นัดนี้ใช้อยู่แล้ว"),
            ),
        ]
        indexes = [
            models.Index(fields=["reference", "phone"], name="booking_number_and_phone"),
            models.Index(fields=["phone"], name="booking_phone"),
        ]

    def __str__(self) -> str:
        return _("นัดเลขที่ %s") % self.reference

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_to_come(self) -> bool:
        """Open and not begun: what a visitor may still move or cancel. The same as `objects.to_come()`."""
        return self.is_open and self.starts_at > timezone.now()

    @property
    def minutes(self) -> int:
        """Its own length, which stays when it is moved."""
        return round((self.ends_at - self.starts_at).total_seconds() / 60)


class CallbackRequest(Stateful):
    """No time suited: the visitor asks to be called back."""

    class State(models.TextChoices):
        WAITING = "waiting", _("รอโทรกลับ")
        CALLED = "called", _("โทรแล้ว")
        DROPPED = "dropped", _("ติดต่อไม่ได้")

    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="callbacks", verbose_name=_("เรื่อง")
    )
    name = personal(ThaiCharField(_("ชื่อ-นามสกุล"), max_length=160))
    phone = personal_contact(PhoneField(_("เบอร์โทรศัพท์")))
    tambon = models.ForeignKey(Tambon, models.PROTECT, null=True, blank=True, verbose_name=_("ตำบล"))
    when = ThaiCharField(_("สะดวกให้โทรเมื่อไร"), max_length=160, blank=True)
    question = personal(ThaiTextField(_("อยากถามอะไร"), blank=True, max_length=LONGEST_QUESTION))
    form_key = models.CharField(_("รหัสแบบฟอร์ม"), max_length=32, unique=True, editable=False)
    state = models.CharField(_("สถานะ"), max_length=7, choices=State, default=State.WAITING)
    sent_at = models.DateTimeField(_("ส่งเมื่อ"), default=timezone.now)
    booking = models.ForeignKey(
        Booking, models.PROTECT, null=True, blank=True, related_name="callbacks", verbose_name=_("นัดที่ได้")
    )

    class Meta:
        verbose_name = pgettext_lazy("one", "ขอให้โทรกลับ")
        verbose_name_plural = _("ขอให้โทรกลับ")
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return str(self.topic or _("ขอให้โทรกลับ"))
