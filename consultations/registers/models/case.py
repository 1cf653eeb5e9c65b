"""Cases: matters that the center carries for somebody, from the first paper to the answer."""

import datetime as dt
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Producer
from center.access.models import User
from center.mail.models import Message
from center.people.models import Group, Person
from center.places.models import Tambon
from center.places.villages import MOST_MOO
from center.records.history import kept_history
from center.records.personal import personal, personal_contact
from center.records.states import Stateful
from center.visitors import secret_links
from consultations.registers.models.case_kind import CaseKind, RegistrationRound
from thai.django.fields import PhoneField, ThaiCharField, ThaiTextField

LONGEST_DETAILS = 1000
LONGEST_ANSWER = 300
# What Case.due says, for queries.
LAST_DAY = Coalesce("round__closes_on", "due_on")


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> Self:
        return self.filter(state__in=Case.OPEN)

    def with_due(self) -> Self:
        """With `last_day`, which is what Case.due says: the round's closing date, else its own; NULL without either."""
        return self.annotate(last_day=LAST_DAY)

    def overdue(self, today: dt.date) -> Self:
        """Open cases whose last day has passed."""
        return self.open().with_due().filter(last_day__lt=today)

    def with_missing(self) -> Self:
        """With `missing_count`: how many papers are missing."""
        missing = models.Q(papers__state=CasePaper.State.MISSING)
        return self.annotate(missing_count=models.Count("papers", filter=missing))

    def with_open_page(self) -> Self:
        """Cases whose own page still opens."""
        return self.filter(link_expires_at__gt=timezone.now())


class Case(Stateful):
    """A matter that the center carries for somebody. The rules stand in consultations.registers.cases.

    Due is the closing date of its round, or a date of its own where its kind has no rounds. closed_at is set in the
    states that end it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("ร่าง")
        SUBMITTED = "submitted", _("ยื่นแล้ว")
        INCOMPLETE = "incomplete", _("เอกสารไม่ครบ")
        REVIEW = "review", _("รอพิจารณา")
        REGISTERED = "registered", _("ลงทะเบียนแล้ว")
        REJECTED = "rejected", _("ไม่ผ่าน")
        WITHDRAWN = "withdrawn", _("ถอนเรื่อง")

    OPEN = (State.DRAFT, State.SUBMITTED, State.INCOMPLETE, State.REVIEW)

    transitions: ClassVar = {
        State.DRAFT: (State.SUBMITTED, State.INCOMPLETE, State.WITHDRAWN),
        State.SUBMITTED: (State.REVIEW, State.INCOMPLETE, State.DRAFT, State.WITHDRAWN),
        State.INCOMPLETE: (State.SUBMITTED, State.WITHDRAWN),
        State.REVIEW: (State.REGISTERED, State.REJECTED, State.INCOMPLETE, State.SUBMITTED, State.WITHDRAWN),
        # Closed by mistake, or taken up again.
        State.REGISTERED: (State.REVIEW,),
        State.REJECTED: (State.REVIEW,),
        State.WITHDRAWN: (State.DRAFT,),
    }

    reference = models.CharField(_("เลขที่เรื่อง"), max_length=8, unique=True, editable=False)
    kind = models.ForeignKey(CaseKind, models.PROTECT, related_name="cases", verbose_name=_("ชนิด"))
    state = models.CharField(_("สถานะ"), max_length=10, choices=State, default=State.DRAFT)
    subject = ThaiCharField(_("เรื่อง"), max_length=200, blank=True, help_text=_("เช่น ชื่อผลิตภัณฑ์ หรือโครงการ"))
    round = models.ForeignKey(
        RegistrationRound, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("รอบ")
    )
    due_on = models.DateField(_("กำหนด (ถ้าไม่มีรอบ)"), null=True, blank=True)
    name = personal(ThaiCharField(_("ชื่อ-นามสกุลผู้ยื่น"), max_length=160))
    phone = personal_contact(PhoneField(_("เบอร์โทรศัพท์")))
    email = personal_contact(models.EmailField(_("อีเมล"), blank=True))
    tambon = models.ForeignKey(Tambon, models.PROTECT, null=True, blank=True, verbose_name=_("ตำบล"))
    moo = models.PositiveSmallIntegerField(
        _("หมู่ที่"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_MOO)]
    )
    details = personal(ThaiTextField(_("บันทึกของเจ้าหน้าที่"), blank=True, max_length=LONGEST_DETAILS))
    result_number = ThaiCharField(_("เลขทะเบียนที่ได้ (ถ้ามี)"), max_length=20, blank=True)
    answer = personal(
        ThaiCharField(_("ข้อความถึงผู้ยื่น"), max_length=LONGEST_ANSWER, blank=True, help_text=_("ผู้ยื่นเห็นข้อความนี้"))
    )
    person = personal(
        models.ForeignKey(
            Person, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("บุคคลในทะเบียน")
        )
    )
    producer = models.ForeignKey(
        Producer, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("ผู้ผลิต")
    )
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("กลุ่ม"))
    officer = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("ผู้รับเรื่อง")
    )
    language = models.CharField(_("ภาษาของข้อความ"), max_length=2, choices=settings.LANGUAGES, default="th")
    opened_at = models.DateTimeField(_("รับเรื่องเมื่อ"), default=timezone.now)
    closed_at = models.DateTimeField(_("ปิดเรื่องเมื่อ"), null=True, blank=True, editable=False)
    form_key = models.CharField(_("รหัสแบบฟอร์ม"), max_length=32, unique=True, editable=False)
    link_key = models.CharField(max_length=22, unique=True, default=secret_links.new_key, editable=False)
    link_expires_at = models.DateTimeField(editable=False)
    source_key = models.CharField(_("รหัสข้อมูลสาธิต"), max_length=64, unique=True, null=True, editable=False)

    # Deleted with the case.
    messages = GenericRelation(Message)

    history = kept_history("name", "phone", "email", "details", "answer", "link_key", "form_key")
    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "งานเอกสาร")
        verbose_name_plural = _("งานเอกสาร")
        ordering = ["-opened_at", "-pk"]
        indexes = [models.Index(fields=["reference", "phone"], name="case_number_and_phone")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(round=None) | models.Q(due_on=None),
                name="case_is_due_once",
                violation_error_message=_("เรื่องที่รับเป็นรอบมีกำหนดตามวันปิดรับของรอบ ไม่ต้องกรอกกำหนดอีก"),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("draft", "submitted", "incomplete", "review"), closed_at=None)
                | models.Q(state__in=("registered", "rejected", "withdrawn"), closed_at__isnull=False),
                name="case_is_closed_in_its_last_states",
                violation_error_message=_("วันปิดเรื่องมีเมื่อเรื่องปิดแล้วเท่านั้น"),
            ),
        ]

    def __str__(self) -> str:
        return str(_("เรื่องเลขที่ %s") % self.reference)

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def due(self) -> dt.date | None:
        """The last day for it, if it has one. At most one query."""
        return self.round.closes_on if self.round else self.due_on

    @property
    def title(self) -> str:
        """Its kind and, if known, what it is about: ขึ้นทะเบียน OTOP · ไข่เค็มใบเตย."""
        return " · ".join(part for part in (self.kind.name, self.subject) if part)

    @property
    def state_in_words(self) -> str:
        """The state in the page's language; a good end in the words of its kind."""
        return self.kind.done if self.state == self.State.REGISTERED else str(self.get_state_display())

    def missing(self) -> "list[CasePaper]":
        """The papers that are missing. No query where papers were prefetched."""
        return [paper for paper in self.papers.all() if paper.state == CasePaper.State.MISSING]


class CasePaper(models.Model):
    """One paper of a case: as its kind's checklist had it when the case was opened, or added for this case."""

    class State(models.TextChoices):
        MISSING = "missing", _("ยังขาด")
        RECEIVED = "received", _("ได้แล้ว")
        NOT_NEEDED = "not_needed", _("ไม่ต้องใช้")

    case = models.ForeignKey(
        Case, models.CASCADE, related_name="papers", verbose_name=pgettext_lazy("one", "งานเอกสาร")
    )
    name_th = ThaiCharField(_("เอกสาร"), max_length=200)
    name_en = models.CharField(_("เอกสาร ภาษาอังกฤษ"), max_length=200, blank=True)
    state = models.CharField(_("สถานะ"), max_length=10, choices=State, default=State.MISSING)
    position = models.PositiveSmallIntegerField(_("ลำดับ"), default=0)

    history = kept_history()

    class Meta:
        verbose_name = pgettext_lazy("one", "เอกสารของเรื่อง")
        verbose_name_plural = _("เอกสารของเรื่อง")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "name_th"],
                name="one_paper_of_a_name",
                violation_error_message=_("มีเอกสารชื่อนี้ในเรื่องนี้แล้ว"),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the page's language where it has an English name."""
        return (self.name_en if get_language() == "en" else "") or self.name_th
