"""The speaker team, and the topics one can ask about or be taught."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.people.models import Network, Person
from center.records.history import kept_history
from center.records.naming import Bilingual, Publishable, PublishableQuerySet
from center.records.personal import public
from center.records.search import Searchable, SearchableQuerySet
from committee.terms.models import Seat
from thai.django.fields import ThaiCharField, ThaiTextField

QUARTER = 15
"""Minutes: appointments lie on quarters of an hour."""


class Topic(Bilingual):
    """What one can ask advice about or be taught. Its length is what an appointment usually takes."""

    explains_th = ThaiCharField(_("อธิบายสั้น ๆ"), max_length=200, blank=True)
    explains_en = models.CharField(_("อธิบายสั้น ๆ ภาษาอังกฤษ"), max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(_("ใช้เวลาปกติ (นาที)"), default=45, help_text=_("เป็นจำนวนเท่าของ 15 นาที"))
    bring_th = ThaiTextField(_("สิ่งที่ต้องเตรียม"), blank=True, help_text=_("บรรทัดละรายการ"))
    bring_en = models.TextField(_("สิ่งที่ต้องเตรียม ภาษาอังกฤษ"), blank=True, help_text=_("บรรทัดละรายการ"))
    offers_capital = models.BooleanField(_("แหล่งทุน"), default=False)
    offers_production = models.BooleanField(_("แหล่งผลิต"), default=False)
    offers_markets = models.BooleanField(_("แหล่งตลาด"), default=False)
    offers_knowledge = models.BooleanField(_("แหล่งความรู้"), default=False)
    active = models.BooleanField(_("ยังให้คำปรึกษา"), default=True)
    position = models.PositiveSmallIntegerField(_("ลำดับ"), default=0, help_text=_("เลขน้อยอยู่ก่อน"))
    source_key = models.CharField(_("รหัสข้อมูลสาธิต"), max_length=64, unique=True, null=True, editable=False)

    history = kept_history()

    class Meta:
        verbose_name = pgettext_lazy("one", "หัวข้อที่ให้คำปรึกษา")
        verbose_name_plural = _("หัวข้อที่ให้คำปรึกษา")
        ordering = ["position", "sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["name_th"], name="one_topic_of_a_name", violation_error_message=_("มีหัวข้อชื่อนี้อยู่แล้ว")
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__in=range(QUARTER, 8 * 60 + 1, QUARTER)),
                name="topic_takes_whole_quarters",
                violation_error_message=_("เวลาต้องเป็นจำนวนเท่าของ 15 นาที ตั้งแต่ 15 ถึง 480 นาที"),
            ),
        ]


class SpeakerQuerySet(SearchableQuerySet, PublishableQuerySet):  # type: ignore[override]  # see DocumentQuerySet
    def published(self) -> Self:
        """Speakers the public may see: published, and still in the team."""
        return super().published().filter(active=True)

    def for_rows(self) -> Self:
        """Everything a row of the team prints: speakers with their people, their topics in one more query."""
        return self.select_related("person__tambon", "seat", "network").prefetch_related("topics")


class Speaker(Publishable, Searchable):
    """A member of the speaker team: a person of the registers, chosen from seats and networks, never typed twice.

    Who leaves the team is no longer active; the row stays, since appointments point at it.
    """

    search_follows: ClassVar = ("person",)

    class Confirms(models.TextChoices):
        AT_ONCE = "at_once", _("ยืนยันนัดได้ทันที")
        BY_PHONE = "by_phone", _("ต้องโทรถามก่อน")

    person = public(models.OneToOneField(Person, models.PROTECT, related_name="speaker", verbose_name=_("บุคคล")))
    seat = models.ForeignKey(
        Seat, models.SET_NULL, null=True, blank=True, related_name="speakers", verbose_name=_("มาจากคณะกรรมการ")
    )
    network = models.ForeignKey(
        Network, models.PROTECT, null=True, blank=True, related_name="speakers", verbose_name=_("มาจากเครือข่าย")
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="speakers", verbose_name=_("หัวข้อ"))
    expertise_th = ThaiCharField(_("ความเชี่ยวชาญ"), max_length=200, blank=True, help_text=_("หนึ่งบรรทัด แสดงใต้ชื่อ"))
    expertise_en = models.CharField(_("ความเชี่ยวชาญภาษาอังกฤษ"), max_length=200, blank=True)
    biography_th = ThaiTextField(_("ประวัติ"), blank=True)
    biography_en = models.TextField(_("ประวัติภาษาอังกฤษ"), blank=True)
    confirms = models.CharField(_("การยืนยันนัด"), max_length=8, choices=Confirms, default=Confirms.BY_PHONE)
    active = models.BooleanField(_("อยู่ในทีมวิทยากร"), default=True)
    source_key = models.CharField(_("รหัสข้อมูลสาธิต"), max_length=64, unique=True, null=True, editable=False)

    history = kept_history()
    objects = SpeakerQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "วิทยากร")
        verbose_name_plural = pgettext_lazy("many", "วิทยากร")
        ordering = ["person__sort_key", "pk"]

    def __str__(self) -> str:
        return str(self.person)

    def search_parts(self) -> list[str]:
        return [self.person.full_name(), self.person.nickname, self.expertise_th, self.expertise_en]


class Training(models.Model):
    """Something a speaker taught: shown on the speaker's page."""

    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="trainings", verbose_name=_("วิทยากร"))
    subject = ThaiCharField(_("เรื่อง"), max_length=200)
    given_on = models.DateField(_("วันที่"))
    place = ThaiCharField(_("สถานที่"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("ผลงานการเป็นวิทยากร")
        ordering = ["-given_on", "-pk"]

    def __str__(self) -> str:
        return self.subject
