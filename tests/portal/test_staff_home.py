"""What the staff site's first page costs, and what its parts share."""

import datetime as dt
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from center.mail.messages import Content, Recipient, moment_in_details, queue
from center.office.models import Duty
from center.records import batch
from center.records.batch import Figure, Rows
from committee.meetings.models import CommitteeMeeting
from consultations.bookings.models import Booking
from consultations.calendar.models import Absence
from consultations.registers.models import Case, RegistrationRound
from portal.access import roles
from tests.consultations.appointments import NOW, at, make_adviser, make_booking, make_office_hours
from tests.consultations.outreach.rows import make_registration, make_request
from tests.consultations.outreach.seating import make_event
from tests.consultations.registers.case_rows import fund, make_case, make_round
from tests.consultations.registers.rows import make_visit
from tests.factories import (
    make_center,
    make_closure,
    make_governing_term,
    make_meeting,
    make_organization,
    make_person,
    make_seat,
    make_topic,
    make_user,
    tambon,
)

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

HOME = "/admin/"
TODAY = NOW.date()


@pytest.fixture
def officer(client, monkeypatch):
    """An officer of all roles, no superuser; it is Monday, 9 o'clock, and nobody has opened the page yet."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + dt.timedelta(hours=1))
    roles.sync()
    user = make_user(is_staff=True)
    user.groups.set(Group.objects.all())
    client.force_login(user)
    return user


def call_about(row, kind: str, **details) -> None:
    """A call to make."""
    to = Recipient("แฉล้ม ลานใบไม้", "", "0812345678")
    queue(kind, to=to, content=Content("เรื่อง", "ข้อความ", "ข้อความ"), about=row, details=details)


def fill(term) -> None:
    """One more of everything that the page shows."""
    topic = make_topic()
    adviser = make_adviser(topic)
    for days in (0, 1, 3):
        booking = make_booking(topic, at(9, 45, days=days))
        call_about(booking, "booking_booked", sequence=booking.sequence)
    Booking.objects.filter(pk=make_booking(topic, at(10, 30, days=0)).pk).update(state="served")
    Absence.objects.create(person=adviser.person, starts_on=TODAY + dt.timedelta(days=3), ends_on=at(9, days=3).date())
    for days in (0, 3):
        event = make_event(None, starts_at=at(13, days=days))
        registration = make_registration(event, reference=uuid4().hex[:8])
        call_about(registration, "registration_seated", starts_at=moment_in_details(event.starts_at))
    request = make_request(state="planned", event=event, reference=uuid4().hex[:8])
    call_about(request, "request_planned")
    case = make_case(kind=fund(), due_on=TODAY + dt.timedelta(days=2))
    Case.objects.filter(pk=case.pk).update(state="incomplete")
    call_about(case, "case_incomplete")
    make_case(round=make_round(number=RegistrationRound.objects.count() + 1, closes_on=TODAY + dt.timedelta(days=4)))
    make_visit(at=NOW, topic=topic, tambon=tambon())
    make_meeting(term, date=TODAY + dt.timedelta(days=5), number=CommitteeMeeting.objects.count() + 1)
    make_closure(TODAY + dt.timedelta(days=6))
    gone = TODAY - dt.timedelta(days=1)
    make_seat(term, origin="agency", organization=make_organization(), until_on=gone, reason="moved")


def cost(client) -> int:
    """The queries of the page while its cache is empty. The office's status stays in memory until it changes."""
    client.get(HOME)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(HOME).status_code == 200
    return len(queries)


def test_the_page_costs_twelve_queries_at_most_and_the_same_with_many_of_everything(client, officer):
    make_center()
    make_office_hours()
    Duty.objects.create(weekday=0, person=make_person(first_name="สมศรี"))
    term = make_governing_term(ends_on=TODAY - dt.timedelta(days=1))
    fill(term)
    client.get(HOME)  # records the day in the center's book
    one = cost(client)
    page = client.get(HOME).content.decode()
    for _ in range(3):
        fill(term)
    many = cost(client)
    assert one == many <= 12
    shown = client.get(HOME)
    work = {task.name: task.count for task in shown.context["waiting"]}
    assert (work["bookings-broken"], work["committee-acting"]) == (4, 1)
    assert len(shown.context["coming"]) == 1 + 4 + 4 + 4 + 4 + 4, "appointments of a day are one line"
    for text in (
        "นัดวันนี้ (2)",
        "ต้องโทร (7)",
        "กิจกรรมวันนี้",
        "มาแล้ววันนี้ 1 คน",
        "สมศรี",
        "บันทึกวันเปิดแล้ว",
        "ตำบลที่ยังไม่มีผู้รับบริการ",
        "ยังไม่ยื่น 1 เรื่อง",
    ):
        assert text in page, text


def test_rows_are_read_with_numbers_and_have_their_own_types(django_assert_num_queries):
    kind = fund()
    case = make_case(kind=kind, due_on=TODAY)
    meeting = make_meeting()
    duty = Duty.objects.create(date=TODAY)
    with django_assert_num_queries(1):
        answers = batch.read(
            {
                "cases": Rows(Case.objects.all(), ("opened_at", "due_on", "kind__name_th", "round__number")),
                "meetings": Rows(CommitteeMeeting.objects.all(), ("starts_at", "term__number")),
                "duty": Rows(Duty.objects.all(), ("date", "person__first_name")),
                "none": Rows(Booking.objects.all(), ("state",)),
                "nothing": Figure(Booking.objects.all()),
                "sum": Figure(CommitteeMeeting.objects.all(), sum_of="number"),
            }
        )
        [read_case], [read_meeting], [read_duty] = answers["cases"], answers["meetings"], answers["duty"]
        assert (read_case, read_case.opened_at, read_case.due_on) == (case, case.opened_at, TODAY)
        assert (read_case.kind.name_th, read_case.round) == (kind.name_th, None)
        assert (read_meeting.starts_at, read_meeting.term.number) == (dt.time(9, 30), meeting.term.number)
        assert (read_duty, read_duty.date, read_duty.person) == (duty, TODAY, None)
        assert (answers["none"], answers["nothing"], answers["sum"]) == ([], 0, meeting.number)
    assert read_case.subject == case.subject, "the rest is read when it is asked for"
