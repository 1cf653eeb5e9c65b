"""What events add to lists of the whole website."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from center.access.rights import EDIT, RIGHTS, VIEW, Rights
from center.mail.kinds import KINDS as MESSAGE_KINDS
from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from center.records.breakage import BREAKS, Breaks
from center.records.demonstration import DEMONSTRATIONS, Demonstration
from center.records.pages import PAGES, SERVICE, Page
from center.records.retention import PERIODS
from center.records.site_search import KINDS, RowKind
from center.records.sitemaps import SITEMAPS, RowSitemap
from center.records.table_versions import track
from center.staff.guides import GUIDES, Guide
from center.staff.home import BLOCKS, BUTTONS, COMING, SEARCHED, ComingKind, HomeBlock, HomeButton, SearchedKind
from center.staff.menu import MENU, MenuEntry
from center.staff.waiting import WORK, WaitingWork
from center.visitors import matters
from consultations.bookings.texts import SEPARATOR
from consultations.outreach import demo, home, message_kinds, request_calls, texts
from consultations.outreach.addresses import own_page, request_page
from consultations.outreach.breakage import broken_sessions
from consultations.outreach.models import (
    EventPicture,
    OutreachEvent,
    Registration,
    RegistrationSession,
    Session,
    VillageRequest,
)
from consultations.outreach.retention import (
    REGISTRATIONS_KEPT,
    VILLAGE_REQUESTS_KEPT,
    anonymize_registrations,
    anonymize_requests,
    forget_registrations,
    forget_requests,
)


@matters.finder("registration")
def registrations_of(number: str, phone: str) -> Iterator[matters.Matter]:
    """Every registration of a number and a phone whose own page is still open. Four queries."""
    found = Registration.objects.filter(reference=number, phone=phone, link_expires_at__gt=timezone.now())
    for registration in found.for_rows():
        title = SEPARATOR.join([registration.event.name, str(registration), texts.when(registration.event)])
        state = texts.standing(registration)
        yield matters.Matter(title, state, registration.event.starts_at, own_page(registration))


@matters.finder("village request")
def requests_of(number: str, phone: str) -> Iterator[matters.Matter]:
    """The request of a number and a phone. One query."""
    for asked in VillageRequest.objects.filter(reference=number, phone=phone, link_expires_at__gt=timezone.now()):
        title = SEPARATOR.join([_("คำขอเลขที่ %s") % asked.reference, asked.subject])
        yield matters.Matter(title, asked.get_state_display(), asked.sent_at, request_page(asked))


PAGES.add(
    Page(
        "consultations:event_list",
        gettext_lazy("กิจกรรม"),
        SERVICE,
        30,
        "events activities outreach อบรม สาธิต ลงทะเบียน หมู่บ้าน หน่วยบริการเคลื่อนที่ ออกร้าน",
    ),
    Page(
        "consultations:village_request",
        gettext_lazy("ขอให้ศูนย์ฯ ไปจัดกิจกรรมที่หมู่บ้าน"),
        SERVICE,
        40,
        "request village คำขอ ขอใช้ห้องประชุม ใช้สถานที่ ผู้ใหญ่บ้าน",
    ),
)
KINDS.add(
    RowKind(
        "events",
        62,
        gettext_lazy("กิจกรรม"),
        rows=lambda: OutreachEvent.objects.published().for_rows().order_by("-starts_at", "-pk"),
        note=lambda row: SEPARATOR.join([texts.when(row), texts.place_name(row)]),
        list_view="consultations:event_list",
    )
)
SITEMAPS.add(RowSitemap("events", 62, lambda: OutreachEvent.objects.published()))

# Names and numbers of visitors: for those who work with them. A registration is seen on its event's page alone.
RIGHTS.add(
    Rights("consultations.outreachevent", officer=EDIT, secretary=EDIT, reader=VIEW),
    Rights("consultations.registration", officer=EDIT, secretary=EDIT),
    Rights("consultations.villagerequest", officer=EDIT, secretary=EDIT),
)
GUIDES.add(
    Guide("plan-an-event", 20, ("consultations.outreachevent",)),
    Guide("register-people", 22, ("consultations.outreachevent",)),
    Guide("on-the-day-of-an-event", 24, ("consultations.outreachevent",)),
    Guide("answer-a-village", 26, ("consultations.villagerequest",)),
)
MENU.add(
    MenuEntry("consultations.outreachevent", 82),
    MenuEntry("consultations.villagerequest", 84),
)
BUTTONS.add(
    HomeButton(
        "event",
        25,
        gettext_lazy("เพิ่มกิจกรรม"),
        "admin:consultations_outreachevent_add",
        "consultations.add_outreachevent",
    )
)
BLOCKS.add(
    HomeBlock(
        "events-today", 5, "main", "consultations.view_outreachevent", "admin/home/_events_today.html", home.today_block
    )
)
COMING.add(ComingKind("events", 20, "consultations.view_outreachevent", home.coming_events))
SEARCHED.add(SearchedKind("consultations.outreachevent", 12), SearchedKind("consultations.villagerequest", 14))
WORK.add(
    WaitingWork("village-requests", 3, ("consultations.change_villagerequest",), home.requests_to_answer),
    WaitingWork("events-unnoted", 8, ("consultations.change_outreachevent",), home.results_to_note),
)
ROWS_OF_PERSON.add(
    RowsOfPerson(
        Registration,
        "person",
        320,
        pending=lambda rows: rows.filter(state=Registration.State.REGISTERED, event__ends_at__gt=timezone.now()),
        forget=anonymize_registrations,
    ),
    RowsOfPerson(
        VillageRequest,
        "person",
        330,
        pending=lambda rows: rows.filter(state=VillageRequest.State.RECEIVED),
        forget=anonymize_requests,
    ),
)
PERIODS.add(
    REGISTRATIONS_KEPT.forgotten_by(forget_registrations),
    VILLAGE_REQUESTS_KEPT.forgotten_by(forget_requests),
)
MESSAGE_KINDS.add(*message_kinds.MESSAGES, *request_calls.MESSAGES)
DEMONSTRATIONS.add(Demonstration("events", 90, demo.load, demo.remove))
BREAKS.add(Breaks("sessions", 20, broken_sessions))
track(EventPicture, OutreachEvent, RegistrationSession, Session)
