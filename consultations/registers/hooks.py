"""What the registers add to lists of the whole website."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy

from center.access.rights import ALL, EDIT, NOTHING, RIGHTS, VIEW, Rights
from center.mail.kinds import KINDS as MESSAGE_KINDS
from center.people.rows_of_person import ROWS_OF_PERSON, RowsOfPerson
from center.records.demonstration import DEMONSTRATIONS, Demonstration
from center.records.pages import PAGES, SERVICE, Page
from center.records.retention import PERIODS
from center.staff.guides import GUIDES, Guide
from center.staff.home import (
    BLOCKS,
    BUTTONS,
    COMING,
    SEARCHED,
    ComingKind,
    HomeBlock,
    HomeButton,
    SearchedKind,
)
from center.staff.menu import MENU, MenuEntry
from center.staff.waiting import WORK, WaitingWork
from center.visitors import matters
from consultations.bookings.home import SERVED_ACTS, ServedAct
from consultations.bookings.outcomes import AFTER_MARKING, AfterMarking
from consultations.outreach.event_links import LINKS, EventLink
from consultations.outreach.results import FACTS, ResultFacts
from consultations.registers import (
    case_demo,
    case_home,
    case_messages,
    event_figures,
    home,
    sheet_demo,
    sheet_waiting,
    visit_demo,
    visits,
)
from consultations.registers.addresses import case_page
from consultations.registers.case_retention import CASES_KEPT, anonymize_cases, forget_cases
from consultations.registers.complaints import COMPLAINTS_KEPT, forget_complaints
from consultations.registers.definitions import cases, catalog, committee, documents, events, people
from consultations.registers.definitions import visits as visit_registers
from consultations.registers.models import Case, SheetRow, Visit
from consultations.registers.register import REGISTERS
from consultations.registers.sheet_retention import SHEET_ROWS_KEPT, SHEET_SCANS_KEPT, forget_rows, forget_scans
from consultations.registers.visit_retention import VISITS_KEPT, anonymize_visits, forget_visits

AFTER_MARKING.add(AfterMarking("visit", 10, lambda booking, by: visits.of_booking(booking, by=by)))
ROWS_OF_PERSON.add(RowsOfPerson(Visit, "person", 340, forget=anonymize_visits), RowsOfPerson(SheetRow, "person", 350))
PERIODS.add(VISITS_KEPT.forgotten_by(forget_visits))

# Names and numbers of visitors: for those who work with them. An outcome is seen on its visit's page alone.
RIGHTS.add(
    Rights("consultations.visit", officer=EDIT, secretary=EDIT),
    Rights("consultations.followup", officer=("view", "change"), secretary=("view", "change")),
)
MENU.add(MenuEntry("consultations.visit", 25), MenuEntry("consultations.followup", 35))
# Reports hold figures and no names. Whoever may change a closed month may close one.
RIGHTS.add(
    Rights("consultations.closedmonth", officer=EDIT, secretary=VIEW, reader=VIEW),
    Rights("consultations.reportsigner", officer=EDIT, secretary=VIEW, reader=VIEW),
)
MENU.add(MenuEntry("consultations.closedmonth", 592), MenuEntry("consultations.reportsigner", 598))
# Sheets themselves name nobody. Their rows and scans do: for those who work with them.
RIGHTS.add(
    Rights("consultations.attendancesheet", officer=VIEW, secretary=VIEW, reader=VIEW),
    Rights("consultations.sheetrow", officer=EDIT, secretary=EDIT),
    Rights("consultations.sheetscan", officer=("view", "add", "delete"), secretary=("view", "add", "delete")),
)
MENU.add(MenuEntry("consultations.attendancesheet", 86))
BUTTONS.add(
    HomeButton(
        "key-sheet",
        40,
        gettext_lazy("กรอกใบลงทะเบียน"),
        "admin:consultations_sheet_find",
        "consultations.add_sheetrow",
    )
)
WORK.add(WaitingWork("sheets", 9, ("consultations.add_sheetrow",), sheet_waiting.sheets_to_key))
PERIODS.add(SHEET_ROWS_KEPT.forgotten_by(forget_rows), SHEET_SCANS_KEPT.forgotten_by(forget_scans))
LINKS.add(
    EventLink(
        "sheets",
        10,
        gettext_lazy("กรอกใบลงทะเบียน"),
        "consultations.add_sheetrow",
        lambda event: f"{reverse('admin:consultations_sheet_find')}?event={event.pk}" if event.has_begun else "",
    ),
    EventLink(
        "came",
        5,
        gettext_lazy("ใครมาบ้าง"),
        "consultations.change_visit",
        lambda event: reverse("admin:consultations_visit_event", args=[event.pk]) if event.has_begun else "",
    ),
)
GUIDES.add(Guide("key-a-sign-sheet", 28, ("consultations.attendancesheet",)))
FACTS.add(ResultFacts("visits", 10, event_figures.report_facts))
DEMONSTRATIONS.add(Demonstration("sheets", 98, sheet_demo.load, sheet_demo.remove))

# --- Cases -----------------------------------------------------------------------------------------------------------


@matters.finder("case")
def cases_of(number: str, phone: str) -> Iterator[matters.Matter]:
    """The case of a number and a phone. One query."""
    for case in Case.objects.with_open_page().filter(reference=number, phone=phone).select_related("kind"):
        title = " · ".join([str(case), case.title])
        yield matters.Matter(title, case.state_in_words, case.opened_at, case_page(case))


# Names and numbers of applicants: for those who work with them.
RIGHTS.add(
    Rights("consultations.case", officer=EDIT, secretary=EDIT),
    Rights("consultations.casekind", officer=ALL, secretary=VIEW, reader=VIEW),
)
MENU.add(MenuEntry("consultations.case", 28), MenuEntry("consultations.casekind", 612))
BUTTONS.add(
    HomeButton("case", 24, gettext_lazy("รับเรื่อง"), "admin:consultations_case_add", "consultations.add_case"),
)
COMING.add(ComingKind("closing-dates", 30, "consultations.view_case", case_home.closing_dates))
SEARCHED.add(SearchedKind("consultations.case", 13))
WORK.add(WaitingWork("cases-overdue", 6, ("consultations.change_case",), case_home.overdue_cases))
ROWS_OF_PERSON.add(
    RowsOfPerson(Case, "person", 360, pending=lambda rows: rows.filter(closed_at=None), forget=anonymize_cases)
)
GUIDES.add(Guide("carry-a-case", 15, ("consultations.case", "consultations.casekind")))
PERIODS.add(CASES_KEPT.forgotten_by(forget_cases))
MESSAGE_KINDS.add(*case_messages.MESSAGES)
DEMONSTRATIONS.add(Demonstration("cases", 95, case_demo.load, case_demo.remove))

# --- Complaints and suggestions --------------------------------------------------------------------------------------

PAGES.add(
    Page(
        "consultations:send_complaint",
        gettext_lazy("ร้องเรียนและเสนอแนะ"),
        SERVICE,
        95,
        "complaint suggestion feedback ร้องเรียน ร้องทุกข์ เสนอแนะ ติชม ข้อเสนอแนะ",
    )
)
# For managers only: a complaint may be about an officer.
RIGHTS.add(Rights("consultations.complaint", officer=NOTHING, manager=("view", "add", "change")))
MENU.add(MenuEntry("consultations.complaint", 75))
GUIDES.add(Guide("answer-a-complaint", 90, ("consultations.complaint",)))
WORK.add(WaitingWork("complaints", 11, ("consultations.change_complaint",), case_home.complaints_to_answer))
PERIODS.add(COMPLAINTS_KEPT.forgotten_by(forget_complaints))

# --- Visits ----------------------------------------------------------------------------------------------------------

BUTTONS.add(
    HomeButton("walk-in", 10, gettext_lazy("รับผู้มาติดต่อ"), "admin:consultations_visit_add", "consultations.add_visit")
)
BLOCKS.add(
    HomeBlock("visits", 12, "main", "consultations.view_visit", "admin/home/_visits.html", home.today_block),
    HomeBlock("month", 90, "side", "consultations.view_visit", "admin/home/_month.html", home.month_block),
)
SERVED_ACTS.add(
    ServedAct(
        "outcome",
        10,
        "consultations.change_visit",
        gettext_lazy("บันทึกผล"),
        ("visit__outcome",),
        home.outcome_to_note,
    )
)
SEARCHED.add(SearchedKind("consultations.visit", 16))
WORK.add(
    WaitingWork("visits-to-note", 6, ("consultations.change_visit",), home.visits_to_note),
    WaitingWork("follow-ups", 7, ("consultations.change_followup",), home.follow_ups_due),
)
DEMONSTRATIONS.add(Demonstration("visits", 97, visit_demo.load, visit_demo.remove))
GUIDES.add(Guide("receive-a-visitor", 12, ("consultations.visit", "consultations.followup")))
# --- Registers and reports -------------------------------------------------------------------------------------------

GUIDES.add(Guide("close-the-month", 80, ("consultations.closedmonth", "consultations.reportsigner")))
REGISTERS.add(
    visit_registers.VISITS,
    cases.CASES,
    visit_registers.SATISFACTION,
    events.EVENTS,
    people.MEMBERS,
    people.GROUPS,
    catalog.PRODUCERS,
    catalog.PRODUCTS,
    committee.ADVISERS,
    committee.COMMITTEE,
    documents.DOCUMENTS,
)
