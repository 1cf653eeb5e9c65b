"""A portal of its own for tests that need whole processes: database and media nobody else knows."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg

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

    def refused(self, *arguments: object) -> str:
        """The complaints of a command that must fail."""
        process = self.start("manage.py", *arguments)
        complaints = process.communicate(timeout=300)[1]
        assert process.returncode == 1, complaints
        return complaints


@contextmanager
def own_portal(folder: Path) -> Iterator[OwnPortal]:
    """An empty place on the kind of database the suite runs on; folder is made. Its database is dropped afterwards."""
    folder.mkdir(parents=True)
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield OwnPortal(folder / "media", f"sqlite:///{folder / 'portal.sqlite3'}")
        return
    name = f"own_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            yield OwnPortal(folder / "media", f"{server.rpartition('/')[0]}/{name}")
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
