"""kill -9 at thirty random moments while a misbehaving server gets mail: none is lost, at most one is doubled a kill."""

import random
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.conf import settings

from center.jobs.models import Job
from center.mail.messages import Content
from center.mail.models import Message
from tests.center.mail.message_kinds import make_message
from tests.factories import make_place
from tests.smtp_server import mail_server
from tests.worker_process import end, shared_database, wait_until

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

KILLS = 30
SEED = 20261001
# Mostly late, so that many kills hit a mail between the server's taking it and our note.
MODES = ("late", "late", "late", "take", "drop", "busy", "hang")


def test_thirty_kills(tmp_path):
    moment = random.Random(SEED)
    with mail_server(tmp_path / "mail") as server, shared_database(tmp_path) as env:
        environment = env | {"MAIL_PORT": str(server.port)}

        def start() -> subprocess.Popen:
            command = [sys.executable, "-m", "tests.center.mail.mail_worker", "--poll", "0.05", "--lease", "1.5"]
            return subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, stderr=subprocess.PIPE, text=True)

        place = make_place()
        worker = start()
        sent, crossed = [], 0
        try:
            for _kill in range(KILLS):
                while Message.objects.filter(state="queued").count() < 5:
                    number = len(sent)
                    sent.append(f"mail-{number}")
                    make_message(place, content=Content(f"mail-{number}", "ข้อความ\n", ""))
                server.behave(moment.choice(MODES))
                at_hand = Job.objects.filter(state="running", worker__contains=f":{worker.pid}:")
                wait_until(at_hand.filter(kind="send_message").exists)
                time.sleep(moment.uniform(0, 0.8))
                end(worker, signal.SIGKILL)
                queued = Message.objects.filter(state="queued").values_list("subject", flat=True)
                crossed += bool(set(queued) & set(server.subjects()))
                worker = start()
            server.behave("take")
            wait_until(lambda: not Message.objects.exclude(state="sent").exists(), seconds=120)
        finally:
            end(worker, signal.SIGKILL)

        received = Counter(server.subjects())
        assert set(received) == set(sent)
        assert sum(received.values()) - len(sent) <= KILLS
        # Otherwise too few kills came between the server's yes and our note, and this test would prove little.
        assert crossed >= KILLS / 6, crossed
