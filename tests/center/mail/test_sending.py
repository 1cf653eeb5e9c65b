"""Sending one mail: what leaves, what is looked at again, and what becomes of what the server answers."""

import datetime as dt
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from center.jobs.kinds import KINDS, MAIL, MAIN, Retry
from center.jobs.models import Job
from center.jobs.queue import LEASE, enqueue, take
from center.jobs.running import run_due
from center.mail.jobs import ATTEMPTS
from center.mail.messages import drop
from center.mail.models import Message
from center.mail.sending import composed, send
from tests.center.mail.message_kinds import CALENDAR, CONTENT, LINK, make_message
from tests.factories import make_place

pytestmark = pytest.mark.django_db
EMAIL = "chalaem@example.com"


@pytest.fixture
def place():
    return make_place()


@pytest.fixture
def refuse(monkeypatch):
    """Lets the mail server answer with an error."""

    def answer(error: Exception) -> None:
        def send_messages(self, messages):
            raise error

        monkeypatch.setattr(EmailBackend, "send_messages", send_messages)

    return answer


def state() -> str:
    return Message.objects.get().state


def test_the_job_sends_the_mail_once(place):
    message = make_message(place)
    assert run_due() == 1
    message.refresh_from_db()

    [left] = mail.outbox
    assert (left.to, left.subject) == ([EMAIL], "เรื่องทดสอบ")
    assert left.body == f"เรียน คุณแฉล้ม\n\nข้อความทดสอบ {LINK}\n", "the secret link is put in as the mail leaves"
    assert message.state == "sent" and message.sent_at is not None and LINK not in message.body
    assert send(message.pk) == "sent" and len(mail.outbox) == 1


def test_every_attempt_has_the_same_message_id(place):
    message = make_message(place)
    first, second = composed(message).message(), composed(Message.objects.get()).message()

    assert first["Message-ID"] == second["Message-ID"] != composed(make_message(place)).message()["Message-ID"]
    assert first["Auto-Submitted"] == "auto-generated" and first.get_content_type() == "text/plain"


def test_a_calendar_part_says_its_method_and_keeps_its_lines(place):
    content = type(CONTENT)(CONTENT.subject, CONTENT.body, "", CALENDAR)
    message = composed(make_message(place, content=content)).message()
    text, calendar = message.get_payload()

    assert text.get_content_type() == "text/plain"
    assert calendar.get_content_type() == "text/calendar" and calendar.get_param("method") == "REQUEST"
    assert calendar.get_param("charset") == "utf-8"
    assert calendar.get_payload(decode=True).decode().splitlines() == CALENDAR.decode().splitlines()
    assert CALENDAR in message.as_bytes(linesep="\r\n")


def test_mail_that_comes_too_late_expires_unsent(place):
    make_message(place, useful_until=timezone.now() - dt.timedelta(seconds=1))
    run_due()

    assert state() == "expired" and mail.outbox == []


def test_what_is_no_longer_true_is_dropped_unsent(place):
    make_message(place)
    place.name_th = "ปิดแล้ว"
    place.save()
    run_due()

    assert state() == "dropped" and mail.outbox == []


def test_what_was_deleted_with_its_row_is_sent_to_nobody(place):
    make_message(place)
    Message.objects.all().delete()
    run_due()

    assert mail.outbox == [] and Job.objects.get().state == "done"


def test_dropped_while_it_was_on_its_way_it_counts_as_sent(place, monkeypatch):
    message = make_message(place)

    def send_messages(self, messages):
        drop([Message.objects.get()])
        return 1

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)
    assert send(message.pk) == "sent"
    assert [change.after for change in message.state_changes.all()] == ["sent", "dropped", "queued"]


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        smtplib.SMTPServerDisconnected(),
        smtplib.SMTPConnectError(554, b"no service"),
        smtplib.SMTPAuthenticationError(535, b"wrong password"),
        smtplib.SMTPSenderRefused(550, b"not you", "no-reply@example.go.th"),
        smtplib.SMTPRecipientsRefused({EMAIL: (450, b"mailbox busy")}),
        smtplib.SMTPDataError(451, b"try later"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_the_server_may_take_later_waits_with_growing_pauses(place, refuse, error):
    make_message(place)
    refuse(error)
    pauses = []
    for _attempt in range(6):
        run_due()
        job = Job.objects.get()
        pauses.append(round((job.due_at - job.started_at).total_seconds() / 60, 1))
        Job.objects.update(due_at=timezone.now())

    assert state() == "queued"
    assert pauses == [0.5, 2, 8, 32, 60, 60]
    assert EMAIL not in job.error and type(error).__name__ in job.error


def test_a_server_that_hangs_is_left_before_the_lease_of_its_job_ends(settings):
    assert 0 < settings.EMAIL_TIMEOUT < LEASE.total_seconds()


def test_attempts_go_on_for_five_days():
    pauses = [30, 120, 480, 1920] + [3600] * (ATTEMPTS - 5)
    assert sum(pauses) > 4.9 * 24 * 3600
    assert KINDS["send_message"].attempts == ATTEMPTS


@pytest.mark.parametrize(
    "error",
    [smtplib.SMTPRecipientsRefused({EMAIL: (550, b"no such user")}), smtplib.SMTPDataError(554, b"refused")],
    ids=["recipient", "text"],
)
def test_what_the_server_will_never_take_becomes_a_call(place, refuse, error):
    message = make_message(place)
    refuse(error)
    run_due()

    assert state() == "to_call" and Job.objects.get().state == "done"
    assert [change.after for change in message.state_changes.all()] == ["to_call", "failed", "queued"]


def test_after_the_last_attempt_it_becomes_a_call(place, refuse):
    message = make_message(place)
    refuse(TimeoutError())
    with pytest.raises(Retry):
        send(message.pk)
    assert send(message.pk, last_attempt=True) == "to_call"


def test_each_lane_takes_its_own_kinds(place):
    make_message(place)
    other = enqueue("clear_sessions")

    assert take("worker", lane=MAIN) == other and take("worker", lane=MAIN) is None
    assert take("worker", lane=MAIL).kind == "send_message" and take("worker", lane=MAIL) is None


def test_a_kind_nobody_knows_is_taken_in_the_main_lane(db):
    job = Job.objects.create(kind="of another release")

    assert take("worker", lane=MAIL) is None
    assert take("worker", lane=MAIN) == job
