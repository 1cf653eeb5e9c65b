"""Texts of letters to copy into the office's own paper, and what is told at the headmen's meeting. Thai, as paper is."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone, translation

from center.news.models import Announcement
from center.office.models import Center
from consultations.bookings.texts import office_phone
from consultations.outreach import texts
from consultations.outreach.models import OutreachEvent
from consultations.registers.models import RegistrationRound, ReportSigner
from consultations.registers.periods import Period
from consultations.registers.report import Section
from thai.dates import local_date, long_date

DAYS_BACK, DAYS_AHEAD = 31, 45
MOST_NEWS = 6


@dataclass(frozen=True)
class Notice:
    """What stands on the sheet for the headmen's meeting."""

    news: list[Announcement]
    events: list[tuple[OutreachEvent, str, str]]
    closing_dates: list[tuple[dt.date, str]]
    phone: str


def notice(today: dt.date) -> Notice:
    """News of the last month, events of the next six weeks, closing dates. Five queries."""
    since = timezone.now() - dt.timedelta(days=DAYS_BACK)
    news = Announcement.objects.published().filter(published_at__gte=since).order_by("-published_at")[:MOST_NEWS]
    until = timezone.now() + dt.timedelta(days=DAYS_AHEAD)
    events = OutreachEvent.objects.published().next().filter(starts_at__lte=until)
    first, last = today + dt.timedelta(days=1), today + dt.timedelta(days=DAYS_AHEAD)
    calls = Announcement.objects.open_calls().filter(deadline__lte=until)
    told = [(local_date(call.deadline), call.name_th) for call in calls if call.deadline]
    rounds = RegistrationRound.objects.filter(closes_on__range=(first, last)).select_related("kind")
    told += [(row.closes_on, f"{row.kind.name_th} {row}") for row in rounds]
    return Notice(
        list(news),
        [(event, texts.when(event), texts.where(event)) for event in events],
        sorted(told),
        office_phone(),
    )


def invitation(event: OutreachEvent) -> str:
    """หนังสือเชิญ: the text of a letter that invites to an event; number, date and addressee are the office's."""
    with translation.override("th"):
        center = Center.objects.first()
        lines = [
            f"เรื่อง  ขอเชิญเข้าร่วมกิจกรรม {event.name_th}",
            "เรียน  ........................................",
            "",
            f"        ด้วย{center.name_th if center else 'ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก'} "
            f"กำหนดจัดกิจกรรม {event.name_th} {texts.when(event)} ณ {texts.where(event)}"
            + (f" กลุ่มเป้าหมาย {event.for_whom_th}" if event.for_whom_th else ""),
            "",
            "        ในการนี้ ขอเชิญท่านหรือผู้แทนเข้าร่วมกิจกรรมตามวัน เวลา และสถานที่ดังกล่าว "
            "และขอความอนุเคราะห์ประชาสัมพันธ์ให้ผู้สนใจทราบ" + (f" สอบถามได้ที่โทร {office_phone()}" if office_phone() else ""),
            "",
            "        จึงเรียนมาเพื่อโปรดพิจารณา",
        ]
    return "\n".join(lines)


def memo(period: Period, sections: list[Section]) -> str:
    """บันทึกข้อความ: the text of a memo that reports a period, with its main figures."""
    with translation.override("th"):
        by_key = {section.key: section for section in sections}
        center = Center.objects.first()
        served = by_key["total"].lines[0]
        events = by_key["events"].lines[0]
        opened = by_key["openings"].lines[0]
        noted = ReportSigner.objects.filter(role=ReportSigner.Role.NOTED).first()
        to = noted.position if noted and noted.position else "พัฒนาการอำเภอ"
        lines = [
            f"เรื่อง  รายงานผลการดำเนินงาน{center.name_th if center else 'ศูนย์'} {period.title}",
            f"เรียน  {to}",
            "",
            f"        ตามที่{center.name_th if center else 'ศูนย์'}ให้บริการประชาชน ระหว่างวันที่ {long_date(period.first)} "
            f"ถึงวันที่ {long_date(period.last)} ขอรายงานผลการดำเนินงาน ดังนี้",
            f"        1. ผู้รับบริการ {served.number:,} ครั้ง รวม {served.people:,} คน{_most(by_key, 'topic', 'เรื่องที่ขอรับบริการมากที่สุด')}",
            f"        2. กิจกรรม {events.number:,} กิจกรรม ผู้เข้าร่วม {events.people:,} คน",
            f"        3. วันเปิดให้บริการ {opened.number:,} วัน",
            "",
            "        จึงเรียนมาเพื่อโปรดทราบ",
        ]
    return "\n".join(lines)


def _most(sections: dict[str, Section], key: str, words: str) -> str:
    lines = [line for line in sections[key].lines if "none" not in line.values.values()]
    return f" {words} คือ {lines[0].label} {lines[0].people:,} คน" if lines else ""
