"""What every page says of the center: its name, phone and place, whether it is open, when it opens next.

Read by three queries at most and kept in the cache for a minute; a row saved or deleted forgets it at once. Open or
closed is worked out anew for each page, from what was read.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from center.office.models import Center, Closure, OpeningHours
from center.office.opening import HORIZON, DaysOff, Hours, OpeningStatus, Schedule
from thai.dates import BANGKOK, ENGLISH_WEEKDAYS, WEEKDAYS, clock, is_thai, long_date

KEPT_FOR = 60  # seconds
DESK_KEY = "center:desk"


@dataclass(frozen=True)
class Desk:
    """The center's row, if there is one, and its schedule."""

    center: Center | None = None
    hours: tuple[Hours, ...] = ()
    days_off: tuple[DaysOff, ...] = field(default=())

    @property
    def schedule(self) -> Schedule:
        return Schedule(list(self.hours), list(self.days_off))

    def status(self, moment: dt.datetime | None = None) -> OpeningStatus | None:
        """Open or closed, now unless a moment is given; None where no hours are known."""
        return self.schedule.status_at(moment or timezone.now()) if self.hours else None


def the_desk() -> Desk:
    """The desk from the cache, else read anew: one query where there is no center yet, three where there is."""
    desk = cache.get(DESK_KEY)
    if desk is None:
        desk = _read()
        cache.set(DESK_KEY, desk, KEPT_FOR)
    return desk


def forget_desk() -> None:
    """Invalidate the cached status.

    At once, so that the present transaction reads its own changes, and again after it: meanwhile another process may
    have read the old rows back into the cache.
    """
    cache.delete(DESK_KEY)
    transaction.on_commit(lambda: cache.delete(DESK_KEY))


def _read() -> Desk:
    center = Center.objects.select_related("tambon").first()
    if center is None:
        return Desk()
    today = timezone.localdate()
    hours = OpeningHours.objects.order_by("weekday", "opens")
    closures = Closure.objects.between(today, today + dt.timedelta(days=HORIZON + 1))
    return Desk(
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


def in_words(status: OpeningStatus, now: dt.datetime) -> str:
    """เปิดอยู่ ถึง 16.30 น. / ปิดอยู่ เปิดวันจันทร์ที่ 4 มกราคม 2570 เวลา 08.30 น., in the page's language."""
    language = get_language()
    if status.is_open:
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
    """The week's hours, neighboring days of the same hours in one line; days without hours are left out."""
    language = get_language()
    lines: list[WeekLine] = []
    first = 0
    while first < 7:
        hours = schedule.week[first]
        last = first
        while last < 6 and schedule.week[last + 1] == hours:
            last += 1
        if hours:
            days = weekday_name(first) if first == last else f"{weekday_name(first)}–{weekday_name(last)}"
            spans = [_span(opens, closes, language) for opens, closes in hours]
            lines.append(WeekLine(days, pgettext("ระหว่างช่วงเวลา", " และ ").join(spans)))
        first = last + 1
    return lines


def _span(opens: dt.time, closes: dt.time, language: str | None) -> str:
    return f"{clock(opens, language).removesuffix(' น.')}–{clock(closes, language)}"
