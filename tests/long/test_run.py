"""scripts/run.sh with the real web server and worker: the site answers on while its worker is killed, and all end together."""

import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.portal.test_run import in_session
from tests.with_postgres import free_port
from tests.worker_process import wait_until

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "node_modules", "data", "docs", "tests", "__pycache__", ".*_cache")


def answer(port: int, path: str) -> tuple[int, str]:
    """Status and text; 0 where nobody listens."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
            return response.status, response.read().decode().strip()
    except urllib.error.HTTPError as error:
        return error.code, ""
    except OSError:
        return 0, ""


def workers(session: int) -> list[int]:
    found = []
    for number in in_session(session):
        try:
            command = Path(f"/proc/{number}/cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if command.endswith(b"manage.py\0worker\0"):
            found.append(number)
    return found


@pytest.fixture
def site(tmp_path) -> Iterator[tuple[subprocess.Popen, int]]:
    """The portal in a folder of its own, served on a free port."""
    house = tmp_path / "house"
    shutil.copytree(ROOT, house, ignore=NOT_COPIED)
    (house / ".venv").symlink_to((ROOT / ".venv").resolve())
    port = free_port()
    environment = {"PATH": os.environ["PATH"], "PORT": str(port), "DEMO": "0", "HOME": str(tmp_path)}
    with open(tmp_path / "log", "w") as log:
        process = subprocess.Popen(
            ["sh", "scripts/run.sh"], cwd=house, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        wait_until(lambda: answer(port, "/healthz") == (200, "worker: alive") or process.poll() is not None, 300)
        assert process.poll() is None, (tmp_path / "log").read_text()
        yield process, port
    finally:
        for number in in_session(process.pid):
            os.kill(number, signal.SIGKILL)
        process.wait()


def test_the_site_answers_on_while_its_worker_is_killed_and_ends_with_all_it_started(site):
    process, port = site
    assert answer(port, "/readyz") == (200, "ready")
    [first] = workers(process.pid)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: workers(process.pid) not in ([], [first]) or answer(port, "/readyz") != (200, "ready"), 60)
    assert answer(port, "/readyz") == (200, "ready")
    assert answer(port, "/")[0] == 200
    [second] = workers(process.pid)
    assert second != first and process.poll() is None
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0
    assert time.monotonic() - began < 30
    assert in_session(process.pid) == []
