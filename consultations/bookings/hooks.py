"""What appointments add to lists of the whole website."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from center.access.rights import EDIT, RIGHTS, Rights
from center.mail.kinds import KINDS as MESSAGE_KINDS
from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from center.records.breakage import BREAKS, Breaks
from center.records.demonstration import DEMONSTRATIONS, Demonstration
from center.records.languages import bilingual
from center.records.page_parts import PAGE_PARTS, PagePart
from center.records.pages import PAGES, SERVICE, Page
from center.records.retention import PERIODS
from center.records.site_search import KINDS, RowKind
from center.staff.guides import GUIDES, Guide
from center.staff.home import BLOCKS, BUTTONS, COMING, SEARCHED, ComingKind, HomeBlock, HomeButton, SearchedKind
from center.staff.menu import MENU, MenuEntry
from center.staff.waiting import WORK, WaitingWork
from center.visitors import matters
from committee.speakers.models import Topic
from consultations.bookings import demo, home, message_kinds, texts, waiting
from consultations.bookings.addresses import own_page
from consultations.bookings.breakage import broken_bookings
from consultations.bookings.models import Booking
from consultations.bookings.retention import BOOKINGS_KEPT, CALLBACKS_KEPT, anonymize, forget_bookings, forget_callbacks


@matters.finder("booking")
def bookings_of(number: str, phone: str) -> Iterator[matters.Matter]:
    """Every appointment of a number and a phone whose own page is still open. One query."""
    found = Booking.objects.with_open_page().filter(reference=number, phone=phone)
    for booking in found:
        values = {"number": booking.reference, "when": texts.when(booking)}
        title = _("นัดปรึกษา เลขที่ %(number)s %(when)s") % values
        yield matters.Matter(title, booking.get_state_display(), booking.starts_at, own_page(booking))


PAGES.add(
    Page(
        "consultations:topic_list",
        gettext_lazy("นัดปรึกษา"),
        SERVICE,
        10,
        "consultations booking ปรึกษา นัดหมาย จองคิว คำปรึกษา ดูวันว่าง",
    ),
    Page("consultations:callback", gettext_lazy("ให้เจ้าหน้าที่โทรกลับ"), SERVICE, 20, "callback โทรกลับ"),
)
KINDS.add(
    RowKind(
        "topics",
        64,
        gettext_lazy("เรื่องที่นัดปรึกษาได้"),
        rows=lambda: Topic.objects.filter(active=True).order_by("position", "sort_key"),
        note=lambda row: bilingual(row, "explains"),
        list_view="consultations:topic_list",
        url=lambda row: reverse("consultations:choose_time", args=[row.pk]),
    )
)
PAGE_PARTS.add(
    PagePart("booking", 10, "speaker", "consultations/bookings/_of_speaker.html", lambda request, row: {"speaker": row})
)
# Names and numbers of visitors: for those who work with them.
RIGHTS.add(
    Rights("consultations.booking", officer=EDIT, secretary=EDIT),
    Rights("consultations.callbackrequest", officer=("view", "change"), secretary=("view", "change")),
)
GUIDES.add(
    Guide(
        "appointments",
        10,
        (
            "consultations.booking",
            "consultations.callbackrequest",
            "consultations.absence",
            "consultations.calendarsettings",
        ),
    )
)
MENU.add(MenuEntry("consultations.booking", 10), MenuEntry("consultations.callbackrequest", 20))
BUTTONS.add(
    HomeButton(
        "phone", 20, gettext_lazy("รับนัดทางโทรศัพท์"), "admin:consultations_booking_add", "consultations.add_booking"
    ),
    HomeButton("absent", 30, gettext_lazy("แจ้งไม่อยู่"), "admin:consultations_absence_add", "consultations.add_absence"),
)
BLOCKS.add(HomeBlock("today", 10, "main", "consultations.view_booking", "admin/home/_today.html", home.today_block))
COMING.add(ComingKind("bookings", 10, "consultations.view_booking", home.coming_bookings))
SEARCHED.add(SearchedKind("consultations.booking", 10))
WORK.add(
    WaitingWork("broken-bookings", 1, ("consultations.change_booking",), waiting.to_arrange),
    WaitingWork("bookings", 2, ("consultations.change_booking",), waiting.to_confirm_and_to_note),
    WaitingWork("callbacks", 4, ("consultations.change_callbackrequest",), waiting.to_call_back),
)
ROWS_OF_PERSON.add(
    RowsOfPerson(Booking, "person", 310, pending=lambda rows: rows.filter(state__in=Booking.OPEN), forget=anonymize)
)
PERIODS.add(BOOKINGS_KEPT.forgotten_by(forget_bookings), CALLBACKS_KEPT.forgotten_by(forget_callbacks))
BREAKS.add(Breaks("bookings", 10, broken_bookings))
DEMONSTRATIONS.add(Demonstration("bookings", 85, demo.load, demo.remove))
MESSAGE_KINDS.add(*message_kinds.MESSAGES)
