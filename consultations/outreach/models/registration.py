"""Registrations for events: one for each party, with a seat or a place in the queue of each session it chose."""

import datetime as dt
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.mail.models import Message
from center.people.models import Person
from center.places.models import Tambon
from center.records.history import kept_history
from center.records.personal import personal, personal_contact
from center.records.states import Stateful
from center.visitors import secret_links
from consultations.bookings.models import Channel
from consultations.outreach.models.event import OutreachEvent
from consultations.outreach.models.session import Session
from thai.django.fields import PhoneField, ThaiCharField

# The secret link works this long after the event.
LINK_KEPT_FOR = dt.timedelta(days=14)


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def coming(self) -> Self:
        """Those that weren't cancelled, with a seat or in the queue."""
        return self.filter(state=Registration.State.REGISTERED)

    def for_rows(self) -> Self:
        """Everything a row of registrations prints: in two more queries the sessions it chose."""
        return self.select_related("event__place__tambon", "tambon").prefetch_related("places__session")


class Registration(Stateful):
    """A party that wants to come to an event. The rules stand in consultations.outreach.registrations; nothing else
    writes this table.

    That the center cancelled the event changes no registration: the page of it says so.
    """

    class State(models.TextChoices):
        REGISTERED = "registered", _("ลงทะเบียนแล้ว")
        CANCELLED = "cancelled", _("ยกเลิกแล้ว")

    transitions: ClassVar = {State.REGISTERED: (State.CANCELLED,), State.CANCELLED: (State.REGISTERED,)}

    event = models.ForeignKey(OutreachEvent, models.PROTECT, related_name="registrations", verbose_name=_("กิจกรรม"))
    state = models.CharField(_("สถานะ"), max_length=10, choices=State, default=State.REGISTERED)
    channel = models.CharField(_("ช่องทาง"), max_length=7, choices=Channel, default=Channel.WEB)
    name = personal(ThaiCharField(_("ชื่อ-นามสกุล"), max_length=160))
    phone = personal_contact(PhoneField(_("เบอร์โทรศัพท์"), blank=True))
    email = personal_contact(models.EmailField(_("อีเมล (ถ้ามี)"), blank=True))
    tambon = models.ForeignKey(Tambon, models.PROTECT, null=True, blank=True, verbose_name=_("ตำบล"))
    moo = models.PositiveSmallIntegerField(_("หมู่ที่"), null=True, blank=True)
    outside = ThaiCharField(
        _("นอกอำเภอ"), max_length=120, blank=True, help_text=_("อำเภอและจังหวัด เมื่อไม่ได้อยู่ในอำเภอบางคล้า")
    )
    party_size = models.PositiveSmallIntegerField(_("มากี่คน"), default=1, validators=[MinValueValidator(1)])
    language = models.CharField(_("ภาษาของข้อความ"), max_length=2, choices=settings.LANGUAGES, default="th")
    person = personal(
        models.ForeignKey(
            Person,
            models.PROTECT,
            null=True,
            blank=True,
            related_name="registrations",
            verbose_name=_("บุคคลในทะเบียน"),
        )
    )
    reference = models.CharField(_("เลขที่ลงทะเบียน"), max_length=8, editable=False)
    form_key = models.CharField(_("รหัสแบบฟอร์ม"), max_length=32, unique=True, editable=False)
    link_key = models.CharField(max_length=22, unique=True, default=secret_links.new_key, editable=False)
    link_expires_at = models.DateTimeField(editable=False)
    registered_at = models.DateTimeField(_("ลงทะเบียนเมื่อ"), default=timezone.now)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("ผู้รับลงทะเบียน"),
    )
    source_key = models.CharField(_("รหัสข้อมูลสาธิต"), max_length=64, unique=True, null=True, editable=False)

    # Deleted with the registration.
    messages = GenericRelation(Message)

    history = kept_history("name", "phone", "email", "link_key", "form_key")
    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "การลงทะเบียน")
        verbose_name_plural = _("การลงทะเบียน")
        ordering = ["registered_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(party_size__gte=1),
                name="party_is_somebody",
                violation_error_message=_("ต้องมาอย่างน้อย 1 คน"),
            ),
            models.UniqueConstraint(
                fields=["event", "reference"],
                name="one_registration_of_a_number",
                violation_error_message=_("เลขที่ลงทะเบียนนี้ใช้อยู่แล้ว"),
            ),
            models.UniqueConstraint(
                fields=["event", "phone", "name"],
                condition=models.Q(state="registered") & ~models.Q(phone=""),
                name="one_registration_of_a_person",
                violation_error_message=_("ลงทะเบียนกิจกรรมนี้ไว้แล้ว"),
            ),
        ]
        indexes = [
            models.Index(fields=["reference", "phone"], name="registration_number_and_phone"),
            models.Index(fields=["event", "state"], name="registrations_of_an_event"),
        ]

    def __str__(self) -> str:
        return _("ลงทะเบียนเลขที่ %s") % self.reference

    @property
    def is_coming(self) -> bool:
        return self.state == self.State.REGISTERED


class RegistrationSessionQuerySet(models.QuerySet["RegistrationSession"]):
    def seated(self) -> Self:
        return self.filter(place_in_queue=None)

    def waiting(self) -> Self:
        """Those in the queue, the first first."""
        return self.filter(place_in_queue__isnull=False).order_by("place_in_queue")


class RegistrationSession(models.Model):
    """A party's seats in a session, or its place in the queue. Gone when the registration is cancelled.

    place_in_queue: rises with the order of coming and has gaps; None with seats. The whole party is seated or waits.
    Written by consultations.outreach.seats and by nothing else.
    """

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="places", verbose_name=_("การลงทะเบียน"))
    session = models.ForeignKey(Session, models.PROTECT, related_name="places", verbose_name=_("ช่วงกิจกรรม"))
    place_in_queue = models.PositiveIntegerField(_("ลำดับสำรอง"), null=True, blank=True)

    objects = RegistrationSessionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("ที่นั่งและลำดับสำรอง")
        ordering = ["session", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "session"],
                name="one_place_in_a_session",
                violation_error_message=_("ลงทะเบียนช่วงนี้ไว้แล้ว"),
            ),
            models.UniqueConstraint(
                fields=["session", "place_in_queue"],
                condition=models.Q(place_in_queue__isnull=False),
                name="one_party_of_a_place_in_the_queue",
                violation_error_message=_("ลำดับสำรองนี้มีแล้ว"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.place_in_queue or ''}".strip()

    @property
    def is_waiting(self) -> bool:
        return self.place_in_queue is not None
