"""Terms of the committee: who was proposed, who sits in it, and since which order."""

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from center.documents.models import Document
from center.people.models import Network, Organization, Person
from center.records.history import kept_history
from center.records.personal import personal, public
from center.records.search import Searchable, SearchableQuerySet
from center.records.states import Stateful
from thai.dates import short_date
from thai.django.fields import ThaiCharField, ThaiTextField


class Origin(models.TextChoices):
    """Where members come from: the six origins of the center's founding document."""

    OTOP = "otop", _("ผู้แทนเครือข่าย OTOP")
    CAPITAL = "capital", _("ผู้แทนเครือข่ายทุนชุมชน")
    SAGE = "sage", _("ปราชญ์ชาวบ้าน")
    EXPERT = "expert", _("ผู้ทรงคุณวุฒิ")
    OFFICER = "officer", _("เจ้าหน้าที่พัฒนาชุมชน")
    AGENCY = "agency", _("ภาคีหน่วยงานภาครัฐ")


class Position(models.TextChoices):
    """What a member is in the committee."""

    ADVISER = "adviser", _("ที่ปรึกษา")
    CHAIR = "chair", _("ประธานกรรมการ")
    VICE_CHAIR = "vice", _("รองประธานกรรมการ")
    MEMBER = "member", _("กรรมการ")
    TREASURER = "treasurer", _("เหรัญญิก")
    RELATIONS = "relations", _("ประชาสัมพันธ์")
    SECRETARY = "secretary", _("กรรมการและเลขานุการ")
    ASSISTANT = "assistant", _("กรรมการและผู้ช่วยเลขานุการ")


_POSITIONS, _ORIGINS = dict(Position.choices), dict(Origin.choices)


class TermQuerySet(models.QuerySet["Term"]):
    def public(self) -> Self:
        """Terms the public may see: those an order has put in force, ended ones too."""
        return self.exclude(state=Term.State.PREPARING)

    def in_force(self) -> Self:
        """The term whose end isn't known yet, acting or not: at most one, since the database takes no second."""
        return self.filter(state=Term.State.IN_FORCE)

    def on(self, day: dt.date) -> Self:
        """The term that governs on a day, acting or not: at most one, by the rules in committee.terms.terms."""
        lasts = models.Q(ended_on=None) | models.Q(ended_on__gte=day)
        return self.public().filter(lasts, starts_on__lte=day)


class Term(Stateful):
    """One committee: prepared from proposals, in force by an order, ended. The rules stand in committee.terms.terms.

    ends_on is the planned last day, if the order names one. After it the committee acts (รักษาการ) until the next is in
    force; ended_on is the day it really ended, which may lie ahead: until then it governs.
    """

    class State(models.TextChoices):
        PREPARING = "preparing", _("กำลังคัดเลือก")
        IN_FORCE = "in_force", _("อยู่ในวาระ")
        ENDED = "ended", _("พ้นวาระ")

    transitions: ClassVar = {
        State.PREPARING: (State.IN_FORCE, State.ENDED),  # at once, where an old committee is recorded from its paper
        State.IN_FORCE: (State.ENDED, State.PREPARING),
        State.ENDED: (State.IN_FORCE, State.PREPARING),
    }

    number = models.PositiveSmallIntegerField(_("ชุดที่"), unique=True)
    starts_on = models.DateField(_("เริ่มวาระวันที่"))
    ends_on = models.DateField(_("สิ้นสุดวาระวันที่ (ถ้ามี)"), null=True, blank=True)
    ended_on = models.DateField(_("พ้นวาระจริงวันที่"), null=True, blank=True, editable=False)
    state = models.CharField(_("สถานะ"), max_length=9, choices=State, default=State.PREPARING, editable=False)
    order_number = ThaiCharField(
        _("คำสั่งเลขที่"), max_length=40, blank=True, help_text=_("เช่น 12/2569 ตามทะเบียนคำสั่งของสำนักงาน")
    )
    ordered_on = models.DateField(_("ลงวันที่"), null=True, blank=True)
    order_document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ไฟล์คำสั่งในคลังเอกสาร"),
    )
    signer_name = ThaiCharField(_("ผู้ลงนามคำสั่ง"), max_length=160, blank=True)
    signer_position = ThaiCharField(_("ตำแหน่งผู้ลงนาม"), max_length=160, blank=True)
    quorum = models.PositiveSmallIntegerField(
        _("องค์ประชุม (คน)"), null=True, blank=True, help_text=_("ตามระเบียบศูนย์ ว่างไว้ = ไม่แสดงองค์ประชุม")
    )
    note = ThaiTextField(_("หมายเหตุ"), blank=True)
    source_key = models.CharField(_("รหัสข้อมูลสาธิต"), max_length=64, unique=True, null=True, editable=False)

    history = kept_history()
    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "คณะกรรมการ")
        verbose_name_plural = pgettext_lazy("many", "คณะกรรมการ")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state="in_force"),
                name="one_term_in_force",
                violation_error_message=_("มีคณะกรรมการที่อยู่ในวาระแล้ว ต้องให้ชุดนั้นพ้นวาระก่อน"),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="term_ends_after_it_starts",
                violation_error_message=_("วันสิ้นสุดวาระต้องไม่ก่อนวันเริ่มวาระ"),
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("starts_on")),
                name="term_ended_after_it_started",
                violation_error_message=_("วันพ้นวาระต้องไม่ก่อนวันเริ่มวาระ"),
            ),
            models.CheckConstraint(
                condition=models.Q(state="preparing")
                | (~models.Q(order_number="") & models.Q(ordered_on__isnull=False)),
                name="term_in_force_has_an_order",
                violation_error_message=_("กรุณากรอกเลขที่และวันที่ของคำสั่ง"),
            ),
            models.CheckConstraint(
                condition=models.Q(state="ended", ended_on__isnull=False)
                | (~models.Q(state="ended") & models.Q(ended_on=None)),
                name="term_that_ended_has_its_day",
                violation_error_message=_("กรุณากรอกวันที่พ้นวาระ"),
            ),
        ]

    def __str__(self) -> str:
        return _("คณะกรรมการ ชุดที่ %s") % self.number

    def governs_on(self, day: dt.date) -> bool:
        """Whether it is the committee of a day, acting or not."""
        return self.state != self.State.PREPARING and self.starts_on <= day <= (self.ended_on or dt.date.max)

    def is_acting_on(self, day: dt.date) -> bool:
        """Whether on this day the committee only acts: its planned end is over, and the next isn't in force."""
        return self.governs_on(day) and self.ends_on is not None and day > self.ends_on

    @property
    def is_acting(self) -> bool:
        """Whether the committee only acts today (Bangkok)."""
        return self.is_acting_on(timezone.localdate())

    @property
    def acted_to_the_end(self) -> bool:
        """Whether the committee had its planned end behind it when it ended."""
        return self.ended_on is not None and self.is_acting_on(self.ended_on)

    @property
    def shown_on(self) -> dt.date:
        """The day as of which its members are listed: today, of a term to come its first day, of one that ended its last."""
        return min(max(timezone.localdate(), self.starts_on), self.ended_on or dt.date.max)

    def get_absolute_url(self) -> str:
        return f"{reverse('committee:term_detail')}?term={self.number}"

    @property
    def order_in_words(self) -> str:
        """เลขที่ 12/2569 ลงวันที่ 1 ต.ค. 69; empty before there is an order."""
        if not self.order_number or self.ordered_on is None:
            return ""
        day = short_date(self.ordered_on, get_language() or "th")
        return _("เลขที่ %(number)s ลงวันที่ %(date)s") % {"number": self.order_number, "date": day}


class Representation(models.Model):
    """Abstract: whom somebody stands for in a committee, and as what. What proposals and seats have in common."""

    origin = models.CharField(_("มาจาก"), max_length=7, choices=Origin)
    network = models.ForeignKey(
        Network, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=pgettext_lazy("one", "เครือข่าย")
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("หน่วยงาน")
    )
    position = models.CharField(_("ตำแหน่งในคณะกรรมการ"), max_length=9, choices=Position, default=Position.MEMBER)
    ex_officio = models.BooleanField(_("โดยตำแหน่ง"), default=False)
    office_th = ThaiCharField(
        _("ตำแหน่งราชการ"), max_length=160, blank=True, help_text=_("เช่น พัฒนาการอำเภอบางคล้า กรอกเมื่อเป็นกรรมการโดยตำแหน่ง")
    )
    office_en = models.CharField(_("ตำแหน่งราชการภาษาอังกฤษ"), max_length=160, blank=True)
    rank = models.PositiveSmallIntegerField(_("ลำดับ"), default=0, help_text=_("ลำดับในคำสั่ง"))

    class Meta:
        abstract = True

    def in_language(self, field: str) -> str:
        """The text of field_en on an English page if there is one, else of field_th."""
        english: str = getattr(self, f"{field}_en") if get_language() == "en" else ""
        return english or str(getattr(self, f"{field}_th"))

    @property
    def body(self) -> Network | Organization | None:
        """The network or agency somebody stands for; None where the origin says all."""
        return self.network or self.organization

    @property
    def stands_for(self) -> str:
        """The network or agency, else the origin in words."""
        return str(self.body or self.get_origin_display())


class Nomination(Representation):
    """A proposal for a term. Rows stand ready per origin and get their person; only staff see them before the order."""

    term = models.ForeignKey(Term, models.CASCADE, related_name="nominations", verbose_name=_("คณะกรรมการ"))
    person = personal(
        models.ForeignKey(
            Person, models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name=_("ชื่อ")
        )
    )
    decision = ThaiCharField(
        _("มติหรือคะแนน (ถ้ามี)"), max_length=120, blank=True, help_text=_("เช่น มติเอกฉันท์ หรือ 12 คะแนน")
    )
    selected = models.BooleanField(_("ได้รับเลือก"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("รายชื่อผู้แทน")
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "person"],
                condition=models.Q(selected=True, person__isnull=False),
                name="one_selected_nomination_of_a_person",
                violation_error_message=_("คนนี้อยู่ในรายชื่อของชุดนี้แล้ว"),
            ),
            models.CheckConstraint(
                condition=models.Q(ex_officio=False) | ~models.Q(office_th=""),
                name="ex_officio_nomination_names_the_office",
                violation_error_message=_("กรรมการโดยตำแหน่งต้องกรอกตำแหน่งราชการ"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person or self.stands_for)


class SeatQuerySet(SearchableQuerySet):
    def on(self, day: dt.date) -> Self:
        """Seats that are taken on a day; those of a term that ended before it aren't."""
        theirs = models.Q(until_on=None) | models.Q(until_on__gte=day)
        of_the_term = models.Q(term__ended_on=None) | models.Q(term__ended_on__gte=day)
        return self.filter(theirs, of_the_term, from_on__lte=day)

    def public(self) -> Self:
        """Seats the public may know of: those of terms that an order has put in force, ended ones too."""
        return self.exclude(term__state=Term.State.PREPARING)

    def for_rows(self) -> Self:
        """Everything a row of the committee prints but the photo: seats with their people, networks and agencies."""
        return self.select_related("person__tambon", "network", "organization")


class Seat(Representation, Searchable):
    """A person's seat in a term, in the order's own order. Who leaves early has a day and a reason, and perhaps a successor.

    Who stays to the end has no until_on: the term's own end is theirs. The rules stand in committee.terms.seats.
    """

    search_follows: ClassVar = ("person", "network", "organization")

    class Reason(models.TextChoices):
        RESIGNED = "resigned", _("ลาออก")
        DIED = "died", _("ถึงแก่กรรม")
        MOVED = "moved", _("ย้ายหรือพ้นจากตำแหน่งราชการ")
        NETWORK = "network", _("เครือข่ายเปลี่ยนผู้แทน")
        OTHER = "other", _("อื่น ๆ")

    term = models.ForeignKey(Term, models.PROTECT, related_name="seats", verbose_name=_("คณะกรรมการ"))
    person = public(models.ForeignKey(Person, models.PROTECT, related_name="seats", verbose_name=_("ชื่อ")))
    from_on = models.DateField(_("ตั้งแต่วันที่"))
    until_on = models.DateField(_("ถึงวันที่"), null=True, blank=True, help_text=_("วันสุดท้ายที่เป็นกรรมการ"))
    reason = models.CharField(_("เหตุที่พ้น"), max_length=8, choices=Reason, blank=True)
    reason_note = ThaiCharField(_("รายละเอียด"), max_length=200, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="successor", verbose_name=_("แทน")
    )

    history = kept_history()
    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("กรรมการ")
        ordering = ["rank", "from_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "person"],
                name="one_seat_of_a_person_in_a_term",
                violation_error_message=_("คนนี้เป็นกรรมการชุดนี้อยู่แล้ว"),
            ),
            models.CheckConstraint(
                condition=models.Q(until_on=None) | models.Q(until_on__gte=models.F("from_on")),
                name="seat_ends_after_it_begins",
                violation_error_message=_("วันที่พ้นต้องไม่ก่อนวันที่เริ่ม"),
            ),
            models.CheckConstraint(
                condition=models.Q(until_on=None, reason="")
                | (models.Q(until_on__isnull=False) & ~models.Q(reason="")),
                name="seat_that_ended_has_a_reason",
                violation_error_message=_("กรุณาเลือกเหตุที่พ้นจากตำแหน่ง"),
            ),
            models.CheckConstraint(
                condition=models.Q(ex_officio=False) | ~models.Q(office_th=""),
                name="ex_officio_seat_names_the_office",
                violation_error_message=_("กรรมการโดยตำแหน่งต้องกรอกตำแหน่งราชการ"),
            ),
            models.CheckConstraint(
                condition=models.Q(replaces=None) | ~models.Q(replaces=models.F("id")),
                name="seat_does_not_replace_itself",
                violation_error_message=_("แทนตัวเองไม่ได้"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.get_position_display()}"

    def is_taken_on(self, day: dt.date) -> bool:
        """Whether somebody sits in it on a day that its term governs."""
        return self.from_on <= day and (self.until_on is None or self.until_on >= day)

    # Django's own hash and translate all labels at each call, which took a sixth of the time of the committee's page.
    def get_position_display(self) -> str:  # type: ignore[no-redef]
        return str(_POSITIONS.get(self.position, self.position))

    def get_origin_display(self) -> str:  # type: ignore[no-redef]
        return str(_ORIGINS.get(self.origin, self.origin))

    def search_parts(self) -> list[str]:
        bodies = [body for body in (self.network, self.organization) if body]
        names = [name for body in bodies for name in (body.name_th, body.name_en, body.abbreviation)]
        with override("th"):
            words = [self.get_position_display(), self.get_origin_display()]
        return [str(self.person), *words, self.office_th, self.office_en, *names]
