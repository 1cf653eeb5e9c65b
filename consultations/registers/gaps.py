"""What is missing in a month before it is closed, each with the list in which it is put right.

Packages above add gaps of their own (GAPS).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from center.records.registry import Registry
from center.staff.row_page import address_of
from consultations.bookings.models import Booking
from consultations.outreach.models import AttendanceSheet, OutreachEvent
from consultations.registers.definitions.events import PEOPLE, begun_in, took_place
from consultations.registers.models import Visit
from consultations.registers.periods import Period
from consultations.registers.register import moments
from consultations.registers.weeks import weeks_without_service
from thai.dates import short_date


@dataclass(frozen=True)
class Gap:
    """Something missing, in words, and where it is put right; an address may be missing."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class GapsOf:
    """What a package looks for before a month is closed."""

    key: str
    position: int
    find: Callable[[Period], Iterable[Gap]]


GAPS: Registry[GapsOf] = Registry("gaps of a month")


def gaps_in(period: Period) -> list[Gap]:
    """Everything missing in a period. Seven queries, and what other packages' gaps take."""
    return [gap for kind in GAPS for gap in kind.find(period)]


def unmarked_appointments(period: Period) -> Iterator[Gap]:
    """Appointments of which nobody noted whether they came. One query."""
    first, after = moments(period)
    over = min(after, timezone.now())
    number = Booking.objects.filter(state__in=Booking.OPEN, starts_at__gte=first, starts_at__lt=over).count()
    if number:
        url = reverse("admin:consultations_booking_changelist") + "?when=unnoted"
        yield Gap(_("นัด %d นัด ยังไม่บันทึกว่ามาหรือไม่") % number, url)


def events_without_numbers(period: Period) -> Iterator[Gap]:
    """Events without the number of those who came, and those whose number differs from the registers'. Two queries."""
    events = begun_in(took_place(), period)
    for event in events.filter(attended=None).order_by("starts_at", "pk"):
        yield Gap(_("กิจกรรม %s ยังไม่บันทึกจำนวนที่มา") % event, address_of(event))
    counted = events.filter(attended__isnull=False).annotate(served=PEOPLE)
    for event in counted.exclude(served=F("attended")).order_by("starts_at", "pk"):
        if event.attended or event.served:
            words = _("กิจกรรม %(event)s จดหน้างาน %(noted)d คน ในทะเบียนผู้รับบริการ %(served)d คน")
            values = {"event": event, "noted": event.attended, "served": event.served or 0}
            yield Gap(words % values, address_of(event))


def sheets_not_keyed(period: Period) -> Iterator[Gap]:
    """Sign sheets that were printed and of which no row was keyed. One query."""
    sheets = AttendanceSheet.objects.filter(day__gte=period.first, day__lte=min(period.last, timezone.localdate()))
    planned = Q(event=None) | Q(event__state=OutreachEvent.State.PLANNED)
    for sheet in sheets.filter(planned, rows=None).select_related("event").order_by("day", "pk"):
        title = sheet.event or _("ใบลงทะเบียนที่ศูนย์")
        day = short_date(sheet.day, get_language() or "th")
        yield Gap(
            _("ใบลงทะเบียน %(code)s %(event)s %(day)s ยังไม่กรอก") % {"code": sheet.code, "event": title, "day": day},
            address_of(sheet),
        )


def incomplete_visits(period: Period) -> Iterator[Gap]:
    """Visits without a topic, and those of whom nobody knows where they live. One query."""
    rows = Visit.objects.counted().between(period.first, period.last)
    found = rows.aggregate(topic=_number(Q(topic=None, event=None)), tambon=_number(Q(tambon=None, outside="")))
    sentences = {
        "topic": _("ผู้รับบริการ %d รายการ ยังไม่ระบุเรื่อง"),
        "tambon": _("ผู้รับบริการ %d รายการ ยังไม่ระบุตำบล"),
    }
    for name, sentence in sentences.items():
        if found[name]:
            yield Gap(sentence % found[name], register_url("visits", period, **{name: "none"}))


def empty_weeks(period: Period) -> Iterator[Gap]:
    """Weeks without service. Two queries."""
    language = get_language() or "th"
    for monday, sunday in weeks_without_service(period):
        days = {"first": short_date(monday, language), "last": short_date(sunday, language)}
        yield Gap(
            _("สัปดาห์ %(first)s ถึง %(last)s ไม่มีผู้รับบริการและไม่มีบันทึกวันเปิด") % days,
            reverse("admin:center_serviceday_changelist"),
        )


def register_url(key: str, period: Period, **filters: str) -> str:
    """The list of a register's rows of a period, narrowed."""
    days = {"period": period.key} if period.key else {"from": str(period.first), "to": str(period.last)}
    return f"{reverse('admin:consultations_register', args=[key])}?{urlencode(days | filters)}"


def _number(condition: Q) -> Any:
    return Count("pk", filter=condition)


GAPS.add(
    GapsOf("appointments", 10, unmarked_appointments),
    GapsOf("events", 20, events_without_numbers),
    GapsOf("sheets", 30, sheets_not_keyed),
    GapsOf("visits", 40, incomplete_visits),
    GapsOf("weeks", 50, empty_weeks),
)
