"""Office status: the center's row and its schedule, which every page shows, and texts for open and closed.

Each process keeps the rows until one of their tables changes or the day ends. Whether the center is open is computed from
them for each request.
"""

import datetime as dt
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from center.office.models import Center, Closure, OpeningHours
from center.office.opening import HORIZON, DaysOff, Hours, OpeningStatus, Schedule
from center.places.models import Tambon
from center.records.table_versions import versions_of
from thai.dates import BANGKOK, ENGLISH_WEEKDAYS, WEEKDAYS, clock, clock_span, is_thai, long_date

_READ = (Center, Tambon, OpeningHours, Closure)


@dataclass(frozen=True)
class OfficeStatus:
    """The center's row, if there is one, its weekly hours and its days off as far ahead as openings are looked for.

    version: the versions of the tables and the day; another one whenever anything of this may be different.
    """

    center: Center | None = None
    hours: tuple[Hours, ...] = ()
    days_off: tuple[DaysOff, ...] = field(default=())
    version: object = field(default=None, compare=False)

    @cached_property
    def schedule(self) -> Schedule:
        return Schedule(list(self.hours), list(self.days_off))

    def opening(self, moment: dt.datetime | None = None) -> OpeningStatus | None:
        """Open or closed, now unless a moment is given; None where no hours are known."""
        return self.schedule.status_at(moment or timezone.now()) if self.hours else None


def office_status() -> OfficeStatus:
    """The office status as the database has it now. One query, none if this request asked before; to read the rows again one
    more without a center, else three."""
    global _kept
    state = (versions_of(*_READ), timezone.localdate())
    kept = _kept
    if kept is None or kept[0] != state:
        _kept = kept = (state, replace(_read(), version=state))
    return kept[1]


_kept: tuple[object, OfficeStatus] | None = None


def _read() -> OfficeStatus:
    center = Center.objects.select_related("tambon").first()
    if center is None:
        return OfficeStatus()
    today = timezone.localdate()
    hours = OpeningHours.objects.order_by("weekday", "opens")
    closures = Closure.objects.between(today, today + dt.timedelta(days=HORIZON + 1))
    return OfficeStatus(
        center,
        tuple(Hours(row.weekday, row.opens, row.closes) for row in hours),
        tuple(_days_off(closure) for closure in closures),
    )


def _days_off(closure: Closure) -> DaysOff:
    return DaysOff(
        closure.starts_on,
        closure.ends_on,
        closure.shown_reason("th") or "วันหยุดราชการ",
        closure.shown_reason("en") or "Government holiday",
    )


def next_opening_or_closing(after: dt.datetime) -> dt.datetime | None:
    """The first moment after another at which the center opens or closes."""
    status = office_status().opening(after)
    return (status.until or status.opens_at) if status else None


def in_words(status: OpeningStatus, now: dt.datetime) -> str:
    """เปิดอยู่ ถึง 16.30 น. / ปิดอยู่ เปิดวันจันทร์ที่ 4 มกราคม 2570 เวลา 08.30 น., in the page's language."""
    language = get_language() or settings.LANGUAGE_CODE
    if status.until is not None:
        return _("เปิดอยู่ ถึง %(time)s") % {"time": clock(status.until, language)}
    if status.opens_at is None:
        return _("ปิดทำการ")
    today = now.astimezone(BANGKOK).date()
    day, time = status.opens_at.date(), clock(status.opens_at, language)
    if day == today:
        return _("ปิดอยู่ เปิดวันนี้ %(time)s") % {"time": time}
    if day == today + dt.timedelta(days=1):
        return _("ปิดอยู่ เปิดพรุ่งนี้ %(time)s") % {"time": time}
    if day - today < dt.timedelta(days=7):
        return _("ปิดอยู่ เปิดวัน%(weekday)s %(time)s") % {"weekday": weekday_name(day.weekday()), "time": time}
    dated = {"weekday": weekday_name(day.weekday()), "date": long_date(day, language), "time": time}
    return _("ปิดอยู่ เปิดวัน%(weekday)sที่ %(date)s เวลา %(time)s") % dated


def weekday_name(weekday: int) -> str:
    """จันทร์, or "Monday", in the page's language; Monday is 0."""
    return WEEKDAYS[weekday] if is_thai(get_language()) else ENGLISH_WEEKDAYS[weekday]


@dataclass(frozen=True)
class WeekLine:
    """Days of the week that share their hours: "จันทร์–ศุกร์", "08.30–12.00 น. และ 13.00–16.30 น."."""

    days: str
    hours: str


def week_in_words(schedule: Schedule) -> list[WeekLine]:
    """The week's hours: a line for each run of days with the same hours; days without hours are left out."""
    language = get_language() or settings.LANGUAGE_CODE
    lines: list[WeekLine] = []
    first = 0
    while first < 7:
        hours = schedule.week[first]
        last = first
        while last < 6 and schedule.week[last + 1] == hours:
            last += 1
        if hours:
            days = weekday_name(first) if first == last else f"{weekday_name(first)}–{weekday_name(last)}"
            spans = [clock_span(opens, closes, language) for opens, closes in hours]
            lines.append(WeekLine(days, pgettext("ระหว่างช่วงเวลา", " และ ").join(spans)))
        first = last + 1
    return lines
