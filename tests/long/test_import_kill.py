"""Imports under fire: the worker killed at twenty random moments, and the public pages while 6,387 rows go in."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.files.base import ContentFile

from catalog.import_jobs import begin
from catalog.models import ImportBatch, ImportRow, Producer, Product
from center.jobs import run_due
from center.models import Job
from tests import factories
from tests.worker_process import end, shared_database, start_worker, wait_until

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

KILLS = 20
SEED = 20261002
ROWS = 6387


def sheet(rows: int, kind: str = "") -> bytes:
    lines = [
        f"ขนมทดสอบ{kind} แบบที่ {number},กลุ่มทดสอบ{kind} {number // 3},ปากน้ำ,081{number:07d}" for number in range(rows)
    ]
    return "\n".join(["ชื่อสินค้า,ผู้ผลิต,ตำบล,เบอร์โทร", *lines]).encode()


def stored(content: bytes, user, state: str = "comparing") -> ImportBatch:
    batch = ImportBatch(
        kind="products", state=state, file_name="a.csv", sha256="0" * 64, started_by=user, published=True
    )
    batch.file.save("a.csv", ContentFile(content), save=False)
    batch.save()
    return batch


def test_twenty_kills(tmp_path):
    """A worker killed at any moment of the writing leaves all or nothing, and the import ends exactly once."""
    moment = random.Random(SEED)
    user = factories.make_staff()
    with shared_database(tmp_path) as env:
        env = env | worker_settings(tmp_path)
        met_halfway = 0
        for round_ in range(KILLS):
            batch = stored(sheet(400, kind=str(round_)), user)
            begin("compare_import", batch, user)
            run_due()
            before = Product.objects.count()
            ImportBatch.objects.filter(pk=batch.pk).update(state="writing")
            job = begin("write_import", batch, user)
            worker = start_worker(env, "--poll", "0.05", "--lease", "1.5")
            wait_until(lambda job=job: Job.objects.get(pk=job.pk).state != "waiting", seconds=60)
            time.sleep(moment.uniform(0, 1.2))
            end(worker, signal.SIGKILL)
            written, state = Product.objects.count() - before, ImportBatch.objects.get(pk=batch.pk).state
            assert (written, state) in ((0, "writing"), (400, "written")), round_
            met_halfway += written == 0
            worker = start_worker(env, "--poll", "0.05", "--lease", "1.5")
            try:
                wait_until(lambda job=job: not Job.objects.get(pk=job.pk).is_unfinished, seconds=60)
            finally:
                end(worker, signal.SIGKILL)
            assert Job.objects.get(pk=job.pk).state == "done"
            assert Product.objects.count() - before == 400
            assert ImportRow.objects.filter(batch=batch).count() == 400
            assert Product.history.filter(history_change_reason=batch.history_reason()).count() == 400
        assert met_halfway >= KILLS / 4, "the kills came too late to prove anything"


def worker_settings(tmp_path) -> dict[str, str]:
    """The worker of the tests has a MEDIA_ROOT of its own: it is told of this one by a settings module."""
    (tmp_path / "same_media.py").write_text(
        f"from portal.testing import *\nfrom pathlib import Path\nMEDIA_ROOT = Path({str(settings.MEDIA_ROOT)!r})\n"
    )
    path = os.pathsep.join([str(tmp_path), str(settings.BASE_DIR), os.environ.get("PYTHONPATH", "")])
    return {"DJANGO_SETTINGS_MODULE": "same_media", "PYTHONPATH": path}


# --- The public pages meanwhile ----------------------------------------------------------------------------------


@contextmanager
def served(env: dict[str, str], port: int):
    """The portal behind gunicorn with two workers, as on a server."""
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "portal.wsgi",
        "-w",
        "2",
        "-b",
        f"127.0.0.1:{port}",
        "--config",
        "/dev/null",
    ]
    process = subprocess.Popen(command, env=env, cwd=settings.BASE_DIR, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: answer_time(port) is not None, seconds=60)
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def answer_time(port: int) -> float | None:
    """Seconds until the whole of /products/ is there; None where nobody answers."""
    began = time.monotonic()
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/products/", timeout=30) as answer:
            answer.read()
    except OSError:
        return None
    return time.monotonic() - began


def percentile(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


class Asking(threading.Thread):
    """Asks for the public list ten times a second, until told to stop."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.port, self.times, self.unanswered, self.stopped = port, [], 0, threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(0.1):
            took = answer_time(self.port)
            if took is None:
                self.unanswered += 1
            else:
                self.times.append(took)


def test_the_public_pages_answer_while_a_province_goes_in(tmp_path):
    user = factories.make_staff()
    for _ in range(300):
        factories.make_product()
    port = 18_000 + os.getpid() % 1000
    with shared_database(tmp_path) as env:
        env = env | worker_settings(tmp_path)
        worker = start_worker(env, "--poll", "0.05")
        try:
            with served(env, port):
                for _ in range(20):
                    answer_time(port)
                before = ask(port, seconds=15)
                batch = stored(sheet(ROWS), user)
                asking = Asking(port)
                asking.start()
                began = time.monotonic()
                begin("compare_import", batch, user)
                wait_until(lambda: ImportBatch.objects.get(pk=batch.pk).state == "ready", seconds=120)
                compared = time.monotonic() - began
                ImportBatch.objects.filter(pk=batch.pk).update(state="writing")
                begin("write_import", batch, user)
                wait_until(lambda: ImportBatch.objects.get(pk=batch.pk).state == "written", seconds=180)
                took = time.monotonic() - began
                asking.stopped.set()
                asking.join()
        finally:
            end(worker, signal.SIGKILL)
        assert Product.objects.count() == 300 + ROWS and Producer.objects.count() >= ROWS // 3
        during = percentile(asking.times)
        said = f"p95 before {before:.3f} s, during {during:.3f} s; compared {compared:.1f} s, in all {took:.1f} s"
        sys.stderr.write(said + "\n")
        assert not asking.unanswered, said
        assert during <= 2 * before, said


def ask(port: int, seconds: float) -> float:
    """The 95th percentile of the answers within some seconds of quiet."""
    asking = Asking(port)
    asking.start()
    time.sleep(seconds)
    asking.stopped.set()
    asking.join()
    return percentile(asking.times)
