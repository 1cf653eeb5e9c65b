"""The speaker team, and the topics one can ask about or be taught."""

from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from center.people.models import Network, Person
from center.people.models.network import KINDS
from center.records.addresses import page_url
from center.records.history import kept_history
from center.records.naming import Bilingual, Publishable, PublishableQuerySet
from center.records.personal import personal
from center.records.search import Searchable, SearchableQuerySet
from committee.terms.models import Seat, Term
from thai.django.fields import ThaiCharField, ThaiTextField

QUARTER = 15
"""Minutes: appointments lie on quarters of an hour."""
LONGEST = 8 * 60
NOT_IN_QUARTERS = _("เวลาต้องเป็นจำนวนเท่าของ 15 นาที ตั้งแต่ 15 ถึง 480 นาที")


class Topic(Bilingual, Searchable):
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
    objects = SearchableQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "หัวข้อที่ให้คำปรึกษา")
        verbose_name_plural = _("หัวข้อที่ให้คำปรึกษา")
        ordering = ["position", "sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["name_th"], name="one_topic_of_a_name", violation_error_message=_("มีหัวข้อชื่อนี้อยู่แล้ว")
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__in=range(QUARTER, LONGEST + 1, QUARTER)),
                name="topic_takes_whole_quarters",
                violation_error_message=NOT_IN_QUARTERS,
            ),
        ]

    def search_parts(self) -> list[str]:
        return [self.name_th, self.name_en, self.explains_th, self.explains_en]

    @property
    def length(self) -> str:
        """The usual length in words of the page's language: 1 ชั่วโมง 30 นาที."""
        hours, minutes = divmod(self.minutes, 60)
        in_hours = ngettext("%d ชั่วโมง", "%d ชั่วโมง", hours) % hours if hours else ""
        in_minutes = ngettext("%d นาที", "%d นาที", minutes) % minutes if minutes else ""
        return f"{in_hours} {in_minutes}".strip()

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """The kinds of source it is about: (code of center.sources' kinds, words in the page's language)."""
        return [
            (kind, str(self._meta.get_field(field).verbose_name))  # type: ignore[union-attr]
            for kind, field in KINDS.items()
            if getattr(self, field)
        ]

    @property
    def things_to_bring(self) -> list[str]:
        """What to bring, a thing a line, in the page's language."""
        return [line.strip() for line in self.in_language("bring").splitlines() if line.strip()]


def present_seats() -> "models.QuerySet[Seat]":
    """Seats of the committee in force that are taken today (Bangkok)."""
    seats: models.QuerySet[Seat] = Seat.objects.on(timezone.localdate()).filter(term__state=Term.State.IN_FORCE)
    return seats


class SpeakerQuerySet(SearchableQuerySet, PublishableQuerySet):  # type: ignore[override]  # see DocumentQuerySet
    def published(self) -> Self:
        """Speakers the public may see: published, and still in the team."""
        return super().published().filter(active=True)

    def holding(self, words: list[list[str]]) -> Self:
        """Each word is in the speaker's own texts or in one of their topics. No query."""
        rows = self
        for spellings in words:
            own, of_a_topic = models.Q(), models.Q()
            for spelling in spellings:
                own |= models.Q(search_text__contains=spelling)
                of_a_topic |= models.Q(topic__search_text__contains=spelling)
            topics = Speaker.topics.through.objects.filter(
                of_a_topic, topic__active=True, speaker=models.OuterRef("pk")
            )
            rows = rows.filter(own | models.Exists(topics))
        return rows

    def for_rows(self) -> Self:
        """Everything a row of the team prints but the photo.

        Speakers with their people and networks; in two more queries their topics and the seats they have today (Bangkok),
        as person.present_seats.
        """
        seats = present_seats().select_related("network", "organization")
        return self.select_related("person__tambon", "network").prefetch_related(
            models.Prefetch("topics", Topic.objects.filter(active=True), to_attr="present_topics"),
            models.Prefetch("person__seats", seats, to_attr="present_seats"),
        )


class Speaker(Publishable, Searchable):
    """A member of the speaker team: a person of the registers, chosen from seats and networks, never typed twice.

    Who leaves the team is no longer active; the row stays, since appointments point at it. `seat` and `network` say where
    they were chosen from; that the seat has ended since changes nothing. The rules stand in committee.speakers.team.
    """

    search_follows: ClassVar = ("person", "network")

    class Confirms(models.TextChoices):
        AT_ONCE = "at_once", _("ยืนยันนัดได้ทันที")
        BY_PHONE = "by_phone", _("ต้องโทรถามก่อน")

    person = personal(
        models.OneToOneField(Person, models.PROTECT, related_name="speaker", verbose_name=pgettext_lazy("one", "บุคคล"))
    )
    # The registers know people by their Thai names alone; this one is for English pages and for the address.
    name_en = personal(models.CharField(_("ชื่อภาษาอังกฤษ"), max_length=200, blank=True))
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

    history = kept_history("name_en")
    objects = SpeakerQuerySet.as_manager()
    detail_view = "committee:speaker_detail"

    class Meta:
        verbose_name = pgettext_lazy("one", "วิทยากร")
        verbose_name_plural = pgettext_lazy("many", "วิทยากร")
        ordering = ["person__sort_key", "pk"]

    def __str__(self) -> str:
        return str(self.person)

    def search_parts(self) -> list[str]:
        network = [self.network.name_th, self.network.abbreviation] if self.network else []
        own = [self.person.full_name(), self.person.nickname, self.name_en, self.expertise_th, self.expertise_en]
        return [*own, *network]

    @property
    def name_th(self) -> str:
        """The person's name with the title."""
        return str(self.person)

    def in_language(self, field: str) -> str:
        """The text of field_en on an English page if there is one, else of field_th."""
        english: str = getattr(self, f"{field}_en") if get_language() == "en" else ""
        return english or str(getattr(self, f"{field}_th"))

    @property
    def name(self) -> str:
        return self.in_language("name")

    def get_absolute_url(self) -> str:
        return page_url(self.detail_view, self.pk, self.name_en)


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
