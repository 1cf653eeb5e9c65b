"""A portal of its own for tests that need whole processes: database and media nobody else knows."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from django.db import connection as of_this_process

from tests.migrated_database import kept_file, postgres_template
from tests.selection import NOWHERE

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class OwnPortal:
    """Commands and scripts run in processes of their own, with this portal's settings."""

    media: Path
    database_url: str

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "SECRET_KEY": "a-key-for-tests-that-opens-nothing-at-all",
            "DATABASE_URL": self.database_url,
            "MEDIA_ROOT": str(self.media),
            "ERASED_KEYS": str(self.media.parent / "erased-keys.jsonl"),
            "CACHE_URL": "locmemcache://",
            "SITE_URL": "http://127.0.0.1:8000",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "PYTHONPATH": str(ROOT),
        }

    def start(self, *command: object, **options) -> subprocess.Popen:
        """A process whose output can be read as text."""
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        arguments = [sys.executable, *map(str, command)]
        return subprocess.Popen(arguments, cwd=ROOT, env=self.environment, **(pipes | options))

    def run(self, *command: object) -> str:
        """What the process said. Fails with its complaints where it failed."""
        process = self.start(*command)
        said, complaints = process.communicate(timeout=300)
        assert process.returncode == 0, f"{said}\n{complaints}"
        return said

    def manage(self, *arguments: object) -> str:
        return self.run("manage.py", *arguments)

    def script(self, code: str) -> str:
        """Run code where Django is set up."""
        return self.run("-c", f"import django\ndjango.setup()\n{code}")

    def execute(self, sql: str) -> None:
        """Run a statement, as a process that isn't the web server's."""
        if self.database_url.startswith("sqlite"):
            with closing(sqlite3.connect(self.database_url.removeprefix("sqlite:///"))) as opened, opened:
                opened.execute(sql)
        else:
            with psycopg.connect(self.database_url) as opened:
                opened.execute(sql)

    def refused(self, *arguments: object) -> str:
        """The complaints of a command that must fail."""
        process = self.start("manage.py", *arguments)
        complaints = process.communicate(timeout=300)[1]
        assert process.returncode == 1, complaints
        return complaints


@contextmanager
def own_portal(folder: Path, *, like: OwnPortal | None = None) -> Iterator[OwnPortal]:
    """A portal on the kind of database the suite runs on; folder is made. Its database is dropped afterwards.

    An empty place, or with the tables and rows of another portal that no process uses now.
    """
    folder.mkdir(parents=True)
    server = os.environ.get("DATABASE_URL", "")
    assert server != NOWHERE, "A test with a portal of its own carries the marker django_db."
    if not server.startswith("postgres"):
        file = folder / "portal.sqlite3"
        if like:
            with (
                closing(sqlite3.connect(like.database_url.removeprefix("sqlite:///"))) as migrated,
                closing(sqlite3.connect(file)) as copy,
            ):
                migrated.backup(copy)
        yield OwnPortal(folder / "media", f"sqlite:///{file}")
        return
    name = f"own_{uuid4().hex[:12]}"
    template = like.database_url.rpartition("/")[2] if like else "template0"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield OwnPortal(folder / "media", f"{server.rpartition('/')[0]}/{name}")
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def migrated_portal(folder: Path) -> Iterator[OwnPortal]:
    """A portal with what migrations make, in a moment. The test has pytest-django's fixture django_db_setup."""
    on_sqlite = of_this_process.vendor == "sqlite"
    migrated = f"sqlite:///{kept_file()}" if on_sqlite else postgres_template()
    with own_portal(folder, like=OwnPortal(Path(), migrated)) as portal:
        yield portal
