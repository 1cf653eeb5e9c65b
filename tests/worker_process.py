"""Starting real worker processes that use the test's database."""

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
    """The environment for another process to use this test's database.

    PostgreSQL: the test database. SQLite: the test database is in memory, so meanwhile the test uses a file with the
    same tables and rows. Call it outside of any transaction.
    """
    settings_dict = connection.settings_dict
    if connection.vendor != "sqlite":
        url = "postgres://{USER}@{HOST}:{PORT}/{NAME}".format(**settings_dict)
        yield os.environ | {"DATABASE_URL": url}
        return
    connection.ensure_connection()
    file, name, memory = folder / "shared.sqlite3", settings_dict["NAME"], connection.connection
    with sqlite3.connect(file) as copy:
        memory.backup(copy)
    # As a database that the portal has opened before: of several connections that switch to WAL at once, one is refused.
    copy.execute("PRAGMA journal_mode=WAL")
    copy.close()
    try:
        settings_dict["NAME"], connection.connection = str(file), None
        yield os.environ | {"DATABASE_URL": f"sqlite:///{file}"}
    finally:
        connection.close()
        settings_dict["NAME"], connection.connection = name, memory


def start_worker(env: dict[str, str], *options: str) -> subprocess.Popen:
    """`manage.py worker` with the tests' kinds of job; its log goes to stderr."""
    command = [sys.executable, "-m", "tests.center.jobs.job_kinds", *options]
    return subprocess.Popen(command, env=env, cwd=settings.BASE_DIR, stderr=subprocess.PIPE, text=True)


def end(worker: subprocess.Popen, how: int = signal.SIGTERM) -> str:
    """Send a signal, wait for the end, and return the log."""
    if worker.poll() is None:
        worker.send_signal(how)
    try:
        return worker.communicate(timeout=60)[1]
    finally:
        worker.kill()


def wait_until(true: Callable[[], object], seconds: float = 60) -> None:
    """Poll until `true` returns something true. Raises AssertionError on timeout."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, f"not within {seconds} s"
        time.sleep(0.02)
