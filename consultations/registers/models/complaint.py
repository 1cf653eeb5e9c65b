"""Complaints and suggestions: anonymous if wished, seen by managers only."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.records.history import kept_history
from center.records.personal import personal, personal_contact
from center.records.states import Stateful
from center.visitors import secret_links
from thai.django.fields import PhoneField, ThaiCharField, ThaiTextField

LONGEST_COMPLAINT = 2000
LONGEST_ANSWER = 2000


class Complaint(Stateful):
    """What somebody complains of or suggests. The rules stand in consultations.registers.complaints.

    Its number alone finds it, so that nobody has to give a phone number: eight digits, drawn at random.
    """

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", _("ร้องเรียน")
        SUGGESTION = "suggestion", _("เสนอแนะ")

    class State(models.TextChoices):
        RECEIVED = "received", _("รับเรื่องแล้ว")
        EXAMINED = "examined", _("กำลังตรวจสอบ")
        ANSWERED = "answered", _("ตอบแล้ว")

    transitions: ClassVar = {
        State.RECEIVED: (State.EXAMINED, State.ANSWERED),
        State.EXAMINED: (State.ANSWERED, State.RECEIVED),
        State.ANSWERED: (State.EXAMINED,),
    }

    kind = models.CharField(_("ประเภท"), max_length=10, choices=Kind, default=Kind.COMPLAINT)
    state = models.CharField(_("สถานะ"), max_length=8, choices=State, default=State.RECEIVED)
    # Whoever writes names others, and often themselves.
    text = personal(ThaiTextField(_("ข้อความ"), max_length=LONGEST_COMPLAINT))
    name = personal(ThaiCharField(_("ชื่อผู้ส่ง (ถ้าให้ไว้)"), max_length=160, blank=True))
    phone = personal_contact(PhoneField(_("เบอร์โทรศัพท์ (ถ้าให้ไว้)"), blank=True))
    answer = personal(ThaiTextField(_("คำตอบ"), max_length=LONGEST_ANSWER, blank=True))
    reference = models.CharField(_("เลขที่"), max_length=12, unique=True, editable=False)
    language = models.CharField(_("ภาษาของผู้ส่ง"), max_length=2, choices=settings.LANGUAGES, default="th")
    sent_at = models.DateTimeField(_("ส่งเมื่อ"), default=timezone.now)
    form_key = models.CharField(_("รหัสแบบฟอร์ม"), max_length=32, unique=True, editable=False)
    link_key = models.CharField(max_length=22, unique=True, default=secret_links.new_key, editable=False)
    link_expires_at = models.DateTimeField(editable=False)
    source_key = models.CharField(_("รหัสข้อมูลสาธิต"), max_length=64, unique=True, null=True, editable=False)

    history = kept_history("text", "name", "phone", "answer", "link_key", "form_key")

    class Meta:
        verbose_name = pgettext_lazy("one", "เรื่องร้องเรียนและเสนอแนะ")
        verbose_name_plural = _("ร้องเรียนและเสนอแนะ")
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}"
