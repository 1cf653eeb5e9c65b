"""Servers under measurement, and the processor time they have taken."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
PROCESSES, THREADS = 2, 4  # gunicorn.conf.py has the same
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    """A server with all processes it has started. port: on 127.0.0.1."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def cpu_seconds(self) -> float:
        """Processor time of the server's processes so far, in user mode and in the kernel; in steps of 10 ms."""
        return sum(_cpu_seconds(pid) for pid in _family(self.process.pid))

    def resident_bytes(self) -> int:
        """Memory of the server's processes; what they share counts in each of them."""
        return sum(_resident_bytes(pid) for pid in _family(self.process.pid))

    def wait_for(self, path: str, *, seconds: float = 300) -> None:
        """Wait for an answer below status 500; seconds are for a busy machine. Without one the server is stopped, and
        RuntimeError tells its log.
        """
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=seconds):
                    return
            except urllib.error.HTTPError as error:
                if error.code < 500:
                    return
                time.sleep(0.2)
            except OSError:
                time.sleep(0.2)
        self.stop()
        raise RuntimeError(f"No answer from port {self.port}:\n{self.log.read_text()[-3000:]}")

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def gunicorn(application: str, *, port: int, env: Mapping[str, str], log: Path) -> Server:
    """Start gunicorn with the portal's own configuration: two processes of four threads."""
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", application]
    return start(command, port=port, env=env, log=log)


def start(command: list[str], *, port: int, env: Mapping[str, str], log: Path) -> Server:
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=ROOT, env=dict(env), stdout=file, stderr=file)
    return Server(process, port, log)


@contextmanager
def running(*started: Server) -> Iterator[None]:
    """Stops the servers at the end, however it comes."""
    try:
        yield
    finally:
        for server in started:
            server.stop()


def run(command: list[str], *, env: Mapping[str, str]) -> str:
    """The output of a command. RuntimeError with what it said if it failed."""
    done = subprocess.run(command, cwd=ROOT, env=dict(env), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def _family(pid: int) -> list[int]:
    """A process and its children. nginx and gunicorn have no grandchildren."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        children = []
    return [pid, *map(int, children)]


def _cpu_seconds(pid: int) -> float:
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(after_name[11]) + int(after_name[12])) / _TICKS


def _resident_bytes(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def nginx() -> str | None:
    """Path of Debian's nginx, which may lie outside of PATH; None if it isn't installed."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")
