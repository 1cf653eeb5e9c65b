"""The migrated SQLite database of the tests, kept in data/test-databases for other processes and later runs.

Migrating takes ten seconds and copying what is migrated a moment. What is copied is migrated all the same: where the
copy is of an older state, Django applies what it lacks.
"""

import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection

FOLDER = Path(settings.DATA_DIR) / "test-databases"
KEPT = 5  # of older states of the code


@contextmanager
def copied(name: str) -> Iterator[None]:
    """Before Django makes the database `name` in memory, fill it from the kept file; afterwards keep it, if it is new.

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
    with closing(sqlite3.connect(name, uri=True)) as memory:
        with closing(sqlite3.connect(file)) as kept:
            kept.backup(memory)
        yield


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
    """Differs whenever migrations could leave other tables or rows: they call the portal's own code."""
    ours = [
        Path(config.path) for config in apps.get_app_configs() if Path(config.path).is_relative_to(settings.BASE_DIR)
    ]
    files = {file for folder in ours if ".venv" not in folder.parts for file in folder.rglob("*.py")}
    return hash_of([settings.BASE_DIR / "requirements.txt", *sorted(files)])


def hash_of(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file}:{file.stat().st_size}:".encode() + file.read_bytes())
    return digest.hexdigest()[:32]
