"""The rules of keying signed sheets: each row is somebody served, once, whoever keys it and however often."""

import datetime as dt

import pytest

from center.people.models import Consent
from consultations.bookings.actors import staff
from consultations.outreach.models import AttendanceSheet
from consultations.outreach.registrations import Registrant, register
from consultations.outreach.sheets import sheet_of
from consultations.registers import sheet_rows, visits
from consultations.registers.models import ClosedMonth, SheetRow, Visit
from consultations.registers.refusals import LineTaken, MonthClosed, NotYet, SameName, SheetForgotten
from consultations.registers.sheet_rows import APPEND, OTHER, REPLACE, Typed, answer, key, typed_in
from consultations.registers.visits import Served
from tests.consultations.appointments import NOW, at
from tests.consultations.outings import make_event, plan
from tests.factories import make_person, make_staff, make_topic, tambon

pytestmark = pytest.mark.django_db

NAME, OTHER_NAME = "นางแฉล้ม ลานใบไม้", "นายบุญเรือน เป็ดไล่ทุ่ง"


@pytest.fixture(autouse=True)
def today(office_hours) -> None:
    """It is Monday, 8 o'clock."""


@pytest.fixture
def by():
    return staff(make_staff(username="somsri", first_name="สมศรี"))


@pytest.fixture
def sheet() -> AttendanceSheet:
    """The counter's, of last Friday."""
    return sheet_of(None, NOW.date() - dt.timedelta(days=3))


def begun_event(monkeypatch, *names: str, size: int = 1, **fields):
    """An event of a week ahead with people registered; then it is its second hour."""
    event = make_event(plan(9, 3), **fields)
    for name in names:
        registrant = Registrant(name=name, phone="0812345678", tambon=tambon(), moo=6)
        register(
            event=event, sessions=(), party_size=size, registrant=registrant, form_key=name, by=staff(make_staff())
        )
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(10))
    return event, sheet_of(event, at(9).date())


def keyed_again(row: SheetRow, by, **changes) -> SheetRow | None:
    before = typed_in(row)
    return key(row.sheet, row.line, Typed(**{**vars(before), **changes}), seen=before.version, by=by)


# --- A row is a visit ------------------------------------------------------------------------------------------------


def test_a_row_of_the_counters_sheet_is_somebody_served_on_that_day(sheet, by):
    topic = make_topic()
    row = key(sheet, 1, Typed(NAME, "0812345678", 6, tambon(), topic=topic), by=by)
    visit = Visit.objects.get()
    assert row.visit == visit and row.keyed_by == by.user
    assert (visit.name, visit.phone, visit.moo, visit.tambon, visit.topic) == (NAME, "0812345678", 6, tambon(), topic)
    assert (visit.channel, visit.people, visit.day, visit.gender, visit.event) == (
        "paper",
        1,
        sheet.day,
        "female",
        None,
    )


def test_a_row_of_an_events_sheet_counts_there_at_the_hour_it_began(by, monkeypatch):
    event, sheet = begun_event(monkeypatch)
    visit = key(sheet, 1, Typed(OTHER_NAME), by=by).visit
    assert (visit.event, visit.channel, visit.served_at, visit.gender) == (event, "event", at(9), "male")


def test_the_same_sheet_keyed_again_makes_nobody_twice(sheet, by):
    for _time in range(2):
        key(sheet, 1, Typed(NAME, moo=6, tambon=tambon()), by=by)
        key(sheet, 2, Typed(OTHER_NAME), by=by)
    assert SheetRow.objects.count() == Visit.objects.counted().people() == 2


def test_a_row_put_right_puts_its_visit_right(sheet, by):
    row = key(sheet, 1, Typed(NAME), by=by)
    keyed_again(row, by, name=OTHER_NAME, moo=2)
    visit = Visit.objects.get()
    assert (visit.name, visit.moo, visit.gender) == (OTHER_NAME, 2, "male")


def test_a_row_taken_away_counts_nowhere_and_counts_once_when_it_is_keyed_anew(sheet, by):
    row = key(sheet, 1, Typed(NAME), by=by)
    assert keyed_again(row, by, name="") is None
    assert (SheetRow.objects.count(), Visit.objects.counted().people()) == (0, 0)
    key(sheet, 1, Typed(OTHER_NAME), by=by)
    assert (Visit.objects.get().name, Visit.objects.counted().people()) == (OTHER_NAME, 1)


def test_who_was_recorded_at_the_counter_is_not_recorded_again(sheet, by):
    day = dt.datetime.combine(sheet.day, dt.time(9), NOW.tzinfo)
    before = visits.record(served=Served(name="แฉล้ม  ลานใบไม้", phone="0812345678"), at=day, by=by)
    row = key(sheet, 1, Typed(NAME), by=by)
    assert row.visit == before and Visit.objects.counted().people() == 1
    keyed_again(row, by, name="")
    assert Visit.objects.counted().people() == 1  # the counter's own
    row = key(sheet, 1, Typed(NAME, "0899999999"), by=by)
    assert row.visit != before and Visit.objects.counted().people() == 2  # of another phone: somebody else


def test_a_line_that_is_somebody_elses_now_leaves_the_visit_that_was_recorded_otherwise(sheet, by):
    day = dt.datetime.combine(sheet.day, dt.time(9), NOW.tzinfo)
    before = visits.record(served=Served(name=NAME), at=day, by=by)
    row = keyed_again(key(sheet, 1, Typed(NAME), by=by), by, name=OTHER_NAME)
    before.refresh_from_db()
    assert (before.name, row.visit.name, Visit.objects.counted().people()) == (NAME, OTHER_NAME, 2)


def test_who_registered_and_signed_came_and_companions_sign_for_themselves(by, monkeypatch):
    event, sheet = begun_event(monkeypatch, NAME, size=2)
    row = key(sheet, 1, Typed(NAME), by=by)
    assert row.visit.registration == event.registrations.get()
    key(sheet, 2, Typed(OTHER_NAME), by=by)
    assert event.visits.counted().people() == 2


def test_a_namesake_with_another_phone_is_not_who_registered(by, monkeypatch):
    _event, sheet = begun_event(monkeypatch, NAME)
    assert key(sheet, 1, Typed(NAME, "0899999999"), by=by).visit.registration is None


def test_before_the_event_begins_a_row_is_no_registrations_visit(by, monkeypatch):
    _event, sheet = begun_event(monkeypatch, NAME)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(8))
    row = key(sheet, 1, Typed(NAME), by=by)
    assert row.visit.registration is None and row.visit.served_at == at(8)


def test_who_was_marked_on_the_list_is_counted_once(by, monkeypatch):
    event, sheet = begun_event(monkeypatch, NAME)
    marked = visits.of_registration(event.registrations.get(), people=1, by=by)
    assert key(sheet, 1, Typed("แฉล้ม ลานใบไม้"), by=by).visit == marked
    assert event.visits.counted().people() == 1


# --- Two officers ----------------------------------------------------------------------------------------------------


def test_a_line_that_somebody_else_keyed_meanwhile_is_told_and_neither_is_lost(sheet, by):
    key(sheet, 1, Typed(NAME, moo=6, tambon=tambon()), by=by)
    with pytest.raises(LineTaken) as taken:
        key(sheet, 1, Typed(OTHER_NAME), by=by)
    assert "สมศรี" in taken.value.sentence and NAME in taken.value.sentence
    assert SheetRow.objects.get().name == NAME
    row = key(sheet, 1, Typed(OTHER_NAME), decision=APPEND, by=by)
    assert row.line == 2 and Visit.objects.counted().people() == 2
    with pytest.raises(SameName):  # the button pressed twice
        key(sheet, 1, Typed(OTHER_NAME), decision=APPEND, by=by)
    key(sheet, 1, Typed("นางสาวปราณี มีนา"), decision=REPLACE, by=by)
    assert list(sheet.rows.values_list("name", flat=True)) == ["นางสาวปราณี มีนา", OTHER_NAME]


def test_what_two_officers_know_of_one_person_is_put_together(sheet, by):
    key(sheet, 1, Typed(NAME, "0812345678"), by=by)
    row = key(sheet, 1, Typed("แฉล้ม ลานใบไม้", moo=6, tambon=tambon(), photo_consent=True), by=by)
    assert (row.phone, row.moo, row.photo_consent) == ("0812345678", 6, True)
    assert Visit.objects.get().moo == 6
    with pytest.raises(LineTaken):
        key(sheet, 1, Typed(NAME, "0899999999"), by=by)


def test_a_line_somebody_took_away_meanwhile_is_told(sheet, by):
    row = key(sheet, 1, Typed(NAME), by=by)
    seen = typed_in(row).version
    keyed_again(row, by, name="")
    with pytest.raises(LineTaken) as taken:
        key(sheet, 1, Typed(OTHER_NAME), seen=seen, by=by)
    assert "ลบแถวนี้" in taken.value.sentence


def test_one_name_in_two_lines_is_asked_about(sheet, by):
    key(sheet, 1, Typed(NAME, moo=6), by=by)
    with pytest.raises(SameName) as refused:
        key(sheet, 2, Typed("น.ส.แฉล้ม ลานใบไม้"), by=by)
    assert refused.value.line == 1
    key(sheet, 2, Typed(NAME, moo=2), by=by)  # of another village
    key(sheet, 3, Typed(NAME), decision=OTHER, by=by)
    assert Visit.objects.counted().people() == 3


# --- Who it is -------------------------------------------------------------------------------------------------------


def test_the_same_person_is_the_visits_person_and_allows_photos_on_paper(sheet, by):
    person = make_person(first_name="แฉล้ม", surname="ลานใบไม้", gender="female")
    row = key(sheet, 1, Typed("แฉล้ม ลานใบไม้", photo_consent=True), by=by)
    assert row.person is None and not Consent.objects.exists()
    answer(row, person, by=by)
    row.refresh_from_db()
    visit = Visit.objects.get()
    assert (row.person, row.same_person, visit.person, visit.gender) == (person, True, person, "female")
    given = Consent.objects.in_force().get()
    assert (given.person, given.given_on, given.channel) == (person, sheet.day, "paper")
    keyed_again(row, by, photo_consent=False)
    assert not Consent.objects.in_force().exists()


def test_none_of_them_is_remembered_until_another_name_stands_there(sheet, by):
    row = answer(key(sheet, 1, Typed(NAME), by=by), None, by=by)
    assert row.same_person is False and Visit.objects.get().person is None
    row = keyed_again(row, by, name=OTHER_NAME)
    assert row.same_person is None


# --- What is refused -------------------------------------------------------------------------------------------------


def test_a_sheet_of_a_day_to_come_is_refused(by):
    with pytest.raises(NotYet):
        key(sheet_of(None, NOW.date() + dt.timedelta(days=1)), 1, Typed(NAME), by=by)
    assert not SheetRow.objects.exists()


def test_a_closed_month_takes_rows_with_a_reason_only(sheet, by):
    row = key(sheet, 1, Typed(NAME), by=by)
    ClosedMonth.objects.create(year=sheet.day.year, month=sheet.day.month)
    with pytest.raises(MonthClosed):
        key(sheet, 2, Typed(OTHER_NAME), by=by)
    with pytest.raises(MonthClosed):
        keyed_again(row, by, name="")
    assert SheetRow.objects.count() == 1
    key(sheet, 2, Typed(OTHER_NAME), by=staff(by.user, "พบใบตกหล่น"))
    assert Visit.objects.counted().people() == 2


def test_a_line_of_somebody_recorded_otherwise_is_taken_away_in_a_closed_month_with_a_reason_only(sheet, by):
    day = dt.datetime.combine(sheet.day, dt.time(9), NOW.tzinfo)
    visits.record(served=Served(name=NAME), at=day, by=by)
    row = key(sheet, 1, Typed(NAME), by=by)
    ClosedMonth.objects.create(year=sheet.day.year, month=sheet.day.month)
    with pytest.raises(MonthClosed):
        keyed_again(row, by, name="")
    keyed_again(row, staff(by.user, "คนละคน"), name="")
    assert not SheetRow.objects.exists() and Visit.objects.counted().people() == 1


def test_names_that_left_are_not_keyed_over(sheet, by):
    key(sheet, 1, Typed(NAME), by=by)
    SheetRow.objects.update(name="")
    with pytest.raises(SheetForgotten):
        key(sheet, 2, Typed(OTHER_NAME), by=by)


def test_nobody_signed_is_said_of_a_sheet_without_rows(sheet, by):
    assert list(AttendanceSheet.objects.unkeyed()) == [sheet]
    assert sheet_rows.note_nobody_signed(sheet, by=by)
    assert not AttendanceSheet.objects.unkeyed()
    key(sheet, 1, Typed(NAME), by=by)
    sheet.refresh_from_db()
    assert not sheet.nobody_signed
    assert not sheet_rows.note_nobody_signed(sheet, by=by)
