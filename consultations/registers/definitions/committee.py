"""The registers of advisers and of the committee."""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from center.places.villages import village_in_words
from committee.speakers.models import Speaker, Topic
from committee.terms.models import Origin, Position, Seat, Term
from consultations.registers.breakdowns import Breakdown
from consultations.registers.definitions.common import by_gender, by_network, by_row, by_tambon, choice_words
from consultations.registers.models import Visit
from consultations.registers.periods import Period
from consultations.registers.register import Column, Register
from thai.phones import format_phone


def _advised(period: Period | None) -> Sum:
    """The people an adviser met, in a period if one is given."""
    counted = Q(visits__state=Visit.State.COUNTED)
    if period is not None:
        counted &= Q(visits__day__gte=period.first, visits__day__lte=period.last)
    return Sum("visits__people", filter=counted)


def _advisers(rows: QuerySet[Any], period: Period | None) -> QuerySet[Any]:
    speakers = Speaker.objects.filter(pk__in=rows.order_by().values("pk")).select_related("person__tambon", "network")
    topics = Prefetch("topics", Topic.objects.order_by("position", "pk"))
    counted: QuerySet[Any] = speakers.prefetch_related(topics).annotate(advised=_advised(period))
    return counted.order_by("person__sort_key", "pk")


ADVISERS = Register(
    key="advisers",
    position=90,
    title=gettext_lazy("ทะเบียนวิทยากรและผู้ให้คำปรึกษา"),
    about=gettext_lazy("ผู้ที่อยู่ในทีมวันนี้ กับจำนวนคนที่ให้คำปรึกษาในช่วงเวลาที่เลือก"),
    permission="committee.view_speaker",
    unit=pgettext_lazy("counted", "วิทยากร"),
    people_unit=pgettext_lazy("counted", "คนที่ให้คำปรึกษา"),
    rows=lambda: Speaker.objects.filter(active=True),
    during=lambda rows, period: rows,
    listed=_advisers,
    people=_advised,
    people_join=True,
    columns=(
        Column(gettext_lazy("ชื่อ-นามสกุล"), str, personal=True),
        Column(
            gettext_lazy("เบอร์โทรศัพท์"),
            lambda speaker: format_phone(speaker.person.phone),
            personal=True,
            contact=True,
        ),
        Column(gettext_lazy("ที่อยู่"), lambda speaker: village_in_words(speaker.person.moo, speaker.person.tambon)),
        Column(gettext_lazy("เครือข่าย"), lambda speaker: speaker.network.name_th if speaker.network else ""),
        Column(gettext_lazy("หัวข้อ"), lambda speaker: ", ".join(topic.name_th for topic in speaker.topics.all())),
        Column(gettext_lazy("ให้คำปรึกษา (คน)"), lambda speaker: speaker.advised or 0),
    ),
    breakdowns=(
        by_network("network"),
        by_row("topic", gettext_lazy("หัวข้อ"), "topics", Topic, overlapping=True),
        by_tambon("person__tambon"),
        by_gender("person__gender"),
    ),
)


def _seats_in(rows: QuerySet[Any], period: Period) -> QuerySet[Any]:
    """Seats that somebody held on a day of the period."""
    theirs = Q(until_on=None) | Q(until_on__gte=period.first)
    of_the_term = Q(term__ended_on=None) | Q(term__ended_on__gte=period.first)
    return rows.filter(theirs, of_the_term, from_on__lte=min(period.last, timezone.localdate()))


COMMITTEE = Register(
    key="committee",
    position=100,
    title=gettext_lazy("ทะเบียนคณะกรรมการ"),
    about=gettext_lazy("ผู้ที่เป็นกรรมการในช่วงเวลาที่เลือก เรียงตามคำสั่ง"),
    permission="committee.view_term",
    unit=pgettext_lazy("counted", "ตำแหน่ง"),
    rows=lambda: Seat.objects.exclude(term__state=Term.State.PREPARING),
    during=_seats_in,
    listed=lambda rows, period: rows.select_related("term", "person__tambon", "network", "organization").order_by(
        "-term__number", "rank", "pk"
    ),
    row_of=lambda seat: seat.term,
    columns=(
        Column(gettext_lazy("คณะกรรมการ"), lambda seat: str(seat.term)),
        Column(gettext_lazy("ชื่อ-นามสกุล"), lambda seat: str(seat.person)),
        Column(gettext_lazy("ตำแหน่ง"), lambda seat: seat.get_position_display()),
        Column(gettext_lazy("มาจาก"), lambda seat: seat.get_origin_display()),
        Column(gettext_lazy("ผู้แทนของ"), lambda seat: seat.stands_for),
        Column(gettext_lazy("ตั้งแต่วันที่"), lambda seat: seat.from_on),
        Column(gettext_lazy("ถึงวันที่"), lambda seat: seat.until_on),
    ),
    breakdowns=(
        Breakdown("origin", gettext_lazy("มาจาก"), (("origin", "origin"),), label=choice_words(Origin.choices)),
        Breakdown("seat", gettext_lazy("ตำแหน่ง"), (("seat", "position"),), label=choice_words(Position.choices)),
        by_network("network"),
        by_tambon("person__tambon"),
        by_gender("person__gender"),
    ),
)
