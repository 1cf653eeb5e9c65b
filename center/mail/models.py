"""Messages to people: mail that the worker sends, or a call that staff make. A row each, in the transaction that causes it."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.records.personal import personal, personal_contact
from center.records.retention import Period
from center.records.states import Stateful
from thai.django.fields import PhoneField, ThaiCharField

KEPT = Period(
    "messages",
    14,
    timedelta(days=30),
    _("ชื่อ เบอร์โทรศัพท์ อีเมล และข้อความที่ศูนย์ส่งหรือโทรแจ้ง นับจากวันที่ข้อความหมดประโยชน์"),
    _("ลบ"),
)


class MessageQuerySet(models.QuerySet["Message"]):
    def to_call(self, now: datetime) -> Self:
        """Calls that are to be made now or were tried in vain; whether each is still true, its kind says."""
        return self.filter(state__in=Message.CALLS_LEFT, not_before__lte=now)

    def outdated(self, now: datetime) -> Self:
        """Messages whose personal data has been kept long enough and is still there."""
        limit = now - KEPT.kept_for
        too_old = models.Q(useful_until__lte=limit) | models.Q(useful_until=None, not_before__lte=limit)
        return self.filter(too_old, is_forgotten=False).exclude(state__in=Message.LEFT)


class Message(Stateful):
    """One message to one person, by mail where there is an address, else a call to make.

    Written by center.mail.messages and center.mail.sending only. Texts are as they were when it was queued; the kind
    (center.mail.kinds) looks again when it is sent. A secret link is no part of the stored text: it is put in when the
    mail leaves. Personal data leaves KEPT after the message's last useful moment.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("รอส่งอีเมล")
        SENT = "sent", _("ส่งอีเมลแล้ว")
        EXPIRED = "expired", _("ไม่ทันเวลา จึงไม่ส่ง")
        DROPPED = "dropped", _("ไม่ต้องส่งแล้ว")
        FAILED = "failed", _("ส่งอีเมลไม่สำเร็จ")
        TO_CALL = "to_call", _("ต้องโทร")
        TOLD = "told", _("โทรแล้ว")
        NOT_REACHED = "not_reached", _("โทรไม่ติด")

    CALLS = (State.TO_CALL, State.TOLD, State.NOT_REACHED)
    CALLS_LEFT = (State.TO_CALL, State.NOT_REACHED)
    LEFT = (State.QUEUED, *CALLS_LEFT)

    transitions: ClassVar = {
        State.QUEUED: (State.SENT, State.EXPIRED, State.DROPPED, State.FAILED),
        State.FAILED: (State.TO_CALL,),
        # Dropped while the mail was on its way.
        State.DROPPED: (State.SENT,),
        State.TO_CALL: (State.TOLD, State.NOT_REACHED, State.EXPIRED, State.DROPPED),
        State.NOT_REACHED: (State.TOLD, State.TO_CALL, State.EXPIRED, State.DROPPED),
        State.TOLD: (State.TO_CALL, State.NOT_REACHED),
    }

    kind = models.CharField(_("เรื่องที่แจ้ง"), max_length=60)
    content_type = models.ForeignKey(ContentType, models.CASCADE, null=True, blank=True, related_name="+")
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    about = GenericForeignKey()
    # What the kind compares when it looks again, such as the version of the row.
    details = models.JSONField(default=dict, blank=True, editable=False)
    state = models.CharField(_("สถานะ"), max_length=11, choices=State, default=State.QUEUED)
    name = personal(ThaiCharField(_("ผู้รับ"), max_length=200, blank=True))
    email = personal_contact(models.EmailField(_("อีเมล"), blank=True))
    phone = personal_contact(PhoneField(_("เบอร์โทรศัพท์"), blank=True))
    language = models.CharField(_("ภาษาของข้อความ"), max_length=2, choices=settings.LANGUAGES, default="th")
    subject = personal(models.CharField(_("หัวเรื่อง"), max_length=250, blank=True))
    body = personal(models.TextField(_("ข้อความ"), blank=True))
    line_text = personal_contact(models.TextField(_("ข้อความสำหรับ LINE"), blank=True))
    calendar = personal(models.TextField(_("ไฟล์ปฏิทิน"), blank=True, editable=False))
    not_before = models.DateTimeField(_("ส่งตั้งแต่"), default=timezone.now)
    useful_until = models.DateTimeField(_("ส่งไม่เกิน"), null=True, blank=True)
    unique_key = models.CharField(max_length=120, blank=True, default="", editable=False)
    created_at = models.DateTimeField(_("สร้างเมื่อ"), default=timezone.now)
    sent_at = models.DateTimeField(_("ส่งเมื่อ"), null=True, blank=True)
    is_forgotten = models.BooleanField(_("ลบข้อมูลส่วนบุคคลแล้ว"), default=False, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "ข้อความแจ้ง")
        verbose_name_plural = _("ข้อความแจ้ง")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unique_key"],
                condition=~models.Q(unique_key=""),
                name="one_message_of_a_key",
                violation_error_message=_("ข้อความนี้มีอยู่แล้ว"),
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["queued", "sent"]) | models.Q(is_forgotten=True) | ~models.Q(email=""),
                name="mail_has_an_address",
                violation_error_message=_("อีเมลต้องมีที่อยู่ผู้รับ"),
            ),
        ]
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="messages_about_a_row"),
            models.Index(
                fields=["not_before"],
                condition=models.Q(state__in=["queued", "to_call", "not_reached"]),
                name="message_left",
            ),
        ]

    def __str__(self) -> str:
        return _("%(label)s (ข้อความที่ %(number)s)") % {"label": self.label, "number": self.pk}

    @property
    def label(self) -> str:
        """What it is about, in the reader's language: the label of its kind."""
        from center.mail.kinds import label_of  # not at the top: circular import

        return label_of(self.kind)

    @property
    def may_be_called(self) -> bool:
        return self.state in self.CALLS_LEFT
