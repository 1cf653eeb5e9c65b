"""The register of everyone served, and of what they said of it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from committee.speakers.models import Topic
from consultations.registers.breakdowns import Breakdown, Line
from consultations.registers.definitions.common import (
    by_gender,
    by_kind_of_source,
    by_network,
    by_officer,
    by_row,
    by_tambon,
    by_village,
    choice_words,
    officer_name,
)
from consultations.registers.models import Visit
from consultations.registers.models.visit import HIGHEST_SATISFACTION
from consultations.registers.periods import Period
from consultations.registers.register import Column, Register
from thai.dates import buddhist_year, month_short
from thai.phones import format_phone

VIEW = "consultations.view_visit"


def _month(_name: str, year: str | None, number: str | None) -> str:
    return f"{month_short(int(number or 1), get_language() or 'th')} {buddhist_year(int(year or 0))}"


BY_MONTH = Breakdown(
    "month",
    gettext_lazy("เดือน"),
    (("year", "year"), ("month", "month")),
    label=_month,
    order=lambda line: (int(line.values["year"]), int(line.values["month"])),
)
BY_TOPIC = by_row("topic", gettext_lazy("เรื่อง"), "topic", Topic)
BY_CHANNEL = Breakdown(
    "channel", gettext_lazy("ช่องทาง"), (("channel", "channel"),), label=choice_words(Visit.Channel.choices)
)
BY_SCORE = Breakdown(
    "score",
    gettext_lazy("คะแนน"),
    (("score", "satisfaction"),),
    label=lambda _name, score: score or "",
    order=lambda line: line.values["score"],
)


def _served_in(rows: QuerySet[Any], period: Period) -> QuerySet[Any]:
    return rows.filter(day__gte=period.first, day__lte=period.last)


def _listed(rows: QuerySet[Any], period: Period | None) -> QuerySet[Any]:
    return rows.select_related("topic", "tambon", "served_by", "outcome", "follow_up").order_by(
        "day", "served_at", "pk"
    )


def _outcome(visit: Visit) -> str:
    outcome = getattr(visit, "outcome", None)
    return str(outcome) if outcome else ""


def _follow_up(visit: Visit) -> str:
    follow_up = getattr(visit, "follow_up", None)
    return follow_up.get_state_display() if follow_up else ""


VISITS = Register(
    key="visits",
    position=10,
    title=gettext_lazy("ทะเบียนผู้รับบริการ"),
    about=gettext_lazy("ทุกคนที่ศูนย์ให้บริการ ไม่ว่ามาเอง ตามนัด โทร ไลน์ หรือที่กิจกรรม"),
    permission=VIEW,
    unit=pgettext_lazy("counted", "ครั้ง"),
    people_unit=pgettext_lazy("counted", "คน"),
    rows=lambda: Visit.objects.counted(),
    during=_served_in,
    listed=_listed,
    people=lambda period: Sum("people"),
    columns=(
        Column(gettext_lazy("วันที่"), lambda visit: visit.day),
        Column(gettext_lazy("ชื่อ-นามสกุล"), str, personal=True),
        Column(gettext_lazy("เบอร์โทรศัพท์"), lambda visit: format_phone(visit.phone), personal=True, contact=True),
        Column(gettext_lazy("ที่อยู่"), lambda visit: visit.village),
        Column(gettext_lazy("เรื่อง"), lambda visit: visit.topic.name_th if visit.topic else ""),
        Column(gettext_lazy("ช่องทาง"), lambda visit: visit.get_channel_display()),
        Column(gettext_lazy("กี่คน"), lambda visit: visit.people),
        Column(gettext_lazy("ผู้ให้บริการ"), lambda visit: officer_name(visit.served_by)),
        Column(gettext_lazy("ผล"), _outcome),
        Column(gettext_lazy("ติดตาม"), _follow_up),
    ),
    breakdowns=(
        BY_MONTH,
        by_tambon(),
        by_village(),
        BY_TOPIC,
        BY_CHANNEL,
        by_gender(),
        by_officer("served_by", gettext_lazy("ผู้ให้บริการ")),
        by_kind_of_source("topic", "event"),
        by_network("event__networks", overlapping=True),
    ),
)


def average_in_words(lines: Mapping[str, list[Line]]) -> str:
    """The average of the scores in words, two decimals; nothing where nobody was asked."""
    scores = [(int(line.values["score"]), line.number) for line in lines["score"]]
    asked = sum(number for _score, number in scores)
    if not asked:
        return ""
    average = sum(score * number for score, number in scores) / asked
    values = {"average": f"{average:.2f}", "best": HIGHEST_SATISFACTION, "percent": f"{average * 20:.0f}"}
    return _("เฉลี่ย %(average)s จาก %(best)s (ร้อยละ %(percent)s)") % values


SATISFACTION = Register(
    key="satisfaction",
    position=20,
    title=gettext_lazy("ความพึงพอใจ"),
    about=gettext_lazy("ผู้รับบริการที่ตอบคำถามความพึงพอใจ คะแนน 1 ถึง 5"),
    permission=VIEW,
    unit=pgettext_lazy("counted", "คำตอบ"),
    rows=lambda: Visit.objects.counted().filter(satisfaction__isnull=False),
    during=_served_in,
    listed=_listed,
    columns=(
        Column(gettext_lazy("วันที่"), lambda visit: visit.day),
        Column(gettext_lazy("คะแนน"), lambda visit: visit.satisfaction),
        Column(gettext_lazy("เรื่อง"), lambda visit: visit.topic.name_th if visit.topic else ""),
        Column(gettext_lazy("ช่องทาง"), lambda visit: visit.get_channel_display()),
        Column(gettext_lazy("ตำบล"), lambda visit: visit.tambon.name_th if visit.tambon else ""),
    ),
    breakdowns=(BY_SCORE, BY_TOPIC, BY_CHANNEL, BY_MONTH, by_officer("served_by", gettext_lazy("ผู้ให้บริการ"))),
    remark=average_in_words,
)
