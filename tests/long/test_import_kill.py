"""Imports under fire: the worker killed at random moments of each step, and the public pages while 6,387 rows go in."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from catalog.importing import previews
from catalog.importing.jobs import clear
from catalog.importing.models import ImportBatch, ImportRow
from catalog.importing.steps import begin
from catalog.products.models import Producer, Product
from center.jobs.models import Job
from center.jobs.running import run_due
from center.sheets.reading import read_content
from center.sheets.stored_sheets import pack
from tests import factories
from tests.worker_process import end, shared_database, start_worker, wait_until

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

KILLS = 20
KILLS_OF_A_STEP = 10
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
    batch.file.save("sheet", ContentFile(pack(read_content(content))), save=False)
    batch.save()
    return batch


def compared(content: bytes, user) -> ImportBatch:
    """A stored sheet, compared with what there is."""
    batch = stored(content, user)
    begin("compare_import", batch, user)
    run_due()
    return batch


def next_step(batch: ImportBatch, state: str, kind: str, user) -> Job:
    """As an officer's yes to what a page shows: the import's state, and the job that waits for a worker."""
    ImportBatch.objects.filter(pk=batch.pk).update(state=state)
    return begin(kind, batch, user)


@contextmanager
def shared_with_worker(tmp_path):
    """The environment of a worker on the test's own database and files."""
    with shared_database(tmp_path) as env:
        yield env | worker_settings(tmp_path)


def test_twenty_kills(tmp_path):
    """A worker killed at any moment of the writing leaves all or nothing, and the import ends exactly once."""
    moment = random.Random(SEED)
    user = factories.make_staff()
    with shared_with_worker(tmp_path) as env:
        met_halfway = 0
        for round_ in range(KILLS):
            batch = compared(sheet(400, kind=str(round_)), user)
            before = Product.objects.count()
            job = next_step(batch, "writing", "write_import", user)
            killed_at(job, env, moment.uniform(0, 1.2))
            written, state = Product.objects.count() - before, ImportBatch.objects.get(pk=batch.pk).state
            assert (written, state) in ((0, "writing"), (400, "written")), round_
            met_halfway += written == 0
            assert ended_by_the_next(job, env) == "done"
            assert Product.objects.count() - before == 400
            assert ImportRow.objects.filter(batch=batch).count() == 400
            assert Product.history.filter(history_change_reason=batch.history_reason()).count() == 400
        assert met_halfway >= KILLS / 4, "the kills came too late to prove anything"


def killed_at(job: Job, env: dict[str, str], seconds: float) -> None:
    """Let a worker take the job, and kill it so much later."""
    worker = start_worker(env, "--poll", "0.05", "--lease", "1.5")
    try:
        wait_until(lambda: Job.objects.get(pk=job.pk).state != "waiting", seconds=60)
        time.sleep(seconds)
    finally:
        end(worker, signal.SIGKILL)


def ended_by_the_next(job: Job, env: dict[str, str]) -> str:
    """The state in which another worker leaves the job."""
    worker = start_worker(env, "--poll", "0.05", "--lease", "1.5")
    try:
        wait_until(lambda: not Job.objects.get(pk=job.pk).is_unfinished, seconds=60)
    finally:
        end(worker, signal.SIGKILL)
    return Job.objects.get(pk=job.pk).state


def files_of_imports() -> list[str]:
    return sorted(default_storage.listdir("imports")[1])


def test_ten_kills_of_a_comparison(tmp_path):
    """A preview is there as a whole or not at all; a worker that dies writes nothing, and the next one compares once."""
    moment = random.Random(SEED)
    user = factories.make_staff()
    with shared_with_worker(tmp_path) as env:
        met_halfway = 0
        for round_ in range(KILLS_OF_A_STEP):
            batch = stored(sheet(2000, kind=str(round_)), user)
            job = begin("compare_import", batch, user)
            killed_at(job, env, moment.uniform(0, 1.2))
            batch.refresh_from_db()
            assert (batch.state, bool(batch.preview), bool(batch.digest)) in (
                ("comparing", False, False),
                ("ready", True, True),
            ), round_
            met_halfway += batch.state == "comparing"
            assert ended_by_the_next(job, env) == "done"
            batch.refresh_from_db()
            assert (batch.state, batch.counts["new"], batch.counts["refused"]) == ("ready", 2000, 0)
            assert sum(1 for _line in previews.lines(batch, "new")) == 2000
            assert Job.objects.filter(kind="compare_import", arguments__batch=batch.pk).count() == 1
            assert not Product.objects.exists() and not ImportRow.objects.exists()
        assert met_halfway >= KILLS_OF_A_STEP / 4, "the kills came too late to prove anything"
        # What a killed worker left in private storage goes with the daily clearing.
        clear(timezone.now() + timedelta(days=2))
        named = ImportBatch.objects.values_list("file", "preview")
        assert files_of_imports() == sorted(os.path.basename(name) for pair in named for name in pair)


def test_ten_kills_of_an_undo(tmp_path):
    """An import is undone as a whole or not at all, and once."""
    moment = random.Random(SEED)
    user = factories.make_staff()
    with shared_with_worker(tmp_path) as env:
        met_halfway = 0
        for round_ in range(KILLS_OF_A_STEP):
            batch = compared(sheet(1200, kind=str(round_)), user)
            next_step(batch, "writing", "write_import", user)
            run_due()
            assert Product.objects.count() == 1200
            job = next_step(batch, "undoing", "undo_import", user)
            killed_at(job, env, moment.uniform(0, 0.6))
            left, state = Product.objects.count(), ImportBatch.objects.get(pk=batch.pk).state
            assert (left, state) in ((1200, "undoing"), (0, "undone")), round_
            met_halfway += left > 0
            assert ended_by_the_next(job, env) == "done"
            batch.refresh_from_db()
            assert (batch.state, batch.undo_counts["left"]) == ("undone", 0)
            assert not Product.objects.exists() and not Producer.objects.exists()
            undone = Product.history.filter(history_type="-", history_change_reason=f"ยกเลิกการนำเข้า ครั้งที่ {batch.pk}")
            assert undone.count() == 1200
            assert LogEntry.objects.filter(object_id=str(batch.pk), change_message="ยกเลิกการนำเข้า").count() == 1
        assert met_halfway >= KILLS_OF_A_STEP / 4, "the kills came too late to prove anything"


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
    with shared_with_worker(tmp_path) as env:
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
                compare_took = time.monotonic() - began
                next_step(batch, "writing", "write_import", user)
                wait_until(lambda: ImportBatch.objects.get(pk=batch.pk).state == "written", seconds=180)
                took = time.monotonic() - began
                asking.stopped.set()
                asking.join()
        finally:
            end(worker, signal.SIGKILL)
        assert Product.objects.count() == 300 + ROWS and Producer.objects.count() >= ROWS // 3
        during = percentile(asking.times)
        said = f"p95 before {before:.3f} s, during {during:.3f} s; compared {compare_took:.1f} s, in all {took:.1f} s"
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
