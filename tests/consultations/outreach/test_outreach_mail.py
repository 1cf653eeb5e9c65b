"""Which messages registrations and changes of events cause, to whom, what they say, and when they are no longer sent."""

import datetime as dt

import pytest
from django.core import mail as outbox_of
from django.utils import timezone

from center.mail.calls import calls_to_make
from center.mail.messages import settle, told
from center.mail.models import Message
from center.mail.sending import send
from center.visitors import secret_links
from consultations.bookings.actors import staff
from consultations.outreach import events
from consultations.outreach.models import OutreachEvent, Registration
from consultations.outreach.registrations import bring_back, cancel, leave, seat_now, set_capacity, shrink
from tests.consultations.appointments import NOW, at
from tests.consultations.outreach.seating import come, make_event, registrant
from tests.factories import make_center, make_user

pytestmark = pytest.mark.django_db
EMAIL = "chalaem@example.com"
MINUTE = dt.timedelta(minutes=1)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", clock)
    make_center(name_th="ศูนย์ฯ อ.บางคล้า", email="center@example.go.th")
    return clock


@pytest.fixture
def officer():
    return staff(make_user(is_staff=True), "ฝนตกหนัก")


def with_email(**fields):
    return registrant(**{"email": EMAIL, **fields})


def kinds() -> list[str]:
    """The kinds of the messages that are to be sent or told, the first first."""
    left = Message.objects.filter(state__in=Message.LEFT).order_by("pk")
    return [message.kind for message in left]


def sent_by_worker() -> list:
    """Send all mail that is due now, as the worker would; returns what left."""
    before = len(outbox_of.outbox)
    for message in Message.objects.filter(state="queued").order_by("pk"):
        if message.not_before <= timezone.now():
            send(message.pk)
    return outbox_of.outbox[before:]


# --- Registrations ---------------------------------------------------------------------------------------------------


def test_who_registers_gets_mail_with_the_secret_link_and_one_reminder(clock):
    event = make_event(10, name_th="อบรมทำไข่เค็ม")
    registration = come(event, 4, registrant=with_email())
    assert kinds() == ["registration_registered", "registration_reminder"]
    [letter] = sent_by_worker()
    assert letter.to == [EMAIL] and registration.reference in letter.subject
    for text in ("อบรมทำไข่เค็ม", "7 ธันวาคม 2569", "มา 4 คน", secret_links.token_of(registration.link_key)):
        assert text in letter.body
    assert "{{" not in letter.body
    assert secret_links.token_of(registration.link_key) not in Message.objects.first().line_text
    clock.now = at(9, days=6)
    [letter] = sent_by_worker()
    assert "เตือน" in letter.subject


def test_mail_carries_the_event_for_the_calendar_of_who_has_a_seat(clock, officer):
    event = make_event(1)
    come(event, registrant=with_email())
    come(event, registrant=with_email(email="waits@example.com"))
    seated, waits = sent_by_worker()
    assert [part.mimetype for part in seated.alternatives] == ["text/calendar; method=PUBLISH"]
    assert waits.alternatives == []
    events.cancel(event, by=officer)
    clock.now += 4 * MINUTE
    [part] = sent_by_worker()[0].alternatives
    assert "STATUS:CANCELLED" in part.content


def test_who_has_no_address_was_told_by_the_page():
    come(make_event(10))
    assert kinds() == []


def test_a_message_is_written_in_the_language_of_whoever_registered():
    come(make_event(10, name_en="Salted eggs"), registrant=with_email(language="en"))
    [letter] = sent_by_worker()
    assert "Salted eggs" in letter.body and "2026" in letter.body


def test_who_waits_reads_its_place_in_the_queue():
    event = make_event(1)
    come(event)
    come(event, registrant=with_email())
    [letter] = sent_by_worker()
    assert "รายชื่อสำรอง" in letter.subject and "สำรองลำดับที่ 1" in letter.body


def test_who_is_seated_from_the_queue_is_told_at_once_with_a_way_to_give_it_back(officer):
    event = make_event(2)
    leaving = come(event, 2)
    by_mail, by_phone = come(event, registrant=with_email()), come(event)
    sent_by_worker()
    cancel(leaving)
    [letter] = sent_by_worker()
    assert letter.to == [by_mail.email] and "มีที่นั่งให้แล้ว" in letter.subject
    assert "มาไม่ได้แล้ว โปรดคืนที่นั่ง" in letter.body
    assert secret_links.token_of(by_mail.link_key) in letter.body
    [call] = calls_to_make()
    assert call.message.phone == by_phone.phone and "มาไม่ได้แล้ว" in call.message.line_text
    assert settle(timezone.now()) == {"expired": 0, "dropped": 0, "queued": 0}
    cancel(by_phone)
    assert calls_to_make() == []
    assert "registration_seated" not in kinds()


@pytest.mark.parametrize("act", ["raised", "out of order"])
def test_staff_who_make_room_cause_the_same_message(officer, act):
    event = make_event(2)
    come(event)
    come(event, 2)
    waiting = come(event)
    session = event.sessions.get()
    if act == "raised":
        set_capacity(session, capacity=4, by=officer)
    else:
        seat_now(waiting, session=session, by=officer)
    assert waiting.phone in [call.message.phone for call in calls_to_make()]


def test_a_reminder_is_for_who_has_a_seat(clock):
    event = make_event(1)
    first = come(event)
    come(event, registrant=with_email())
    sent_by_worker()
    clock.now = at(9, days=6)
    assert sent_by_worker() == []
    clock.now = NOW
    Message.objects.filter(kind="registration_reminder").update(state="queued")
    cancel(first)
    clock.now = at(9, days=6)
    assert ["เตือน" in letter.subject for letter in sent_by_worker()] == [True, False]


def test_a_reminder_tells_how_many_come_at_last(clock):
    registration = come(make_event(5), 4, registrant=with_email())
    shrink(registration, party_size=3)
    clock.now = at(9, days=6)
    assert "มา 3 คน" in sent_by_worker()[-1].body


def test_a_newer_message_says_all_there_is_to_say():
    event = make_event(5, 5)
    registration = come(event, 4, registrant=with_email())
    shrink(registration, party_size=3)
    leave(registration, session=event.sessions.first())
    assert sorted(kinds()) == ["registration_changed", "registration_reminder"]
    [letter] = sent_by_worker()
    assert "มา 3 คน" in letter.body


def test_the_visitor_is_told_of_its_own_cancel_by_mail_alone():
    event = make_event(5)
    cancel(come(event, registrant=with_email()))
    cancel(come(event))
    [letter] = sent_by_worker()
    assert "ยกเลิกการลงทะเบียนแล้ว" in letter.subject and "http" not in letter.body.split("โทร")[0]
    assert calls_to_make() == []


def test_of_a_staff_cancel_nobody_hears_for_three_minutes_nor_of_its_end(clock, officer):
    registration = come(make_event(5))
    cancel(registration, by=officer)
    assert calls_to_make() == []
    bring_back(registration, by=officer)
    clock.now += 4 * MINUTE
    assert calls_to_make() == []


def test_who_was_told_of_the_cancel_is_told_of_its_end(clock, officer):
    registration = come(make_event(5))
    cancel(registration, by=officer)
    clock.now += 4 * MINUTE
    [call] = calls_to_make()
    told(call.message, by=officer.user)
    bring_back(registration, by=officer)
    [call] = calls_to_make()
    assert "ไม่ได้ยกเลิกแล้ว" in call.message.line_text


def test_who_comes_back_to_the_queue_is_told(officer):
    event = make_event(2)
    registration = come(event, 2)
    come(event, 2)
    cancel(registration)
    bring_back(registration, by=officer)
    assert [call.message.kind for call in calls_to_make()] == ["registration_seated", "registration_brought_back"]


# --- Changes of the event --------------------------------------------------------------------------------------------


@pytest.fixture
def coming() -> tuple[OutreachEvent, Registration, Registration]:
    """An event with a party that gets mail, one that is called, and one that has cancelled."""
    event = make_event(10, name_th="อบรมทำไข่เค็ม")
    by_mail, by_phone = come(event, registrant=with_email()), come(event)
    cancel(come(event, registrant=with_email(email="gone@example.com")))
    sent_by_worker()
    return event, by_mail, by_phone


def test_everybody_who_is_still_coming_hears_that_the_center_cancelled(clock, officer, coming):
    event, by_mail, by_phone = coming
    events.cancel(event, by=officer)
    assert (sent_by_worker(), calls_to_make()) == ([], [])
    clock.now += 4 * MINUTE
    [letter] = sent_by_worker()
    assert letter.to == [by_mail.email]
    assert "ศูนย์ฯ ยกเลิกกิจกรรม" in letter.subject and "ฝนตกหนัก" in letter.body
    [call] = calls_to_make()
    assert call.message.phone == by_phone.phone
    clock.now = at(9, days=6)
    assert sent_by_worker() == [], "no reminder of what doesn't take place"


def test_a_cancellation_undone_in_three_minutes_is_heard_by_nobody(clock, officer, coming):
    event = coming[0]
    events.cancel(event, by=officer)
    events.bring_back(event, by=officer)
    clock.now += 4 * MINUTE
    assert (sent_by_worker(), calls_to_make()) == ([], [])
    clock.now = at(9, days=6)
    assert len(sent_by_worker()) == 1, "the reminder"


def test_who_heard_of_it_hears_that_the_event_takes_place_after_all(clock, officer, coming):
    event = coming[0]
    events.postpone(event, by=officer)
    clock.now += 4 * MINUTE
    [letter] = sent_by_worker()
    assert "เลื่อน" in letter.subject and secret_links.token_of(coming[1].link_key) in letter.body
    events.bring_back(event, by=officer)
    [letter] = sent_by_worker()
    assert "จัดตามเดิม" in letter.subject
    assert calls_to_make() == [], "the call that it is put off wasn't made"


def test_a_new_day_is_told_with_the_former_one_and_reminded_of(clock, officer, coming):
    event = coming[0]
    events.move_to(event, starts_at=at(13, days=9), by=officer)
    [letter] = sent_by_worker()
    assert "9 ธันวาคม 2569" in letter.body and "เดิม วันจันทร์ที่ 7 ธันวาคม 2569" in letter.body
    assert len(calls_to_make()) == 1
    clock.now = at(9, days=6)
    assert sent_by_worker() == []
    clock.now = at(9, days=8)
    assert ["เตือน" in letter.subject for letter in sent_by_worker()] == [True]


def test_calls_about_registrations_cost_the_same_for_one_and_for_many(officer, clock, django_assert_num_queries):
    event = make_event(None)
    for _ in range(5):
        come(event)
    events.cancel(event, by=officer)
    clock.now += 4 * MINUTE
    with django_assert_num_queries(3):  # messages; registrations with their event; their places
        assert len(calls_to_make()) == 5


def test_nobody_is_told_anything_of_an_event_that_is_over(clock, officer):
    registration = come(make_event(5), registrant=with_email())
    sent_by_worker()
    clock.now = at(23)
    cancel(registration, by=officer)
    assert [kind for kind in kinds() if kind != "registration_reminder"] == []
