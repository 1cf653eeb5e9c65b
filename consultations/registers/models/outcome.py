"""What came of a visit, and what came of that after some months."""

import datetime as dt
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.documents.models import Document
from center.records.history import kept_history
from center.records.personal import personal
from center.records.states import Stateful
from center.sources.models import Source
from consultations.registers.models.visit import Visit
from thai.django.fields import ThaiCharField, ThaiTextField

LONGEST_TEXT = 2000
MOST_JOBS = 500


class Outcome(models.Model):
    """What came of a visit: one tap for the simple things, and in words what was agreed, with whom and by when."""

    class Kind(models.TextChoices):
        ADVISED = "advised", _("ให้คำแนะนำแล้ว")
        FORM = "form", _("ให้แบบฟอร์มแล้ว")
        REFERRED = "referred", _("ส่งต่อหน่วยงานอื่น")
        CASE = "case", _("รับเรื่องไว้แล้ว")
        AGAIN = "again", _("นัดมาใหม่")

    visit = models.OneToOneField(
        Visit, models.CASCADE, related_name="outcome", verbose_name=pgettext_lazy("one", "ผู้รับบริการ")
    )
    kind = models.CharField(_("ผล"), max_length=8, choices=Kind, default=Kind.ADVISED)
    advice = personal(ThaiTextField(_("คำแนะนำที่ให้"), blank=True, max_length=LONGEST_TEXT))
    agreed = personal(ThaiCharField(_("สิ่งที่ตกลงกัน"), max_length=300, blank=True))
    agreed_by = personal(ThaiCharField(_("ใครทำ"), max_length=160, blank=True))
    agreed_until = models.DateField(_("ภายในวันที่"), null=True, blank=True)
    sources = models.ManyToManyField(Source, blank=True, related_name="outcomes", verbose_name=_("แหล่งสนับสนุนที่แนะนำ"))
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outcomes",
        verbose_name=_("แบบฟอร์มที่ให้ไป"),
    )
    noted_at = models.DateTimeField(_("บันทึกเมื่อ"), default=timezone.now, editable=False)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("ผู้บันทึก"),
    )

    history = kept_history("advice", "agreed", "agreed_by")

    class Meta:
        verbose_name = verbose_name_plural = _("ผลการให้บริการ")
        ordering = ["-noted_at", "-pk"]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def waiting(self) -> Self:
        """Those nobody has called or visited yet, the earliest due first."""
        return self.filter(state=FollowUp.State.WAITING).order_by("due_on", "pk")

    def due(self, today: dt.date) -> Self:
        """Those of them whose day has come."""
        return self.waiting().filter(due_on__lte=today)

    def for_rows(self) -> Self:
        """Everything a row of the list prints."""
        return self.select_related("visit__topic", "visit__tambon", "visit__outcome", "done_by")


class FollowUp(Stateful):
    """Asking again what came of a visit: only where staff ticked it. Incomes are monthly, in ranges, and never shown singly."""

    class State(models.TextChoices):
        WAITING = "waiting", _("รอติดตาม")
        DONE = "done", _("ติดตามแล้ว")
        NOT_REACHED = "missed", _("ติดต่อไม่ได้")
        DROPPED = "dropped", _("ไม่ต้องติดตามแล้ว")

    class Means(models.TextChoices):
        CALLED = "called", _("โทรถาม")
        VISITED = "visited", _("ไปเยี่ยม")

    class Income(models.TextChoices):
        NONE = "none", _("ไม่มีรายได้")
        TO_3000 = "3000", _("ไม่เกิน 3,000 บาท")
        TO_6000 = "6000", _("3,001-6,000 บาท")
        TO_10000 = "10000", _("6,001-10,000 บาท")
        TO_20000 = "20000", _("10,001-20,000 บาท")
        TO_50000 = "50000", _("20,001-50,000 บาท")
        ABOVE = "above", _("มากกว่า 50,000 บาท")

    transitions: ClassVar = {
        State.WAITING: (State.DONE, State.NOT_REACHED, State.DROPPED),
        State.NOT_REACHED: (State.WAITING, State.DONE, State.DROPPED),
        State.DROPPED: (State.WAITING,),
        State.DONE: (State.WAITING,),
    }

    visit = models.OneToOneField(
        Visit, models.CASCADE, related_name="follow_up", verbose_name=pgettext_lazy("one", "ผู้รับบริการ")
    )
    state = models.CharField(_("สถานะ"), max_length=7, choices=State, default=State.WAITING, editable=False)
    due_on = models.DateField(_("ติดตามภายในวันที่"), db_index=True)
    means = models.CharField(_("ติดตามโดย"), max_length=7, choices=Means, blank=True)
    income_before = personal(models.CharField(_("รายได้ต่อเดือนก่อนมา"), max_length=5, choices=Income, blank=True))
    income_after = personal(models.CharField(_("รายได้ต่อเดือนขณะนี้"), max_length=5, choices=Income, blank=True))
    jobs = models.PositiveSmallIntegerField(
        _("มีงานเพิ่มกี่คน"), null=True, blank=True, validators=[MaxValueValidator(MOST_JOBS)]
    )
    changed = personal(ThaiTextField(_("อะไรเปลี่ยนไป"), blank=True, max_length=LONGEST_TEXT))
    done_on = models.DateField(_("ติดตามเมื่อวันที่"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("ผู้ติดตาม"),
    )

    history = kept_history("income_before", "income_after", "changed")
    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "การติดตามผล")
        verbose_name_plural = _("ติดตามผล")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return str(self.visit)

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING
