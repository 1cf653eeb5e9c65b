"""Which messages an appointment causes, to whom, what they say, and when they are no longer sent."""

import datetime as dt

import pytest
from django.core import mail as outbox_of
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import timezone
from icalendar import Calendar

from center.jobs.kinds import Retry
from center.jobs.models import Job
from center.mail.calls import calls_to_make
from center.mail.messages import settle, told
from center.mail.models import Message
from center.mail.sending import send
from center.visitors import secret_links
from consultations.bookings.actors import VISITOR, staff
from consultations.bookings.bookings import bring_back, cancel, reschedule, swap
from consultations.bookings.models import Booking
from consultations.bookings.outcomes import confirm, mark
from tests.consultations.appointments import NOW, at, make_adviser, make_booking, make_office_hours, visitor
from tests.factories import make_center, make_topic, make_user

pytestmark = pytest.mark.django_db
EMAIL = "chalaem@example.com"
LINK = "https://portal.example/bookings/"


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", clock)
    monkeypatch.setattr("consultations.bookings.message_kinds.own_link", lambda booking: f"{LINK}{booking.pk}/")
    return clock


@pytest.fixture
def topic():
    make_office_hours()
    make_center(name_th="ศูนย์ฯ อ.บางคล้า", email="center@example.go.th")
    return make_topic(name_th="ทำฉลาก", name_en="Labels", bring_th="ฉลากเดิม")


@pytest.fixture
def officer():
    return make_user(is_staff=True)


def with_email(**fields):
    return visitor(**{"phone": "0812345678", "email": EMAIL, **fields})


def sent_by_worker() -> list:
    """Send all mail that is due now, as the worker would; returns what left."""
    before = len(outbox_of.outbox)
    for message in Message.objects.filter(state="queued").order_by("pk"):
        if message.not_before <= timezone.now():
            send(message.pk)
    return outbox_of.outbox[before:]


def refuse_connection(backend, messages) -> None:
    raise ConnectionRefusedError


def kinds(**filters) -> list[str]:
    found = Message.objects.filter(**filters).order_by("pk").values_list("kind", flat=True)
    return [kind.removeprefix("booking_") for kind in found]


def calendar_of(mail):
    [(content, kind)] = mail.alternatives
    calendar = Calendar.from_ical(content)
    [event] = calendar.walk("VEVENT")
    assert kind == f"text/calendar; method={calendar['method']}"
    return calendar["method"], event


# --- A new appointment ---------------------------------------------------------------------------------------------


def test_who_gave_an_address_gets_a_confirmation_with_link_and_calendar(topic):
    adviser = make_adviser(topic)
    booking = make_booking(topic, at(9), visitor=with_email())
    [mail] = sent_by_worker()

    assert mail.to == [EMAIL]
    assert mail.subject == f"นัดหมายเรียบร้อยแล้ว เลขที่ {booking.reference}"
    for part in (
        "เรียน คุณแฉล้ม ลานใบไม้",
        "วันจันทร์ที่ 7 ธันวาคม 2569 เวลา 09.00 น.",
        "เรื่อง ทำฉลาก",
        f"พบ {adviser}",
        "เตรียม ฉลากเดิม",
        f"{LINK}{booking.pk}/",
        "038-123-456",
    ):
        assert part in mail.body
    method, event = calendar_of(mail)
    assert method == "REQUEST" and event["sequence"] == 0


def test_the_mail_is_in_the_visitors_language(topic):
    make_adviser(topic)
    booking = make_booking(topic, at(9), visitor=with_email(language="en"))
    [mail] = sent_by_worker()

    assert mail.subject == f"Your appointment is booked, no. {booking.reference}"
    assert "Monday 7 December 2026 (B.E. 2569), 09:00" in mail.body and "Topic: Labels" in mail.body


def test_without_an_address_the_page_has_told_it_and_nobody_is_called(topic):
    make_adviser(topic)
    make_booking(topic, at(9))

    assert kinds() == ["reminder"]
    assert calls_to_make() == []


def test_the_database_and_texts_for_line_hold_no_link(topic, officer):
    make_adviser(topic)
    booking = make_booking(topic, at(9), visitor=with_email())
    reschedule(booking, starts_at=at(10, 30), by=staff(officer))

    for message in Message.objects.all():
        for text in (message.subject, message.body, message.line_text, message.calendar):
            assert booking.link_key not in text and secret_links.token_of(booking.link_key) not in text
        assert "link" not in message.line_text


def test_a_message_is_rolled_back_with_its_appointment(topic):
    make_adviser(topic)
    point = transaction.savepoint()
    make_booking(topic, at(9), visitor=with_email())
    assert kinds() == ["booked", "reminder"] and Job.objects.filter(kind="send_message").count() == 2
    transaction.savepoint_rollback(point)

    assert not Message.objects.exists() and not Job.objects.filter(kind="send_message").exists()


def test_a_form_sent_twice_makes_one_message(topic):
    make_adviser(topic)
    first = make_booking(topic, at(9), visitor=with_email(), form_key="the form")
    assert make_booking(topic, at(10, 30), visitor=with_email(), form_key="the form") == first

    assert kinds() == ["booked", "reminder"]


def test_line_breaks_in_a_name_reach_no_header_and_in_an_address_nothing_is_booked(topic):
    make_adviser(topic)
    make_booking(topic, at(9), visitor=with_email(name="แฉล้ม\r\nBcc: all@example.com"))
    [mail] = sent_by_worker()
    assert "\nBcc: all@example.com" not in mail.message().as_string()

    with pytest.raises(ValueError, match="CR or LF"):
        make_booking(topic, at(10, 30), visitor=with_email(email="a@example.com\r\nBcc: all@example.com"))
    assert Booking.objects.count() == 1


# --- Advisers who confirm by phone ---------------------------------------------------------------------------------


def test_an_adviser_who_confirms_by_phone_is_asked_without_the_visitors_name(topic):
    adviser = make_adviser(topic, confirms="by_phone")
    booking = make_booking(topic, at(9), visitor=with_email())
    [call] = calls_to_make()

    assert kinds() == ["received", "ask_adviser", "reminder"]
    assert call.message.name == str(adviser) and call.message.phone == adviser.person.phone
    assert call.message.line_text.startswith(f"เรียน {adviser} มีผู้ขอปรึกษาเรื่อง ทำฉลาก")
    for personal in (booking.name, booking.phone, EMAIL):
        assert personal not in call.message.line_text + call.message.body + call.message.subject
    assert "รอผู้ให้คำปรึกษายืนยัน" in sent_by_worker()[0].subject


def test_the_yes_ends_the_call_and_tells_the_visitor(topic, officer):
    make_adviser(topic, confirms="by_phone")
    booking = make_booking(topic, at(9))
    confirm(booking, by=staff(officer))

    assert [(call.message.kind, call.message.phone) for call in calls_to_make()] == [
        ("booking_confirmed", booking.phone)
    ]
    assert Message.objects.get(kind="booking_ask_adviser").state == "dropped"


def test_a_waiting_appointment_tops_the_list_near_its_start_and_never_lapses(topic, officer, clock):
    make_adviser(topic, confirms="by_phone")
    waiting = make_booking(topic, at(10, 30))
    [call] = calls_to_make()
    told(call.message, by=officer)
    assert calls_to_make() == [], "the answer is awaited"

    make_adviser(topic)
    sooner = make_booking(topic, at(9), visitor=visitor())
    reschedule(sooner, starts_at=at(9, 45), by=staff(officer))
    clock.now = at(10, 30, days=6)
    urgent = [(call.message.kind, call.urgent) for call in calls_to_make()]
    assert urgent[0] == ("booking_ask_adviser", True) and ("booking_moved", False) in urgent

    clock.now = at(12)
    settle(clock.now)
    assert [call.message.kind for call in calls_to_make()] == ["booking_ask_adviser"]
    mark(waiting, "no_show", by=staff(officer))
    assert calls_to_make() == []


def test_an_adviser_who_was_asked_hears_that_nobody_comes(topic, officer, clock):
    adviser = make_adviser(topic, confirms="by_phone")
    booking = make_booking(topic, at(9))
    cancel(booking)
    assert kinds(state="to_call") == ["reminder"], "not asked yet, so there is nothing to take back"

    booking = make_booking(topic, at(9))
    confirm(booking, by=staff(officer))
    cancel(booking)
    [call] = calls_to_make()
    assert call.message.kind == "booking_release_adviser" and call.message.name == str(adviser)
    assert "วันจันทร์ที่ 7 ธันวาคม 2569 เวลา 09.00 น. ไม่มีแล้ว" in call.message.line_text


def test_handed_over_the_former_adviser_is_released_and_the_new_one_asked(topic, officer):
    first = make_adviser(topic, confirms="by_phone")
    booking = make_booking(topic, at(9))
    confirm(booking, by=staff(officer))
    second = make_adviser(topic, confirms="by_phone")
    reschedule(booking, starts_at=at(9), speaker=second, by=staff(officer))

    assert {(call.message.kind, call.message.name) for call in calls_to_make()} == {
        ("booking_moved", booking.name),
        ("booking_release_adviser", str(first)),
        ("booking_ask_adviser", str(second)),
    }


def test_moved_with_the_same_adviser_the_question_names_the_time_it_replaces(topic, officer):
    make_adviser(topic, confirms="by_phone")
    booking = make_booking(topic, at(9))
    confirm(booking, by=staff(officer))
    reschedule(booking, starts_at=at(10, 30))

    [call] = calls_to_make()
    assert "เวลา 10.30 น." in call.message.line_text and "แทนนัดเดิม วันจันทร์ที่ 7 ธันวาคม 2569 เวลา 09.00 น." in (
        call.message.line_text
    )


# --- Moved, cancelled, brought back --------------------------------------------------------------------------------


def test_moved_before_the_first_mail_left_only_the_new_time_is_mailed(topic):
    make_adviser(topic)
    booking = make_booking(topic, at(9), visitor=with_email())
    reschedule(booking, starts_at=at(10, 30))
    [mail] = sent_by_worker()

    assert mail.subject.startswith("เลื่อนนัดแล้ว") and "10.30" in mail.body
    method, event = calendar_of(mail)
    assert method == "REQUEST" and event["sequence"] == 1


def test_the_calendar_gets_request_then_cancel_with_one_uid_and_a_rising_sequence(topic):
    make_adviser(topic)
    booking = make_booking(topic, at(9), visitor=with_email())
    first = sent_by_worker()
    reschedule(booking, starts_at=at(10, 30))
    second = sent_by_worker()
    cancel(booking)
    third = sent_by_worker()

    parts = [calendar_of(mail) for mail in (*first, *second, *third)]
    assert [method for method, _event in parts] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [event["sequence"] for _method, event in parts] == [0, 1, 2]
    assert len({event["uid"] for _method, event in parts}) == 1


def test_what_staff_change_is_told_by_phone_where_there_is_no_address(topic, officer):
    make_adviser(topic)
    booking = make_booking(topic, at(9))
    reschedule(booking, starts_at=at(10, 30), by=staff(officer))

    [call] = calls_to_make()
    assert call.message.kind == "booking_moved" and call.phone.replace("-", "") == booking.phone
    assert f"เลขที่ {booking.reference}" in call.message.line_text and "10.30" in call.message.line_text


def test_two_who_swap_are_both_told_and_reminded_of_the_new_time(topic, officer):
    make_adviser(topic)
    first = make_booking(topic, at(9), visitor=with_email())
    second = make_booking(topic, at(10, 30))
    swap(first, second, by=staff(officer))

    assert kinds(kind="booking_moved") == ["moved", "moved"]
    assert Message.objects.filter(kind="booking_reminder").count() == 4


def test_a_staff_cancel_waits_three_minutes(topic, officer, clock):
    make_adviser(topic)
    booking = make_booking(topic, at(9), visitor=with_email())
    sent_by_worker()
    cancel(booking, by=staff(officer))
    assert Job.objects.latest("pk").due_at == NOW + dt.timedelta(minutes=3)
    clock.now += dt.timedelta(minutes=2, seconds=59)
    assert sent_by_worker() == []
    clock.now += dt.timedelta(seconds=1)
    [mail] = sent_by_worker()
    assert mail.subject.startswith("ยกเลิกนัดแล้ว") and LINK not in mail.body
    assert calendar_of(mail)[0] == "CANCEL"


def test_brought_back_within_three_minutes_nobody_hears_of_it(topic, officer, clock):
    make_adviser(topic)
    booking = make_booking(topic, at(9), visitor=with_email())
    sent_by_worker()
    cancel(booking, by=staff(officer))
    clock.now += dt.timedelta(minutes=2)
    bring_back(booking, by=staff(officer))
    clock.now += dt.timedelta(minutes=2)

    assert sent_by_worker() == []
    assert kinds(state="dropped") == ["cancelled"] and not kinds(kind="booking_brought_back")


def test_brought_back_after_the_mail_the_visitor_hears_of_it(topic, officer, clock):
    make_adviser(topic)
    booking = make_booking(topic, at(9), visitor=with_email())
    cancel(booking, by=staff(officer))
    clock.now += dt.timedelta(minutes=4)
    sent_by_worker()
    bring_back(booking, by=staff(officer))
    [mail] = sent_by_worker()

    assert mail.subject.startswith("นัดยังมีตามเดิม")
    method, event = calendar_of(mail)
    assert method == "REQUEST" and event["sequence"] == 2


def test_a_cancellation_that_may_be_on_its_way_is_answered(topic, officer, clock):
    """The worker may hold the mail already; so it counts as heard."""
    make_adviser(topic)
    booking = make_booking(topic, at(9), visitor=with_email())
    cancel(booking, by=staff(officer))
    clock.now += dt.timedelta(minutes=4)
    bring_back(booking, by=staff(officer))

    assert kinds(kind="booking_brought_back", state="queued") == ["brought_back"]


def test_who_cancelled_gets_the_mail_at_once(topic):
    make_adviser(topic)
    booking = make_booking(topic, at(9), visitor=with_email())
    sent_by_worker()
    cancel(booking, by=VISITOR)

    assert [mail.subject for mail in sent_by_worker()] == [f"ยกเลิกนัดแล้ว เลขที่ {booking.reference}"]


# --- Reminders -----------------------------------------------------------------------------------------------------


def test_one_reminder_on_the_day_before_without_a_calendar_part(topic, clock):
    make_adviser(topic)
    booking = make_booking(topic, at(9), visitor=with_email())
    sent_by_worker()
    clock.now = at(8, 59, days=6)
    assert sent_by_worker() == []
    clock.now = at(9, days=6)
    [mail] = sent_by_worker()

    assert mail.subject == f"เตือนนัดปรึกษา เลขที่ {booking.reference}" and not mail.alternatives
    assert sent_by_worker() == []


def test_moved_there_and_back_there_is_one_reminder_for_each_start(topic, clock):
    make_adviser(topic)
    booking = make_booking(topic, at(9), visitor=with_email())
    reschedule(booking, starts_at=at(9, days=8))
    reschedule(booking, starts_at=at(9))
    sent_by_worker()
    clock.now = at(9, days=7) - dt.timedelta(minutes=1)
    assert [mail.subject for mail in sent_by_worker()] == [f"เตือนนัดปรึกษา เลขที่ {booking.reference}"]
    clock.now = at(9, days=7)
    assert sent_by_worker() == []
    assert kinds(kind="booking_reminder") == ["reminder", "reminder"]


def test_a_reminder_names_the_adviser_of_today(topic, officer, clock):
    make_adviser(topic)
    booking = make_booking(topic, at(9), visitor=with_email())
    other = make_adviser(topic)
    reschedule(booking, starts_at=at(9), speaker=other, by=staff(officer))
    sent_by_worker()
    clock.now = at(9, days=6)
    [mail] = sent_by_worker()

    assert f"พบ {other}" in mail.body


@pytest.mark.parametrize("act", ["cancel", "move", "serve"])
def test_nobody_is_reminded_of_what_is_no_longer_so(topic, officer, clock, act):
    make_adviser(topic)
    booking = make_booking(topic, at(9), visitor=with_email())
    if act == "cancel":
        cancel(booking)
    elif act == "move":
        reschedule(booking, starts_at=at(9, days=20))
    else:
        Booking.objects.update(state="served")
    sent_by_worker()
    clock.now = at(9, days=6)

    assert sent_by_worker() == []
    assert Message.objects.filter(kind="booking_reminder", state="dropped").count() == 1


def test_booked_after_the_reminder_was_due_there_is_the_confirmation_only(topic, clock):
    make_adviser(topic)
    clock.now = at(9, days=6)
    make_booking(topic, at(10, 30), visitor=with_email())

    assert kinds() == ["booked"]


def test_with_the_mail_server_away_until_after_the_start_the_reminder_expires_unsent(topic, clock, monkeypatch):
    make_adviser(topic)
    make_booking(topic, at(9), visitor=with_email())
    sent_by_worker()
    reminder = Message.objects.get(kind="booking_reminder")
    clock.now = at(9, days=6)
    with monkeypatch.context() as away:
        away.setattr(EmailBackend, "send_messages", refuse_connection)
        with pytest.raises(Retry):
            send(reminder.pk)
    clock.now = at(9)

    assert send(reminder.pk) == "expired" and len(outbox_of.outbox) == 1


def test_a_reminder_without_an_address_is_a_call_of_the_day_before(topic, clock):
    make_adviser(topic)
    booking = make_booking(topic, at(9))
    clock.now = at(9, days=6)
    assert [(call.message.kind, call.message.name) for call in calls_to_make()] == [("booking_reminder", booking.name)]
    clock.now = at(9)
    assert calls_to_make() == []
    settle(clock.now)
    assert Message.objects.get(kind="booking_reminder").state == "expired"


def test_deleted_with_the_appointment(topic):
    make_adviser(topic)
    booking = make_booking(topic, at(9), visitor=with_email())
    cancel(booking)
    booking.delete()

    assert not Message.objects.exists()
