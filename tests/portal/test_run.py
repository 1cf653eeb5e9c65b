"""scripts/run.sh: the web server's end ends everything, the worker's end does not; nothing is left behind.

The programs it starts are stand-ins here, and so are the clock and the length of a nap; tests/long starts the real ones.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.worker_process import wait_until

ROOT = Path(__file__).parents[2]

PYTHON = """#!/bin/sh
[ "$2" = worker ] || exit 0
echo $$ >> workers
[ ! -e broken ] || exit 1
exec /bin/sleep 300
"""
GUNICORN = """#!/bin/sh
echo $$ > web
exec /bin/sleep 300
"""
STAND_INS = {
    ".venv/bin/python": PYTHON,
    ".venv/bin/gunicorn": GUNICORN,
    "bin/date": "#!/bin/sh\ncat clock\n",
    "bin/sleep": "#!/bin/sh\necho >> rounds\nexec /bin/sleep 0.05\n",
}


@dataclass
class Running:
    folder: Path
    process: subprocess.Popen

    def workers(self) -> list[int]:
        """Every worker that was started, the newest last."""
        file = self.folder / "workers"
        return [int(line) for line in file.read_text().split()] if file.exists() else []

    def web(self) -> int:
        return int((self.folder / "web").read_text())

    def said(self) -> str:
        return (self.folder / "log").read_text()

    def wait_for_workers(self, count: int) -> None:
        wait_until(lambda: len(self.workers()) >= count, 20)

    def set_clock(self, seconds: int) -> None:
        (self.folder / "next").write_text(f"{seconds}\n")
        os.replace(self.folder / "next", self.folder / "clock")

    def wait_two_rounds(self) -> None:
        """Until the script has surely looked at everything once more."""
        rounds = self.folder / "rounds"
        before = rounds.stat().st_size
        wait_until(lambda: rounds.stat().st_size >= before + 2, 20)


@pytest.fixture
def running(tmp_path) -> Iterator[Running]:
    for name, text in STAND_INS.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    shutil.copy(ROOT / "scripts" / "run.sh", tmp_path / "run.sh")
    (tmp_path / "clock").write_text("1000\n")
    with open(tmp_path / "log", "w") as log:
        process = subprocess.Popen(
            ["sh", "run.sh"],
            cwd=tmp_path,
            env={"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "SECRET_KEY": "k" * 50, "DEMO": "0"},
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=heed_signals,
        )
    found = Running(tmp_path, process)
    try:
        found.wait_for_workers(1)
        wait_until(lambda: (tmp_path / "web").exists() and (tmp_path / "web").read_text(), 20)
        yield found
    finally:
        for number in in_session(process.pid):
            with suppress(ProcessLookupError):  # a nap that has ended meanwhile
                os.kill(number, signal.SIGKILL)
        process.wait()


def heed_signals() -> None:
    """Signals ignored where the tests were started are ignored by shells too: SIGINT in the background, SIGHUP by nohup."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def in_session(session: int) -> list[int]:
    """The processes of a session, wherever their parents have gone; those that only wait to be collected left out."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            _name, _bracket, fields = (folder / "stat").read_text().rpartition(")")
        except (FileNotFoundError, ProcessLookupError):
            continue
        state, _parent, _group, of = fields.split()[:4]
        if int(of) == session and state != "Z":
            found.append(int(folder.name))
    return found


def alive(number: int, session: int) -> bool:
    return number in in_session(session)


def test_a_killed_worker_is_started_again_and_the_web_server_goes_on(running):
    web, [first] = running.web(), running.workers()
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: "a new one starts in 1 s" in running.said(), 20)
    running.set_clock(1001)
    running.wait_for_workers(2)
    assert running.web() == web and alive(web, running.process.pid)
    assert alive(running.workers()[-1], running.process.pid)
    assert running.process.poll() is None


def test_the_pause_grows_to_a_minute_and_begins_anew_once_a_worker_has_lived_as_long(running):
    (running.folder / "broken").touch()
    os.kill(running.workers()[-1], signal.SIGKILL)
    now = 1000
    for number, pause in enumerate([1, 2, 4, 8, 16, 32, 60, 60], start=1):
        wait_until(lambda number=number: running.said().count("has ended, a new one") == number, 20)
        assert running.said().splitlines()[-1].endswith(f"starts in {pause} s.")
        if pause == 60:
            (running.folder / "broken").unlink(missing_ok=True)
        running.set_clock(now + pause - 1)
        running.wait_two_rounds()  # not a second early
        assert len(running.workers()) == number
        now += pause
        running.set_clock(now)
        running.wait_for_workers(number + 1)
        if pause == 60:
            os.kill(running.workers()[-1], signal.SIGKILL)
    wait_until(lambda: running.said().count("starts in 60 s") == 3, 20)
    running.set_clock(now + 60)
    running.wait_for_workers(10)
    running.set_clock(now + 120)
    os.kill(running.workers()[-1], signal.SIGKILL)
    wait_until(lambda: running.said().endswith("starts in 1 s.\n"), 20)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_both_at_once_and_leaves_nothing(running, how):
    running.process.send_signal(how)
    assert running.process.wait(timeout=10) == 0
    assert in_session(running.process.pid) == []


def test_a_signal_while_no_worker_lives(running):
    os.kill(running.workers()[-1], signal.SIGKILL)
    wait_until(lambda: "a new one starts" in running.said(), 20)
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(timeout=10) == 0
    assert in_session(running.process.pid) == []


def test_the_web_servers_end_ends_everything(running):
    os.kill(running.web(), signal.SIGKILL)
    assert running.process.wait(timeout=10) == 1
    assert "The web server has ended, so everything ends." in running.said()
    assert in_session(running.process.pid) == []
