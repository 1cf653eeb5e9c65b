"""Real worker processes on a database that this process sees too."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection


@contextmanager
def shared_database(folder: Path) -> Iterator[dict[str, str]]:
    """The environment in which another process has the database of this test.

    PostgreSQL: the test's own. SQLite: the test's lies in memory, so for a while a file stands in for it, with the same
    tables and rows. To be used outside of any transaction.
    """
    of = connection.settings_dict
    if connection.vendor != "sqlite":
        address = f"postgres://{of['USER']}@{of['HOST']}:{of['PORT']}/{of['NAME']}"
        yield os.environ | {"DATABASE_URL": address}
        return
    connection.ensure_connection()
    file, name, memory = folder / "shared.sqlite3", of["NAME"], connection.connection
    with sqlite3.connect(file) as copy:
        memory.backup(copy)
    copy.close()
    try:
        of["NAME"], connection.connection = str(file), None
        yield os.environ | {"DATABASE_URL": f"sqlite:///{file}"}
    finally:
        connection.close()
        of["NAME"], connection.connection = name, memory


def start_worker(env: dict[str, str], *options: str) -> subprocess.Popen:
    """A worker as `manage.py worker` is one, with the tests' kinds of work; its log can be read from stderr."""
    command = [sys.executable, "-m", "tests.center.jobs.job_kinds", *options]
    return subprocess.Popen(command, env=env, cwd=settings.BASE_DIR, stderr=subprocess.PIPE, text=True)


def end(worker: subprocess.Popen, how: int = signal.SIGTERM) -> str:
    """Send a signal, wait, and give back the log."""
    if worker.poll() is None:
        worker.send_signal(how)
    try:
        return worker.communicate(timeout=60)[1]
    finally:
        worker.kill()


def wait_until(true: Callable[[], object], seconds: float = 60) -> None:
    """Look again and again; AssertionError when it doesn't become true in time."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, f"not within {seconds} s"
        time.sleep(0.02)
