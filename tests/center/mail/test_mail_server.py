"""Mail to a real server process that behaves badly, by real workers: none is lost, at most one is sent twice a crash."""

import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from center.jobs.kinds import KINDS
from center.jobs.models import Job
from center.mail.messages import Content
from center.mail.models import Message
from tests.center.jobs import job_kinds
from tests.center.mail.message_kinds import make_message
from tests.factories import make_place
from tests.smtp_server import MailServer, mail_server
from tests.worker_process import end, shared_database, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def kinds():
    before = dict(KINDS)
    job_kinds.register()
    yield
    KINDS.clear()
    KINDS.update(before)


@pytest.fixture
def server(tmp_path):
    with mail_server(tmp_path / "mail") as server:
        yield server


@pytest.fixture
def start(tmp_path, server):
    """Starts workers that send to the server; those still running at the end of the test are killed."""
    started = []
    with shared_database(tmp_path) as env:

        def start() -> subprocess.Popen:
            command = [sys.executable, "-m", "tests.center.mail.mail_worker", "--poll", "0.05", "--lease", "1"]
            environment = env | {"MAIL_PORT": str(server.port)}
            worker = subprocess.Popen(
                command, env=environment, cwd=settings.BASE_DIR, stderr=subprocess.PIPE, text=True
            )
            started.append(worker)
            return worker

        yield start
        for worker in started:
            sys.stderr.write(end(worker, signal.SIGKILL))  # shown where the test fails


def message(subject: str, **fields) -> Message:
    return make_message(make_place(), content=Content(subject, "ข้อความ\n", ""), **fields)


def state_of(row: Message) -> str:
    return Message.objects.get(pk=row.pk).state


def tried_in_vain(server: MailServer, row: Message, mode: str) -> None:
    """Let the server behave so until an attempt has failed by it."""
    server.behave(mode)
    attempts = Job.objects.get(arguments={"message": row.pk}).attempts
    job = Job.objects.filter(arguments={"message": row.pk})
    wait_until(lambda: job.get().attempts > attempts + 1)
    assert job.get().state != Job.State.FAILED and server.received() == []


def test_a_server_that_misbehaves_in_every_way_gets_the_mail_once_in_the_end(start, server):
    server.behave("hang")
    start()
    waiting = message("once")
    for mode in ("hang", "drop", "busy", "full"):
        tried_in_vain(server, waiting, mode)
    server.stop()
    tried_in_vain(server, waiting, "refuse")
    server.behave("take")
    server.start()
    wait_until(lambda: state_of(waiting) == "sent")

    # What it will never take, becomes a call at once.
    server.behave("nobody")
    unknown = message("nobody")
    wait_until(lambda: state_of(unknown) == "to_call")
    server.behave("never")
    refused = message("never")
    wait_until(lambda: state_of(refused) == "to_call")
    assert server.subjects() == ["once"]
    assert [mail["to"] for mail in server.received()] == [["chalaem@example.com"]]


def test_killed_while_the_server_answers_it_is_sent_once_more_and_no_oftener(start, server):
    server.behave("late")
    row = message("killed")
    worker = start()
    wait_until(server.received)
    end(worker, signal.SIGKILL)
    assert state_of(row) == "queued"
    start()
    wait_until(lambda: state_of(row) == "sent")

    assert server.subjects() == ["killed", "killed"]
    assert len({mail["text"].partition("Message-ID: ")[2].splitlines()[0] for mail in server.received()}) == 1


def test_with_the_server_away_until_after_the_last_useful_moment_it_expires_unsent(start, server):
    server.stop()
    row = message("too late", useful_until=timezone.now() + timedelta(hours=1))
    start()
    wait_until(lambda: Job.objects.get(kind="send_message").attempts >= 2)
    assert state_of(row) == "queued"
    Message.objects.update(useful_until=timezone.now())  # the appointment begins
    server.start()
    wait_until(lambda: state_of(row) == "expired")

    assert server.received() == []
