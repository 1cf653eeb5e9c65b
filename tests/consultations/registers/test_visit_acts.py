"""What staff do with a visit: whoever came by appointment or registered, put right, taken back, its outcome."""

import datetime as dt

import pytest
from django.db import IntegrityError
from django.urls import reverse

from consultations.bookings.actors import By, staff
from consultations.bookings.models import Booking
from consultations.bookings.outcomes import mark
from consultations.outreach.models import OutreachEvent
from consultations.registers import outcomes, visits
from consultations.registers.models import ClosedMonth, FollowUp, Outcome, Visit
from consultations.registers.refusals import AfterItsOutcome, BeforeTheVisit, MonthClosed, NotCounted, NotYet
from tests.consultations.appointments import NOW, at, make_adviser, make_booking, make_office_hours, visitor
from tests.consultations.outreach.rows import make_event, make_registration
from tests.consultations.registers.rows import make_follow_up, make_visit
from tests.factories import make_person, make_source, make_topic, tambon
from thai.dates import numeric_date

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
State = Booking.State


@pytest.fixture(autouse=True)
def monday(clock) -> None:
    """It is Monday, 8 o'clock."""


@pytest.fixture
def booking() -> Booking:
    """Of nine o'clock today."""
    make_office_hours()
    topic = make_topic()
    make_adviser(topic)
    return make_booking(topic, at(9, days=0), visitor=visitor(tambon=tambon()))


@pytest.fixture
def event() -> OutreachEvent:
    """It began an hour ago."""
    return make_event(starts_at=NOW - dt.timedelta(hours=1), ends_at=NOW + dt.timedelta(hours=2))


def post(client, name: str, row, /, **data):
    return client.post(reverse(f"admin:consultations_{name}", args=[row.pk]), data, follow=True)


# --- Appointments ------------------------------------------------------------------------------------------------------


def test_an_appointment_that_is_served_is_one_visit(booking):
    by = By()
    for state in (State.SERVED, State.SERVED, State.BOOKED, State.SERVED):
        mark(booking, state, by=by)
        assert Visit.objects.counted().filter(booking=booking).count() == (state == State.SERVED)
    visit = Visit.objects.get()
    assert (visit.name, visit.tambon, visit.topic, visit.speaker) == (
        booking.name,
        tambon(),
        booking.topic,
        booking.speaker,
    )
    assert (visit.channel, visit.served_at, visit.people) == ("booked", NOW, 1), "they came before their hour"


def test_marking_in_a_closed_month_asks_for_the_reason(client, officer, booking):
    ClosedMonth.objects.create(year=2026, month=11)
    home = reverse("admin:index")
    page = post(client, "booking_served", booking, next=home)
    assert page.status_code == 200 and "ปิดยอดเดือน พฤศจิกายน 2569" in str(page.context["form"].errors["reason"])
    assert page.context["carried"] == [("next", home)] and not Visit.objects.exists()
    booking.refresh_from_db()
    assert booking.state == State.BOOKED
    assert "reason" in post(client, "booking_served", booking, reason="x" * 201).context["form"].errors
    answer = post(client, "booking_served", booking, next=home, reason="ลืมบันทึก")
    assert answer.redirect_chain[-1][0] == home and Visit.objects.counted().get().booking == booking
    page = post(client, "booking_unmark", booking)
    assert "reason" in page.context["form"].errors and Visit.objects.counted().exists()
    post(client, "booking_unmark", booking, reason="กดผิดคน")
    assert not Visit.objects.counted().exists()


def test_one_tap_in_a_closed_month_asks_for_the_reason(client, officer):
    visit = make_visit()
    ClosedMonth.objects.create(year=2026, month=11)
    page = post(client, "visit_noted", visit, kind="form")
    assert "reason" in page.context["form"].errors and ("kind", "form") in page.context["carried"]
    post(client, "visit_noted", visit, kind="form", reason="ลืมบันทึก")
    assert Outcome.objects.get().kind == "form"


# --- Registrations -----------------------------------------------------------------------------------------------------


def test_who_came_is_ticked_on_one_page(client, officer, event):
    came, late, cancelled = (
        make_registration(event, name=name, phone=f"08{number}", reference=f"600{number}", party_size=2)
        for number, name in enumerate(["แฉล้ม", "บุญเรือน", "สมใจ"])
    )
    cancelled.state = "cancelled"
    cancelled.save()
    url = reverse("admin:consultations_visit_event", args=[event.pk])
    page = client.get(url).content.decode()
    assert "แฉล้ม" in page and "สมใจ" not in page
    sizes = {f"{came.pk}-people": "2", f"{late.pk}-people": "1"}
    client.post(url, {**sizes, f"{came.pk}-came": "on"})
    assert [(visit.registration, visit.people, visit.event) for visit in Visit.objects.all()] == [(came, 2, event)]
    client.post(url, {**sizes, f"{came.pk}-people": "3", f"{came.pk}-came": "on", f"{late.pk}-came": "on"})
    assert sorted(Visit.objects.counted().values_list("registration", "people")) == [(came.pk, 3), (late.pk, 1)]
    client.post(url, {**sizes, f"{late.pk}-came": "on"})
    assert Visit.objects.counted().get().registration == late and Visit.objects.count() == 2
    answer = client.post(url, {**sizes, f"{late.pk}-people": "0", f"{late.pk}-came": "on"})
    assert answer.status_code == 200 and Visit.objects.counted().people() == 1


def test_before_the_event_nobody_came(client, officer):
    event = make_event(starts_at=NOW + dt.timedelta(hours=1), ends_at=NOW + dt.timedelta(hours=2))
    registration = make_registration(event)
    answer = client.post(
        reverse("admin:consultations_visit_event", args=[event.pk]), {f"{registration.pk}-came": "on"}, follow=True
    )
    assert "เมื่อกิจกรรมเริ่มแล้ว" in answer.content.decode() and not Visit.objects.exists()
    with pytest.raises(NotYet):
        visits.of_event({registration: 2}, by=By())


def test_an_event_of_a_closed_month_takes_a_reason(client, officer, event):
    ClosedMonth.objects.create(year=2026, month=11)
    registration = make_registration(event)
    url = reverse("admin:consultations_visit_event", args=[event.pk])
    given = {f"{registration.pk}-came": "on", f"{registration.pk}-people": "2"}
    assert "ปิดยอดเดือน" in client.post(url, given).content.decode() and not Visit.objects.exists()
    client.post(url, {**given, "reason": "ใบตกหล่น"})
    assert Visit.objects.get().people == 2


# --- Putting right, taking back ----------------------------------------------------------------------------------------


def edited(client, visit: Visit, **fields):
    page = client.get(reverse("admin:consultations_visit_edit", args=[visit.pk]))
    form = page.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in shown.items() if value is not None}
    data |= {"day": "30/11/2569", "time": "07.30"}
    return post(client, "visit_edit", visit, **{**data, **fields})


def test_a_visit_is_put_right(client, officer):
    visit = make_visit(topic=make_topic())
    edited(client, visit, people="4", name="แฉล้ม ลานใบไม้", moo="6", tambon=tambon().pk)
    visit.refresh_from_db()
    assert (visit.people, visit.moo, visit.tambon, visit.outside) == (4, 6, tambon(), "")


def test_a_visit_may_not_move_to_the_future_nor_behind_its_outcome(client, officer):
    visit = make_visit(topic=make_topic(), at=NOW - dt.timedelta(days=3))
    outcomes.note(visit, kind=Outcome.Kind.ADVISED, by=By())
    Outcome.objects.update(noted_at=NOW - dt.timedelta(days=3))
    assert "ยังไม่ถึง" in edited(client, visit, day="1/12/2569").content.decode()
    assert "บันทึกผลไว้ก่อนวันนี้แล้ว" in edited(client, visit).content.decode()
    with pytest.raises(AfterItsOutcome):
        visits.correct(visit, served_at=NOW, by=By())


def test_a_visit_that_was_taken_back_counts_nowhere_and_may_count_again(client, officer):
    visit = make_visit(people=3)
    post(client, "visit_void", visit)
    assert Visit.objects.counted().people() == 0 and Visit.objects.count() == 1
    assert client.get(reverse("admin:consultations_visit_changelist")).context["cl"].result_count == 0
    void = client.get(reverse("admin:consultations_visit_changelist") + "?counted=void").context["cl"]
    assert void.result_count == 1
    post(client, "visit_restore", visit)
    assert Visit.objects.counted().people() == 3


def test_what_was_taken_back_counts_again_in_a_closed_month_with_a_reason_only():
    visit = make_visit()
    visits.void(visit, by=By())
    ClosedMonth.objects.create(year=2026, month=11)
    with pytest.raises(MonthClosed):
        visits.restore(visit, by=By())
    assert not Visit.objects.counted().exists()
    assert visits.restore(visit, by=By(reason="ถอนผิดคน")) and Visit.objects.counted().exists()


def test_all_of_a_list_is_recorded_or_nothing(event):
    """The first came; the second was a party larger than any: the first doesn't count either."""
    rows = [make_registration(event, phone=f"08{number}2345678", reference=f"600{number}") for number in range(2)]
    with pytest.raises(IntegrityError):
        visits.of_event({rows[0]: 1, rows[1]: 501}, by=By())
    assert not Visit.objects.exists()


def test_neither_month_may_be_closed(client, officer):
    ClosedMonth.objects.create(year=2026, month=10)
    visit = make_visit()
    with pytest.raises(MonthClosed):
        visits.correct(visit, served_at=NOW - dt.timedelta(days=40), by=By())
    Visit.objects.update(served_at=NOW - dt.timedelta(days=40), day=NOW.date() - dt.timedelta(days=40), month=10)
    visit.refresh_from_db()
    for act in (visits.void, lambda row, by: visits.correct(row, people=2, by=by)):
        with pytest.raises(MonthClosed):
            act(visit, by=By())
    assert "ปิดยอดเดือน" in post(client, "visit_void", visit).content.decode()
    post(client, "visit_void", visit, reason="ซ้ำ")
    assert not Visit.objects.counted().exists()


def test_the_person_with_the_same_number_is_one_tap_away(client, officer):
    person = make_person(first_name="แฉล้ม", phone="0812345678")
    other = make_person(first_name="คนอื่น", phone="0899999999")
    visit = make_visit()
    assert str(person) in client.get(reverse("admin:consultations_visit_change", args=[visit.pk])).content.decode()
    assert post(client, "visit_same_person", visit, person=other.pk).status_code == 404
    post(client, "visit_same_person", visit, person=person.pk)
    visit.refresh_from_db()
    assert visit.person == person


# --- What came of it ---------------------------------------------------------------------------------------------------


def test_one_tap_notes_the_outcome(client, officer):
    visit = make_visit()
    post(client, "visit_noted", visit, kind="referred")
    assert visit.outcome.kind == Outcome.Kind.REFERRED and visit.outcome.noted_by == officer


def test_what_was_agreed_and_when_to_ask_again(client, officer):
    visit, source = make_visit(), make_source(published_at=NOW - dt.timedelta(days=30))
    given = {"kind": "advised", "agreed": "ส่งตัวอย่างไข่เค็ม", "agreed_by": "แฉล้ม", "agreed_until": "15/12/2569"}
    post(client, "visit_outcome", visit, **given, sources=[source.pk], follow_up="on", satisfaction="4")
    visit = Visit.objects.get()
    assert (visit.outcome.agreed_until, list(visit.outcome.sources.all())) == (dt.date(2026, 12, 15), [source])
    assert visit.follow_up.due_on == visit.day + dt.timedelta(days=90) and visit.satisfaction == 4
    post(client, "visit_outcome", visit, **given, follow_up="on", due_on="1/1/2570")
    assert FollowUp.objects.get().due_on == dt.date(2027, 1, 1)
    post(client, "visit_outcome", visit, **given)
    assert FollowUp.objects.get().state == FollowUp.State.DROPPED


@pytest.mark.parametrize("field", ["agreed_until", "due_on"])
def test_nothing_is_agreed_for_a_day_before_the_visit(client, officer, field):
    visit = make_visit()
    answer = post(client, "visit_outcome", visit, kind="advised", follow_up="on", **{field: "1/11/2569"})
    assert field in answer.context["form"].errors
    assert not Outcome.objects.exists() and not FollowUp.objects.exists(), "all of it or nothing"


def test_nothing_is_noted_of_what_was_taken_back(client, officer):
    visit = make_visit()
    visits.void(visit, by=staff(officer))
    for act in (lambda: outcomes.note(visit, by=By()), lambda: outcomes.follow_up(visit, due_on=visit.day, by=By())):
        with pytest.raises(NotCounted):
            act()
    assert "นับใหม่ก่อน" in post(client, "visit_noted", visit).content.decode()
    assert not Outcome.objects.exists()


# --- Asking again ------------------------------------------------------------------------------------------------------


def test_asking_again(client, officer):
    row = make_follow_up(make_visit(at=NOW - dt.timedelta(days=90)))
    lists = reverse("admin:consultations_followup_changelist")
    assert client.get(lists).context["cl"].result_count == 1
    answers = {"means": "called", "income_before": "3000", "income_after": "10000", "jobs": "2", "changed": "ขายได้"}
    post(client, "followup_answers", row, **answers, done_on="30/11/2569")
    row.refresh_from_db()
    assert (row.state, row.income_after, row.jobs, row.done_by) == ("done", "10000", 2, officer)
    for due_on in (NOW.date() + dt.timedelta(days=30), None):
        outcomes.follow_up(row.visit, due_on=due_on, by=By())
        assert FollowUp.objects.get().state == "done", "what was asked stays"
    assert client.get(lists).context["cl"].result_count == 0
    post(client, "followup_reopen", row)
    post(client, "followup_not_reached", row)
    row.refresh_from_db()
    assert (row.state, row.changed) == ("missed", "ขายได้")


@pytest.mark.parametrize(("day", "refusal"), [(dt.date(2026, 12, 1), NotYet), (dt.date(2026, 8, 1), BeforeTheVisit)])
def test_nobody_was_asked_tomorrow_or_before_the_visit(client, officer, day, refusal):
    row = make_follow_up(make_visit(at=NOW - dt.timedelta(days=90)))
    answer = post(client, "followup_answers", row, means="called", done_on=numeric_date(day))
    assert "done_on" in answer.context["form"].errors
    with pytest.raises(refusal):
        outcomes.note_follow_up(row, state="done", done_on=day, by=By())


def test_incomes_are_in_no_list_and_no_file(client, officer):
    row = make_follow_up(make_visit(), income_before="3000", income_after="above")
    for url in (
        reverse("admin:consultations_followup_changelist") + "?due=all",
        reverse("admin:consultations_followup_export", args=["csv"]) + "?due=all",
    ):
        answer = client.get(url)
        text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
        assert str(row.visit) in text and "มากกว่า 50,000" not in text
