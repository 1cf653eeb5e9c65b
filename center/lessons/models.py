from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.people.models import Group, Network
from center.pictures.models import Picture
from center.places.models import Tambon
from center.records.history import kept_history
from center.records.naming import Addressed, Publishable, PublishableQuerySet
from center.records.personal import personal, personal_contact
from center.records.retention import Period
from center.records.search import Searchable, SearchableQuerySet
from center.records.states import Stateful
from center.sources.models import Source
from thai.django.fields import PhoneField, ThaiCharField, ThaiTextField

# Retention of the phone number, which is for calling back only, and of hidden questions.
KEPT = Period(
    "questions",
    10,
    timedelta(days=90),
    _("เบอร์โทรศัพท์ของผู้ถาม และคำถามที่ไม่แสดงบนเว็บ"),
    _("ลบ"),
)
LONGEST_QUESTION = 1000  # characters


class LessonQuerySet(SearchableQuerySet, PublishableQuerySet):  # type: ignore[override]  # see DocumentQuerySet
    def for_rows(self) -> Self:
        """With everything a list row prints, in two queries: lessons with tambon and network, their pictures."""
        return self.select_related("network", "tambon").prefetch_related("pictures")


class Lesson(Addressed, Publishable, Searchable):
    """What a group or person did and learned (แลกเปลี่ยนเรียนรู้). Its name is the title."""

    detail_view = "pages:lesson_detail"
    search_follows: ClassVar = ("network", "tambon", "group")

    summary_th = ThaiTextField(_("สรุปสั้น ๆ"), help_text=_("หนึ่งหรือสองประโยค แสดงในรายการ"))
    summary_en = models.TextField(_("สรุปภาษาอังกฤษ"), blank=True)
    done_th = ThaiTextField(_("ได้ทำอะไร"))
    done_en = models.TextField(_("ได้ทำอะไร ภาษาอังกฤษ"), blank=True)
    learned_th = ThaiTextField(_("ได้เรียนรู้อะไร"))
    learned_en = models.TextField(_("ได้เรียนรู้อะไร ภาษาอังกฤษ"), blank=True)
    by_th = ThaiCharField(_("เล่าโดย"), max_length=200, help_text=_("ชื่อกลุ่มหรือชื่อคนที่ยินยอมให้แสดง"))
    by_en = models.CharField(_("เล่าโดย ภาษาอังกฤษ"), max_length=200, blank=True)
    group = models.ForeignKey(
        Group, models.SET_NULL, null=True, blank=True, related_name="lessons", verbose_name=_("กลุ่มในทะเบียน")
    )
    network = models.ForeignKey(
        Network,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lessons",
        verbose_name=pgettext_lazy("one", "เครือข่าย"),
    )
    tambon = models.ForeignKey(
        Tambon, models.PROTECT, null=True, blank=True, related_name="lessons", verbose_name=_("ตำบล")
    )
    sources = models.ManyToManyField(
        Source, blank=True, related_name="lessons", verbose_name=_("แหล่งที่ใช้"), help_text=_("แหล่งสนับสนุนที่ทำให้เรื่องนี้เกิดขึ้น")
    )
    happened_on = models.DateField(_("วันที่ทำ"), null=True, blank=True)
    source_key = models.CharField(_("รหัสข้อมูลสาธิต"), max_length=64, unique=True, null=True, editable=False)

    questions = GenericRelation("center.Question", related_query_name="lesson")

    history = kept_history()
    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "บทเรียน")
        verbose_name_plural = pgettext_lazy("many", "บทเรียน")
        ordering = [models.F("published_at").desc(nulls_first=True), "pk"]

    def search_parts(self) -> list[str]:
        related = [row for row in (self.network, self.tambon, self.group) if row]
        return [
            self.name_th,
            self.name_en,
            self.summary_th,
            self.summary_en,
            self.by_th,
            self.by_en,
            *(text for row in related for text in (row.name_th, row.name_en)),
            self.done_th,
            self.done_en,
            self.learned_th,
            self.learned_en,
        ]

    @property
    def summary(self) -> str:
        return self.in_language("summary")

    @property
    def first_picture(self) -> "LessonPicture | None":
        """The first picture, or None. No query where pictures were prefetched."""
        return next(iter(self.pictures.all()), None)


class LessonPicture(Picture):
    """A picture of a lesson; the first one is shown in lists."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="pictures", verbose_name=_("บทเรียน"))

    class Meta(Picture.Meta):
        verbose_name = pgettext_lazy("one", "รูปบทเรียน")
        verbose_name_plural = _("รูปบทเรียน")
        ordering = ["position", "pk"]


class QuestionQuerySet(models.QuerySet["Question"]):
    def waiting(self) -> Self:
        """Questions staff have to answer or pass on, oldest first."""
        return self.filter(state=Question.State.WAITING).order_by("asked_at", "pk")

    def shown(self) -> Self:
        """Questions the public may see, with their answers: the only definition of "public"."""
        return self.filter(state=Question.State.ANSWERED).order_by("asked_at", "pk")

    def with_outdated_phone(self, now: datetime) -> Self:
        """Questions whose phone number's retention period is over."""
        return self.filter(asked_at__lte=now - KEPT.kept_for).exclude(phone="")


class Question(Stateful):
    """A visitor's question about a row: a lesson, a product. Answers are published under lessons; questions about anything
    else are passed on to whom they concern, and stay private. None is public before an officer has answered it.

    Changed by center.lessons.questions only. The history records who changed state or answer and when, but not the
    visitor's text, name and phone, so that deleting the row deletes them.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("รอตอบ")
        ANSWERED = "answered", _("ตอบแล้ว")
        PASSED_ON = "passed", _("ส่งต่อแล้ว")
        HIDDEN = "hidden", _("ไม่แสดงบนเว็บ")

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+", verbose_name=_("ชนิดข้อมูล"))
    object_id = models.PositiveBigIntegerField(_("เลขที่ของข้อมูล"))
    about = GenericForeignKey()
    text = personal(ThaiTextField(_("คำถาม"), max_length=LONGEST_QUESTION))
    name = personal(ThaiCharField(_("ชื่อผู้ถาม"), max_length=80, blank=True))
    phone = personal_contact(
        PhoneField(_("เบอร์โทรศัพท์"), blank=True, help_text=_("ไม่แสดงบนเว็บ ระบบลบให้เองเมื่อครบ 90 วัน"))
    )
    asked_at = models.DateTimeField(_("ถามเมื่อ"), default=timezone.now)
    # Idempotency key: the random key of the form, so that a form sent twice creates one question.
    form_key = models.CharField(_("รหัสแบบฟอร์ม"), max_length=32, unique=True, editable=False)
    state = models.CharField(_("สถานะ"), max_length=8, choices=State, default=State.WAITING)
    state_at = models.DateTimeField(_("เปลี่ยนสถานะเมื่อ"), null=True, blank=True, editable=False)
    state_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("เปลี่ยนสถานะโดย"),
    )
    answer = ThaiTextField(_("คำตอบ"), blank=True)
    answered_at = models.DateTimeField(_("ตอบเมื่อ"), null=True, blank=True, editable=False)

    history = kept_history("text", "name", "phone", "form_key")
    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "คำถามจากผู้อ่าน")
        verbose_name_plural = _("คำถามจากผู้อ่าน")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="answered") | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="answered_question_has_an_answer",
                violation_error_message=_("กรุณากรอกคำตอบ"),
            ),
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="question_asks_something",
                violation_error_message=_("กรุณากรอกคำถาม"),
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=models.Q(state="waiting"), name="question_waiting"),
            models.Index(fields=["content_type", "object_id"], name="question_about"),
        ]

    @property
    def answered_in_public(self) -> bool:
        """Whether its answer is published, on the page of what it is about."""
        return self.content_type.model_class() is Lesson

    def __str__(self) -> str:
        return self.text if len(self.text) <= 60 else f"{self.text[:60]}…"
