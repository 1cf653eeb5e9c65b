"""The report of a period: its figures in sections. Paper is Thai, so are the labels, in whatever language the page is.

Packages above add sections of their own (SECTIONS). A closed month keeps these figures (consultations.registers.closing).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum
from django.utils import translation
from django.utils.translation import gettext as _

from center.office.models import ServiceDay
from center.records.registry import Registry
from consultations.registers.breakdowns import Line, count
from consultations.registers.definitions import cases, visits
from consultations.registers.definitions.common import by_gender, by_kind_of_source, by_officer, by_tambon
from consultations.registers.definitions.events import EVENTS
from consultations.registers.models import Case, FollowUp, Visit
from consultations.registers.periods import Period
from consultations.registers.register import moments

# Section, label, rows, people: what a closed month keeps.
Snapshot = dict[str, dict[str, list[int]]]


@dataclass(frozen=True)
class Section:
    """Lines of a report under one heading. register: whose list shows the rows behind them."""

    key: str
    title: str
    lines: list[Line]
    unit: str
    people_unit: str = ""
    note: str = ""
    register: str = ""


@dataclass(frozen=True)
class SectionsOf:
    """What a package adds to reports: the sections of a period, in Thai."""

    key: str
    position: int
    sections: Callable[[Period], Iterable[Section]]


SECTIONS: Registry[SectionsOf] = Registry("sections of reports")


def sections_of(period: Period) -> list[Section]:
    """All sections of a period, in Thai. Eleven queries, and what other packages' sections take."""
    with translation.override("th"):
        return [section for kind in SECTIONS for section in kind.sections(period)]


def snapshot(sections: Iterable[Section]) -> Snapshot:
    """The figures alone, as they are stored."""
    return {section.key: {line.label: [line.number, line.people] for line in section.lines} for section in sections}


def visits_of(period: Period) -> Iterator[Section]:
    """Everyone served: in all, and by each breakdown. Two queries."""
    breakdowns = (
        visits.BY_CHANNEL,
        visits.BY_TOPIC,
        by_tambon(),
        by_gender(),
        by_officer("served_by", _("ผู้ให้บริการ")),
        by_kind_of_source("topic", "event"),
        visits.BY_SCORE,
    )
    register = visits.VISITS
    counted = Visit.objects.counted().between(period.first, period.last)
    total, lines = count(counted, breakdowns, Sum("people"))
    units: dict[str, Any] = {
        "unit": str(register.unit),
        "people_unit": str(register.people_unit),
        "register": register.key,
    }
    whole = Line(_("รวมทั้งหมด"), total.number, total.people)
    yield Section("total", _("ผู้รับบริการทั้งหมด"), [whole], **units)
    for breakdown in breakdowns[:-1]:
        yield Section(
            breakdown.key, _("แยกตาม%s") % breakdown.title, lines[breakdown.key], note=breakdown.note, **units
        )
    answers = [line for line in lines["score"] if line.values["score"].isdecimal()]
    if answers:
        average = visits.average_in_words({"score": answers})
        yield Section("score", _("ความพึงพอใจ"), answers, _("คำตอบ"), note=average, register="satisfaction")


def events_of(period: Period) -> Iterator[Section]:
    """Events that took place, by network and by kind of source. Two queries."""
    rows = EVENTS.narrowed(period, {})
    total, lines = EVENTS.figures(rows, period)
    units: dict[str, Any] = {"unit": str(EVENTS.unit), "people_unit": str(EVENTS.people_unit), "register": EVENTS.key}
    whole = [Line(_("รวมทั้งหมด"), total.number, total.people)]
    yield Section("events", _("กิจกรรมที่จัด"), whole, **units)
    if total.number:
        titles = {"network": _("กิจกรรมแยกตามเครือข่าย"), "source": _("กิจกรรมแยกตามชนิดแหล่งสนับสนุน")}
        for breakdown in EVENTS.breakdowns:
            if breakdown.key in titles:
                key = f"events-{breakdown.key}"
                yield Section(key, titles[breakdown.key], lines[breakdown.key], note=breakdown.note, **units)


def cases_of(period: Period) -> Iterator[Section]:
    """Cases that were opened in the period by kind, and those that were closed in it by how they ended. Four queries."""
    first, after = moments(period)
    opened, by_kind = count(cases.opened_in(Case.objects.all(), period), [cases.BY_KIND])
    closed, by_end = count(Case.objects.filter(closed_at__gte=first, closed_at__lt=after), [cases.BY_STATE])
    for key, title, total, lines in (
        ("cases-opened", _("งานเอกสารที่รับไว้"), opened, by_kind["kind"]),
        ("cases-closed", _("งานเอกสารที่เสร็จแล้ว"), closed, by_end["state"]),
    ):
        if total.number:
            yield Section(key, title, lines, str(cases.CASES.unit), register=cases.CASES.key)


def openings_of(period: Period) -> Iterator[Section]:
    """Days on which the center was open by its book, on which people were served. Two queries."""
    opened = ServiceDay.objects.filter(date__gte=period.first, date__lte=period.last, opened=True).count()
    counted = Visit.objects.counted().between(period.first, period.last)
    served = counted.aggregate(days=Count("day", distinct=True))["days"]
    lines = [Line(_("วันเปิดให้บริการ"), opened), Line(_("วันที่มีผู้รับบริการ"), served)]
    yield Section("openings", _("การเปิดให้บริการ"), lines, _("วัน"))


def follow_ups_of(period: Period) -> Iterator[Section]:
    """Follow-ups made in the period. One query."""
    done = FollowUp.objects.filter(state=FollowUp.State.DONE, done_on__gte=period.first, done_on__lte=period.last)
    number = done.count()
    if number:
        yield Section("follow-ups", _("ติดตามผล"), [Line(_("ติดตามผลแล้ว"), number)], _("ราย"))


SECTIONS.add(
    SectionsOf("visits", 10, visits_of),
    SectionsOf("events", 20, events_of),
    SectionsOf("cases", 25, cases_of),
    SectionsOf("openings", 30, openings_of),
    SectionsOf("follow-ups", 40, follow_ups_of),
)
