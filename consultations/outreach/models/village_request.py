"""Requests of villages: please come to us, or let us meet at the center."""

from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.mail.models import Message
from center.people.models import Person
from center.places.models import Tambon
from center.places.villages import MOST_MOO
from center.records.history import kept_history
from center.records.personal import personal, personal_contact
from center.records.states import Stateful
from center.visitors import secret_links
from consultations.outreach.models.event import OutreachEvent
from thai.django.fields import PhoneField, ThaiCharField, ThaiTextField

MOST_PEOPLE = 1000


class VillageRequest(Stateful):
    """A headman or a group asks for an event. The rules stand in consultations.outreach.requests."""

    class Kind(models.TextChoices):
        VISIT = "visit", _("ให้ศูนย์ไปจัดกิจกรรมที่หมู่บ้าน")
        MEETING_PLACE = "meeting_place", _("ขอใช้ศูนย์เป็นที่ประชุม")

    class State(models.TextChoices):
        RECEIVED = "received", _("รับคำขอแล้ว กำลังพิจารณา")
        PLANNED = "planned", _("จัดกิจกรรมให้แล้ว")
        DECLINED = "declined", _("จัดให้ไม่ได้")

    transitions: ClassVar = {
        State.RECEIVED: (State.PLANNED, State.DECLINED),
        State.PLANNED: (State.RECEIVED,),
        State.DECLINED: (State.RECEIVED, State.PLANNED),
    }

    kind = models.CharField(_("ขออะไร"), max_length=13, choices=Kind, default=Kind.VISIT)
    state = models.CharField(_("สถานะ"), max_length=8, choices=State, default=State.RECEIVED)
    subject = ThaiCharField(_("อยากให้จัดเรื่องอะไร"), max_length=200)
    when = ThaiCharField(_("ช่วงเวลาที่สะดวก"), max_length=160, blank=True)
    people = models.PositiveSmallIntegerField(
        _("คาดว่ามากี่คน"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)]
    )
    name = personal(ThaiCharField(_("ชื่อ-นามสกุลผู้ขอ"), max_length=160))
    on_behalf_of = ThaiCharField(_("ในนามของ"), max_length=160, blank=True, help_text=_("เช่น ผู้ใหญ่บ้านหมู่ 6 หรือกลุ่มแม่บ้าน"))
    phone = personal_contact(PhoneField(_("เบอร์โทรศัพท์")))
    tambon = models.ForeignKey(Tambon, models.PROTECT, null=True, blank=True, verbose_name=_("ตำบล"))
    moo = models.PositiveSmallIntegerField(
        _("หมู่ที่"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_MOO)]
    )
    details = personal(ThaiTextField(_("รายละเอียด"), blank=True, max_length=1000))
    letter_number = ThaiCharField(_("เลขรับหนังสือ"), max_length=40, blank=True, help_text=_("ถ้ามีหนังสือมาด้วย"))
    answer = ThaiCharField(_("คำตอบถึงผู้ขอ"), max_length=300, blank=True, help_text=_("ผู้ขอเห็นข้อความนี้"))
    event = models.ForeignKey(
        OutreachEvent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name=_("กิจกรรมที่จัดให้"),
    )
    person = personal(
        models.ForeignKey(
            Person,
            models.PROTECT,
            null=True,
            blank=True,
            related_name="village_requests",
            verbose_name=_("บุคคลในทะเบียน"),
        )
    )
    language = models.CharField(_("ภาษาของข้อความ"), max_length=2, choices=settings.LANGUAGES, default="th")
    reference = models.CharField(_("เลขที่คำขอ"), max_length=8, unique=True, editable=False)
    form_key = models.CharField(_("รหัสแบบฟอร์ม"), max_length=32, unique=True, editable=False)
    link_key = models.CharField(max_length=22, unique=True, default=secret_links.new_key, editable=False)
    link_expires_at = models.DateTimeField(editable=False)
    sent_at = models.DateTimeField(_("ส่งเมื่อ"), default=timezone.now)
    source_key = models.CharField(_("รหัสข้อมูลสาธิต"), max_length=64, unique=True, null=True, editable=False)

    # Deleted with the request.
    messages = GenericRelation(Message)

    history = kept_history("name", "phone", "details", "link_key", "form_key")

    class Meta:
        verbose_name = pgettext_lazy("one", "คำขอจากหมู่บ้าน")
        verbose_name_plural = _("คำขอจากหมู่บ้าน")
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["reference", "phone"], name="request_number_and_phone")]

    def __str__(self) -> str:
        return self.subject
