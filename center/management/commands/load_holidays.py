from django.core.management.base import BaseCommand, CommandError, CommandParser

from center.office.holidays import FIRST_YEAR, LAST_YEAR, office_holidays
from center.office.models import Closure


class Command(BaseCommand):
    help = (
        "Add the office holidays of a Buddhist calendar year as days the center is closed, their names still to be "
        "confirmed by staff. Run it once a year; running it again adds only what is missing and changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int, help="the Buddhist year, such as 2570")

    def handle(self, *, year: int, **options) -> str:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise CommandError(f"ปีต้องเป็น พ.ศ. {FIRST_YEAR} ถึง {LAST_YEAR} เช่น 2570 (a Buddhist year, such as 2570)")
        added = Closure.objects.add_holidays(office_holidays(year))
        return (
            f"เพิ่มวันหยุดราชการปี {year} แล้ว {added} วัน ตรวจกับประกาศคณะรัฐมนตรีและยืนยันชื่อวันในหน้า “วันปิดทำการ”\n"
            f"{added} office holiday(s) of {year} added; staff confirm their names. "
            "The Royal Ploughing Ceremony is added by hand once announced."
        )
