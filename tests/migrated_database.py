"""The migrated database of the tests, to copy from.

On SQLite it is a file in data/test-databases, for other processes and later runs; on PostgreSQL a template database on
the tests' server, for other processes. Migrating takes ten seconds and more, copying what is migrated a moment. What is
copied is migrated all the same: where the copy is of an older state, Django applies what it lacks.
"""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection

FOLDER = Path(settings.DATA_DIR) / "test-databases"
KEPT = 5  # of older states of the code


@contextmanager
def copied(name: str) -> Iterator[None]:
    """Before Django makes the database `name`, in memory or a file, fill it from the kept file; keep it, if it is new.

    Processes that need the same file wait for the first. What a killed one left unfinished is never read.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = kept_file()
    with open(FOLDER / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            yield
            _keep(file)
            return
    # In memory a database lives as long as somebody has it open.
    with closing(sqlite3.connect(name, uri=True)) as copy:
        with closing(sqlite3.connect(file)) as kept:
            kept.backup(copy)
        yield


def postgres_template() -> str:
    """The address of a migrated PostgreSQL database that nobody is connected to, on the server of DATABASE_URL.

    The first process that asks makes it; the others wait.
    """
    server = os.environ["DATABASE_URL"]
    name = f"migrated_{_key()}"
    address = f"{server.rpartition('/')[0]}/{name}"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with open(FOLDER / "lock", "w") as lock, psycopg.connect(server, autocommit=True) as asking:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not asking.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            unfinished = f"{name}_unfinished"
            asking.execute(f"DROP DATABASE IF EXISTS {unfinished}")
            asking.execute(f"CREATE DATABASE {unfinished} TEMPLATE template0")
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
                cwd=settings.BASE_DIR,
                env=os.environ | {"DATABASE_URL": f"{address}_unfinished", "DJANGO_SETTINGS_MODULE": "portal.testing"},
                check=True,
            )
            asking.execute(f"ALTER DATABASE {unfinished} RENAME TO {name}")
    return address


def kept_file() -> Path:
    """Where the migrated database is kept; it is there once the tests of this process have their database on SQLite."""
    return FOLDER / f"{_key()}.sqlite3"


def _keep(file: Path) -> None:
    unfinished = file.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished)) as copy:
        connection.connection.backup(copy)
    unfinished.rename(file)
    for old in sorted(FOLDER.glob("*.sqlite3"), key=os.path.getmtime)[:-KEPT]:
        old.unlink(missing_ok=True)


def _key() -> str:
    """Differs whenever migrations could leave other tables or rows: they call nothing of the portal's code but thai.

    What follows every `migrate`, permissions and triggers, Django makes again on the copy.
    """
    ours = [
        Path(config.path) for config in apps.get_app_configs() if Path(config.path).is_relative_to(settings.BASE_DIR)
    ]
    files = {file for folder in ours if ".venv" not in folder.parts for file in folder.glob("migrations/*.py")}
    files.update((settings.BASE_DIR / "thai").rglob("*.py"))
    return hash_of([settings.BASE_DIR / "requirements.txt", *sorted(files)])


def hash_of(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file}:{file.stat().st_size}:".encode() + file.read_bytes())
    return digest.hexdigest()[:32]
