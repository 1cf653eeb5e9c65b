"""Sessions: the parts of an event, each with its time, its speakers and its seats."""

from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from center.records.history import derived, kept_history
from committee.speakers.models import Speaker
from consultations.outreach.models.event import OutreachEvent
from thai.django.fields import ThaiCharField


class SessionQuerySet(models.QuerySet["Session"]):
    def with_speakers(self) -> Self:
        """Each with its event and its speakers by name. Two queries."""
        speakers = models.Prefetch("speakers", Speaker.objects.select_related("person"))
        return self.select_related("event").prefetch_related(speakers)

    def to_come(self) -> Self:
        """Sessions of planned events that haven't begun, the earliest first, with their events."""
        planned = self.filter(starts_at__gt=timezone.now(), event__state=OutreachEvent.State.PLANNED)
        return planned.select_related("event").order_by("starts_at", "pk")

    def with_queue(self) -> Self:
        """Each with has_queue: whether anybody waits for a seat, so that newcomers can have none. No query of its own."""
        from consultations.outreach.models.registration import RegistrationSession  # not at the top: circular import

        waiting = RegistrationSession.objects.waiting().filter(session=models.OuterRef("pk"))
        return self.annotate(has_queue=models.Exists(waiting))


class Session(models.Model):
    """A part of an event. Written by consultations.outreach.events, its seats by consultations.outreach.seats.

    capacity None: no limit. taken: how many people have a seat, whether there is a limit or not. A desk is visited by
    appointment or with a queue number on paper, and takes no registrations.
    """

    class Kind(models.TextChoices):
        TALK = "talk", _("บรรยายความรู้")
        DEMONSTRATION = "demonstration", _("สาธิตและฝึกปฏิบัติ")
        DESK = "desk", _("โต๊ะให้คำปรึกษา")
        FORUM = "forum", _("เวทีแลกเปลี่ยนเรียนรู้")
        MARKET = "market", _("ออกร้านจำหน่ายสินค้า")

    class Desk(models.TextChoices):
        """How people come to a desk."""

        APPOINTMENTS = "appointments", _("นัดเวลาล่วงหน้า")
        NUMBERS = "numbers", _("แจกบัตรคิวหน้างาน")

    has_queue: bool  # of SessionQuerySet.with_queue()

    event = models.ForeignKey(OutreachEvent, models.CASCADE, related_name="sessions", verbose_name=_("กิจกรรม"))
    kind = models.CharField(_("รูปแบบ"), max_length=13, choices=Kind, default=Kind.TALK)
    desk = models.CharField(_("คิวของโต๊ะ"), max_length=12, choices=Desk, blank=True, help_text=_("เฉพาะโต๊ะให้คำปรึกษา"))
    title_th = ThaiCharField(_("ชื่อช่วง"), max_length=200, blank=True, help_text=_("ว่างไว้ = ใช้ชื่อรูปแบบ"))
    title_en = models.CharField(_("ชื่อช่วง ภาษาอังกฤษ"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("เริ่ม"))
    ends_at = models.DateTimeField(_("ถึง"))
    speakers = models.ManyToManyField(
        Speaker, blank=True, related_name="sessions", verbose_name=_("วิทยากรและผู้ให้คำปรึกษา")
    )
    capacity = models.PositiveIntegerField(
        _("รับกี่คน"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("ว่างไว้ = ไม่จำกัด")
    )
    taken = derived(models.PositiveIntegerField(_("จองแล้ว (คน)"), default=0, editable=False))
    # The last place in the queue that was given out; places are never given out twice.
    last_place = derived(models.PositiveIntegerField(default=0, editable=False))

    history = kept_history()
    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "ช่วงกิจกรรม")
        verbose_name_plural = _("ช่วงกิจกรรม")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="session_ends_after_it_starts",
                violation_error_message=_("เวลาสิ้นสุดต้องหลังเวลาเริ่ม"),
            ),
            models.CheckConstraint(
                condition=models.Q(capacity=None) | models.Q(capacity__gte=1),
                name="session_has_room_for_somebody",
                violation_error_message=_("จำนวนที่รับต้องอย่างน้อย 1 คน"),
            ),
            models.CheckConstraint(
                condition=models.Q(capacity=None) | models.Q(taken__lte=models.F("capacity")),
                name="session_is_not_overbooked",
                violation_error_message=_("มีผู้ลงทะเบียนเกินจำนวนที่รับ"),
            ),
            models.CheckConstraint(
                condition=models.Q(kind="desk", desk__in=["appointments", "numbers"])
                | (~models.Q(kind="desk") & models.Q(desk="")),
                name="desk_says_how_people_come",
                violation_error_message=_("โต๊ะให้คำปรึกษาต้องเลือกว่านัดล่วงหน้าหรือแจกบัตรคิว"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Its own name in the page's language, else the words of its kind."""
        english = self.title_en if get_language() == "en" else ""
        return english or self.title_th or str(self.get_kind_display())

    @property
    def is_desk(self) -> bool:
        return self.kind == self.Kind.DESK

    @property
    def takes_appointments(self) -> bool:
        return self.desk == self.Desk.APPOINTMENTS

    @property
    def seats_left(self) -> int | None:
        """Free seats, whoever waits; None without a limit."""
        return None if self.capacity is None else self.capacity - self.taken

    @property
    def seats_for_newcomers(self) -> int | None:
        """The seats a newcomer can have: none while anybody waits. None without a limit. Needs with_queue()."""
        return 0 if self.has_queue else self.seats_left
