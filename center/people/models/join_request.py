"""Who asks to become a member of the center."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.people.models.group import Group
from center.people.models.person import Person
from center.places.models import Tambon
from center.records.personal import personal, personal_contact
from center.records.retention import Period
from center.records.states import Stateful
from center.visitors import secret_links
from thai.django.fields import PhoneField, ThaiCharField, ThaiTextField

# Who was accepted stands in the registers then, with whom was declined the center has no business.
KEPT = Period(
    "join_requests",
    12,
    timedelta(days=90),
    _("ชื่อ เบอร์โทรศัพท์ และข้อความในคำขอเป็นสมาชิกศูนย์ นับจากวันที่ตอบ"),
    _("ลบ"),
)
LONGEST_REASON = 1000


def link_end() -> datetime:
    """When the link of a request made now ends, if nobody answers it before."""
    return timezone.now() + timedelta(days=365)


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def waiting(self) -> Self:
        """Requests staff have to decide on, oldest first."""
        return self.filter(state=JoinRequest.State.WAITING).order_by("sent_at", "pk")

    def outdated(self, now: datetime) -> Self:
        """Decided requests whose personal data has been kept long enough and is still there."""
        return self.filter(decided_at__lte=now - KEPT.kept_for).exclude(phone="")


class JoinRequest(Stateful):
    """A person or group that asks to become a member of the center. Staff decide; what was typed changes nobody.

    The rules stand in center.people.join_requests. Name, phone and words leave KEPT after the decision.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("รอพิจารณา")
        ACCEPTED = "accepted", _("รับเป็นสมาชิกแล้ว")
        DECLINED = "declined", _("ไม่รับ")

    transitions: ClassVar = {
        State.WAITING: (State.ACCEPTED, State.DECLINED),
        State.DECLINED: (State.WAITING,),
        State.ACCEPTED: (State.WAITING,),
    }

    name = personal(ThaiCharField(_("ชื่อ-นามสกุล"), max_length=160))
    phone = personal_contact(PhoneField(_("เบอร์โทรศัพท์")))
    tambon = models.ForeignKey(
        Tambon,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="join_requests",
        verbose_name=_("ตำบล"),
        help_text=_("ว่าง = นอกอำเภอบางคล้า"),
    )
    group_name = personal(ThaiCharField(_("ชื่อกลุ่มหรือร้าน (ถ้ามี)"), max_length=200, blank=True))
    reason = personal(ThaiTextField(_("ทำอะไรอยู่ อยากให้ศูนย์ช่วยอะไร"), blank=True, max_length=LONGEST_REASON))
    sent_at = models.DateTimeField(_("ส่งเมื่อ"), default=timezone.now)
    # The form it came from: sending one form twice makes one request.
    form_key = models.CharField(_("รหัสแบบฟอร์ม"), max_length=32, unique=True, editable=False)
    number = models.CharField(_("เลขที่คำขอ"), max_length=12, unique=True, editable=False)
    link_key = models.CharField(max_length=22, unique=True, default=secret_links.new_key, editable=False)
    link_expires_at = models.DateTimeField(default=link_end, editable=False)
    state = models.CharField(_("สถานะ"), max_length=8, choices=State, default=State.WAITING)
    decided_at = models.DateTimeField(_("ตอบเมื่อ"), null=True, blank=True, editable=False)
    person = personal(
        models.ForeignKey(
            Person,
            models.PROTECT,
            null=True,
            blank=True,
            related_name="join_requests",
            verbose_name=_("บุคคลในทะเบียน"),
        )
    )
    group = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="join_requests",
        verbose_name=_("กลุ่มในทะเบียน"),
    )

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "คำขอเป็นสมาชิกศูนย์")
        verbose_name_plural = _("คำขอเป็นสมาชิกศูนย์")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="accepted") | models.Q(person__isnull=False),
                name="accepted_request_names_who_joined",
                violation_error_message=_("กรุณาเลือกบุคคลที่เข้าเป็นสมาชิก"),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="waiting") | (~models.Q(name="") & ~models.Q(phone="")),
                name="waiting_request_says_who_asks",
                violation_error_message=_("คำขอที่รอพิจารณาต้องมีชื่อและเบอร์โทรศัพท์"),
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", decided_at=None)
                | (~models.Q(state="waiting") & models.Q(decided_at__isnull=False)),
                name="decided_request_has_its_day",
                violation_error_message=_("คำขอที่ตอบแล้วต้องมีวันที่ตอบ"),
            ),
        ]
        indexes = [models.Index(fields=["sent_at"], condition=models.Q(state="waiting"), name="join_request_waiting")]

    def __str__(self) -> str:
        return str(_("คำขอเลขที่ %s") % self.number)

    @property
    def is_forgotten(self) -> bool:
        """Whether its personal data has left, so that nothing more can be decided."""
        return not self.phone
