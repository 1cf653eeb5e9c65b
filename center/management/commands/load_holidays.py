from collections.abc import Iterable

from django.core.management.base import BaseCommand, CommandError, CommandParser

from center.office.holidays import FIRST_YEAR, LAST_YEAR, OfficeHoliday, office_holidays
from center.office.models import Closure
from center.records.breakage import Broken, broken_by
from thai.dates import long_date_time


class Command(BaseCommand):
    help = (
        "Add the office holidays of a Buddhist calendar year as days the center is closed, their names still to be "
        "confirmed by staff. Names what they break, such as appointments, and cancels none. Run it once a year; running "
        "it again adds only what is missing and changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int, help="the Buddhist year, such as 2570")

    def handle(self, *, year: int, **options) -> str:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise CommandError(f"ปีต้องเป็น พ.ศ. {FIRST_YEAR} ถึง {LAST_YEAR} เช่น 2570 (a Buddhist year, such as 2570)")
        holidays = office_holidays(year)
        broken = list(_broken_by(holidays))
        added = Closure.objects.add_holidays(holidays)
        lines = [
            f"เพิ่มวันหยุดราชการปี {year} แล้ว {added} วัน ตรวจกับประกาศคณะรัฐมนตรีและยืนยันชื่อวันในหน้า “วันปิดทำการ”",
            f"{added} office holiday(s) of {year} added; staff confirm their names. "
            "The Royal Ploughing Ceremony is added by hand once announced.",
        ]
        if broken:
            lines += [
                f"กระทบ {len(broken)} รายการ ระบบไม่ยกเลิกให้เอง โทรเลื่อนทีละรายการ",
                f"{len(broken)} to be rearranged; nothing is cancelled:",
                *(f"- {_line(row)}" for row in broken),
            ]
        return "\n".join(lines)


def _broken_by(holidays: Iterable[OfficeHoliday]) -> Iterable[Broken]:
    """What the holidays that aren't known yet would break, before they are added; a few queries each."""
    known = set(Closure.objects.exclude(holiday_on=None).values_list("holiday_on", flat=True))
    for holiday in holidays:
        if holiday.day not in known:
            yield from broken_by(Closure(holiday_on=holiday.day, starts_on=holiday.day, ends_on=holiday.day))


def _line(broken: Broken) -> str:
    return f"{long_date_time(broken.at)} {broken.label}" if broken.at else str(broken.label)
