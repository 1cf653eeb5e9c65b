"""Events: in a village or at the center, over one session or several."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.people.models import Network, Organization
from center.people.models.network import KINDS
from center.pictures.models import Picture
from center.places.models import Place
from center.records.history import derived, kept_history
from center.records.naming import Addressed, Publishable, PublishableQuerySet
from center.records.search import Searchable, SearchableQuerySet
from center.records.states import Stateful
from thai.dates import local_date
from thai.django.fields import ThaiCharField, ThaiTextField

MOST_MINUTES_OF_TRAVEL = 240
# Events older than this are left to the lists: nobody counts them any more.
NOTED_WITHIN = dt.timedelta(days=90)


class EventQuerySet(SearchableQuerySet, PublishableQuerySet):  # type: ignore[override]  # see DocumentQuerySet
    def upcoming(self) -> Self:
        """Events that haven't ended, the earliest first; cancelled ones too, which say so. Those that were put off come
        last, however long ago their former day was: they have no new one yet."""
        without_a_day = models.Q(state=OutreachEvent.State.POSTPONED)
        put_off = models.Case(models.When(without_a_day, then=1), default=0)
        return self.filter(without_a_day | models.Q(ends_at__gt=timezone.now())).order_by(put_off, "starts_at", "pk")

    def next(self) -> Self:
        """Events that begin after now and take place as planned, the earliest first, with all that a row prints."""
        coming = self.filter(starts_at__gt=timezone.now(), state=OutreachEvent.State.PLANNED)
        return coming.for_rows().order_by("starts_at", "pk")

    def past(self) -> Self:
        """Events that have ended and took place, the latest first."""
        return self.filter(ends_at__lte=timezone.now(), state=OutreachEvent.State.PLANNED).order_by("-starts_at", "-pk")

    def unnoted(self) -> Self:
        """Events of the last months that took place and of which nobody noted how many came."""
        now = timezone.now()
        return self.past().filter(ends_at__gt=now - NOTED_WITHIN, attended=None)

    def for_rows(self) -> Self:
        """Everything a row of events prints, its place and tambon. One query."""
        return self.select_related("place__tambon")


class OutreachEvent(Addressed, Publishable, Searchable, Stateful):
    """An event of the center. The rules stand in consultations.outreach.events; nothing else writes this table.

    starts_at, ends_at: of its first and last session. Postponed: it has no new day yet, and the sessions keep their old
    times; with a new day it is planned, and `rescheduled_from` says when it was to begin first.
    """

    detail_view = "consultations:event_detail"
    search_follows: ClassVar = ("place",)

    class State(models.TextChoices):
        PLANNED = "planned", _("จัดตามกำหนด")
        POSTPONED = "postponed", _("เลื่อนไปก่อน")
        CANCELLED = "cancelled", _("ยกเลิกแล้ว")

    transitions: ClassVar = {
        State.PLANNED: (State.POSTPONED, State.CANCELLED),
        State.POSTPONED: (State.PLANNED, State.CANCELLED),
        State.CANCELLED: (State.PLANNED,),
    }

    state = models.CharField(_("สถานะ"), max_length=9, choices=State, default=State.PLANNED, editable=False)
    notice_th = ThaiCharField(
        _("ประกาศบนหน้ากิจกรรม"), max_length=300, blank=True, help_text=_("แสดงบนเว็บ เช่น เหตุที่เลื่อนหรือยกเลิก")
    )
    notice_en = models.CharField(_("ประกาศบนหน้ากิจกรรม ภาษาอังกฤษ"), max_length=300, blank=True)
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("สถานที่"),
        help_text=_("ว่างไว้ = ที่ศูนย์"),
    )
    about_th = ThaiTextField(_("รายละเอียด"), blank=True)
    about_en = models.TextField(_("รายละเอียด ภาษาอังกฤษ"), blank=True)
    for_whom_th = ThaiCharField(_("กลุ่มเป้าหมาย"), max_length=200, blank=True, help_text=_("เช่น กลุ่มแม่บ้านที่ทำไข่เค็ม"))
    for_whom_en = models.CharField(_("กลุ่มเป้าหมาย ภาษาอังกฤษ"), max_length=200, blank=True)
    networks = models.ManyToManyField(Network, blank=True, related_name="events", verbose_name=_("เครือข่ายที่ร่วมจัด"))
    organizations = models.ManyToManyField(Organization, blank=True, related_name="events", verbose_name=_("ภาคีที่ร่วมจัด"))
    offers_capital = models.BooleanField(_("แหล่งทุน"), default=False)
    offers_production = models.BooleanField(_("แหล่งผลิต"), default=False)
    offers_markets = models.BooleanField(_("แหล่งตลาด"), default=False)
    offers_knowledge = models.BooleanField(_("แหล่งความรู้"), default=False)
    travel_minutes = models.PositiveSmallIntegerField(
        _("เดินทางเที่ยวละ (นาที)"),
        default=0,
        validators=[MaxValueValidator(MOST_MINUTES_OF_TRAVEL)],
        help_text=_("กันเวลาของวิทยากรไว้ก่อนช่วงแรกและหลังช่วงสุดท้ายของแต่ละวัน"),
    )
    project = ThaiCharField(_("โครงการตามแผน"), max_length=200, blank=True)
    budget_source = ThaiCharField(_("แหล่งงบ"), max_length=200, blank=True)
    budget = models.DecimalField(
        _("งบประมาณ (บาท)"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    takes_registrations = models.BooleanField(_("เปิดให้ลงทะเบียนล่วงหน้า"), default=True)
    registration_closes_at = models.DateTimeField(
        _("ปิดรับลงทะเบียนเมื่อ"), null=True, blank=True, help_text=_("ว่างไว้ = รับจนเริ่มกิจกรรม")
    )
    photographed = models.BooleanField(_("มีการบันทึกภาพ"), default=True)
    starts_at = derived(models.DateTimeField(_("เริ่ม"), db_index=True, editable=False))
    ends_at = derived(models.DateTimeField(_("ถึง"), db_index=True, editable=False))
    rescheduled_from = models.DateTimeField(_("เดิมกำหนดเริ่ม"), null=True, blank=True, editable=False)
    # Rises with every change a calendar program must follow (iCalendar SEQUENCE).
    sequence = models.PositiveIntegerField(default=0, editable=False)
    attended = models.PositiveIntegerField(_("จำนวนที่มา (คน)"), null=True, blank=True)
    result_th = ThaiTextField(_("ผลการจัดกิจกรรม"), blank=True, help_text=_("แสดงบนเว็บหลังจัดแล้ว"))
    result_en = models.TextField(_("ผลการจัดกิจกรรม ภาษาอังกฤษ"), blank=True)
    organizer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ผู้รับผิดชอบ"),
    )
    source_key = models.CharField(_("รหัสข้อมูลสาธิต"), max_length=64, unique=True, null=True, editable=False)

    history = kept_history()
    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "กิจกรรม")
        verbose_name_plural = _("กิจกรรม")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="event_ends_after_it_starts",
                violation_error_message=_("เวลาสิ้นสุดต้องหลังเวลาเริ่ม"),
            ),
            models.CheckConstraint(
                condition=models.Q(travel_minutes__lte=MOST_MINUTES_OF_TRAVEL),
                name="event_is_within_reach",
                violation_error_message=_("เวลาเดินทางต้องไม่เกิน 240 นาที"),
            ),
            models.CheckConstraint(
                condition=models.Q(budget=None) | models.Q(budget__gte=0),
                name="event_budget_is_not_negative",
                violation_error_message=_("งบประมาณต้องไม่ติดลบ"),
            ),
        ]

    def search_parts(self) -> list[str]:
        place = [self.place.name_th, *([self.place.tambon.name_th] if self.place.tambon else [])] if self.place else []
        return [self.name_th, self.name_en, self.about_th, self.for_whom_th, *place]

    @property
    def about(self) -> str:
        return self.in_language("about")

    @property
    def for_whom(self) -> str:
        return self.in_language("for_whom")

    @property
    def notice(self) -> str:
        return self.in_language("notice")

    @property
    def result(self) -> str:
        return self.in_language("result")

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """The kinds of source it links: (code of center.sources' kinds, words in the page's language)."""
        fields: dict[str, Any] = {kind: self._meta.get_field(name) for kind, name in KINDS.items()}
        return [(kind, str(field.verbose_name)) for kind, field in fields.items() if getattr(self, field.name)]

    @property
    def is_planned(self) -> bool:
        return self.state == self.State.PLANNED

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= timezone.now()

    @property
    def has_ended(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def takes_newcomers(self) -> bool:
        """Whether visitors can register now: published, planned, not closed and not begun. Seats aside."""
        closed = self.registration_closes_at is not None and self.registration_closes_at <= timezone.now()
        return self.takes_registrations and self.is_published and self.is_planned and not closed and not self.has_begun

    @property
    def is_open_to_staff(self) -> bool:
        """Whether staff can register people now: planned, until the end of its last day in Bangkok."""
        return self.is_planned and local_date(self.ends_at) >= local_date(timezone.now())


class EventPictureQuerySet(models.QuerySet["EventPicture"]):
    def shown(self) -> Self:
        """Pictures the public may see: those of children only if their guardians agreed."""
        return self.filter(models.Q(shows_children=False) | models.Q(guardians_agreed=True))


class EventPicture(Picture):
    """A picture of an event, taken on the day; shown with its results. `alt_th` is its caption too."""

    event = models.ForeignKey(OutreachEvent, models.CASCADE, related_name="pictures", verbose_name=_("กิจกรรม"))
    shows_children = models.BooleanField(_("มีเด็กในภาพ"), default=False)
    guardians_agreed = models.BooleanField(
        _("ผู้ปกครองของเด็กยินยอมแล้ว"), default=False, help_text=_("ภาพที่มีเด็กไม่แสดงบนเว็บจนกว่าผู้ปกครองยินยอม")
    )

    objects = EventPictureQuerySet.as_manager()

    class Meta(Picture.Meta):
        verbose_name = pgettext_lazy("one", "รูปกิจกรรม")
        verbose_name_plural = _("รูปกิจกรรม")
