"""The migrated database of the tests, to copy from.

Migrating takes half a minute, copying what is migrated a moment. So the result is kept in data/test-databases, for other
processes and later runs: a file of SQLite, a dump of PostgreSQL. What is copied is migrated all the same: where the copy is
of an older state, Django applies what it lacks.

`python -m tests.migrated_database` makes both, on the server of DATABASE_URL, while nobody waits for them yet.
"""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import django
import psycopg
from django.apps import apps
from django.conf import settings

from tests.with_postgres import binaries

FOLDER = Path(settings.DATA_DIR) / "test-databases"
KEPT = 5  # of older states of the code, of each kind


def kept_file() -> Path:
    """A migrated database on SQLite. The first process that asks makes it; the others wait."""
    with _locked("sqlite3"):
        return _kept("sqlite3") or _keep("sqlite3", _migrate_on_sqlite)


@contextmanager
def copied(name: str) -> Iterator[None]:
    """Before Django makes the database `name`, in memory or a file, fill it from the kept file."""
    # In memory a database lives as long as somebody has it open.
    with closing(sqlite3.connect(name, uri=True)) as copy:
        with closing(sqlite3.connect(kept_file())) as kept:
            kept.backup(copy)
        yield


def postgres_template() -> str:
    """The address of a migrated PostgreSQL database that nobody is connected to, on the server of DATABASE_URL.

    The first process that asks makes it; the others wait.
    """
    server = os.environ["DATABASE_URL"]
    name = f"migrated_{_key()}"
    address = f"{server.rpartition('/')[0]}/{name}"
    with _locked("dump"), psycopg.connect(server, autocommit=True) as asking:
        if not asking.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            unfinished = f"{name}_unfinished"
            asking.execute(f"DROP DATABASE IF EXISTS {unfinished}")
            asking.execute(f"CREATE DATABASE {unfinished} TEMPLATE template0")
            _fill(f"{address}_unfinished")
            asking.execute(f"ALTER DATABASE {unfinished} RENAME TO {name}")
    return address


def _fill(address: str) -> None:
    """Restore the kept dump into an empty database; if there is none, migrate the database and keep its dump."""
    dump = _kept("dump")
    if dump:
        _run(binaries() / "pg_restore", "--exit-on-error", f"--dbname={address}", dump)
        return
    _migrate(address)
    _keep("dump", lambda file: _run(binaries() / "pg_dump", "--format=custom", f"--file={file}", address))


def _migrate_on_sqlite(file: Path) -> None:
    _migrate(f"sqlite:///{file}")
    # Whoever copies the file then needs no other beside it.
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode = DELETE")


def _migrate(address: str) -> None:
    _run(sys.executable, "manage.py", "migrate", "--verbosity", "0", DATABASE_URL=address)


def _run(*command: str | Path, **environment: str) -> None:
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.testing"} | environment
    subprocess.run(command, cwd=settings.BASE_DIR, env=env, check=True)


# --- What is kept ------------------------------------------------------------------------------------------------------


@contextmanager
def _locked(kind: str) -> Iterator[None]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with open(FOLDER / f"{kind}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _kept(kind: str) -> Path | None:
    file = FOLDER / f"{_key()}.{kind}"
    return file if file.exists() else None


def _keep(kind: str, make: Callable[[Path], None]) -> Path:
    """Call make with a path. What a killed process left there unfinished is never read."""
    file = FOLDER / f"{_key()}.{kind}"
    unfinished = file.with_suffix(f".{kind}-unfinished")
    unfinished.unlink(missing_ok=True)
    make(unfinished)
    unfinished.rename(file)
    for old in sorted(FOLDER.glob(f"*.{kind}"), key=os.path.getmtime)[:-KEPT]:
        old.unlink(missing_ok=True)
    return file


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


if __name__ == "__main__":
    django.setup()
    kept_file()
    postgres_template()
