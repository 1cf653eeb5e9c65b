"""A portal to be measured: the demonstration data and as many made products as wanted, in a folder of its own."""

import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench import servers
from bench.servers import Server


@dataclass(frozen=True)
class Portal:
    """A database, a folder for media and cache, and the port at which gunicorn serves them in production's settings."""

    folder: Path
    database_url: str
    media: Path
    port: int

    @property
    def environment(self) -> Mapping[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "SECRET_KEY": "a-key-for-one-measurement-0123456789-abcdefghijklmnopqrstuvwxyz",
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "ALLOWED_HOSTS": "127.0.0.1",
            "DATABASE_URL": self.database_url,
            "CACHE_URL": f"filecache://{self.folder / 'cache'}",
            "MEDIA_ROOT": str(self.media),
            "DEBUG": "0",
            "DEMO": "0",
            "WEB_CONCURRENCY": str(servers.PROCESSES),
        }

    def run(self, *arguments: str, **more: str) -> str:
        """The output of a Python module or script in the portal's environment."""
        return servers.run([sys.executable, *arguments], env={**self.environment, **more})

    def load_demonstration(self) -> None:
        """Tables and demonstration data. Takes a minute or two."""
        self.run("manage.py", "migrate", "--verbosity", "0")
        self.run("manage.py", "load_demo", DEMO="1")

    def fill(self, products: int) -> None:
        self.run("-m", "bench.products", str(products))

    def addresses(self) -> dict[str, str]:
        """Title of a page -> its address."""
        found: dict[str, str] = json.loads(self.run("-m", "bench.addresses"))
        return found

    def start(self, **more: str) -> Server:
        shutil.rmtree(self.folder / "cache", ignore_errors=True)
        env = {**self.environment, **more}
        server = servers.gunicorn("portal.wsgi:application", port=self.port, env=env, log=self.folder / "gunicorn.log")
        server.wait_for("/healthz")
        return server


def make_base(folder: Path, *, port: int) -> Portal:
    """The portal of the demonstration alone, made once in the folder and used again; copy() adds products."""
    folder.mkdir(parents=True, exist_ok=True)
    server = os.environ.get("DATABASE_URL", "")
    if server:
        _make_database(server, "bench_base", template="template0")
    portal = Portal(folder, _url_of(server, "bench_base", folder), folder / "media", port)
    complete = folder / "complete"
    if server or not complete.exists():
        portal.load_demonstration()
        portal.run("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        complete.touch()
    return portal


def copy(base: Portal, folder: Path, *, products: int, port: int) -> Portal:
    """A copy of the base with so many made products more."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    server = os.environ.get("DATABASE_URL", "")
    if server:
        _make_database(server, f"bench_{products}", template="bench_base")
    else:
        with (
            closing(sqlite3.connect(base.folder / "portal.sqlite3")) as made,
            closing(sqlite3.connect(folder / "portal.sqlite3")) as new,
        ):
            made.backup(new)
    portal = Portal(folder, _url_of(server, f"bench_{products}", folder), base.media, port)
    portal.run("manage.py", "migrate", "--verbosity", "0")
    portal.fill(products)
    return portal


def _url_of(server: str, name: str, folder: Path) -> str:
    return f"{server.rpartition('/')[0]}/{name}" if server else f"sqlite:///{folder / 'portal.sqlite3'}"


def _make_database(server: str, name: str, *, template: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(psycopg.sql.SQL("DROP DATABASE IF EXISTS {}").format(psycopg.sql.Identifier(name)))
        connection.execute(
            psycopg.sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                psycopg.sql.Identifier(name), psycopg.sql.Identifier(template)
            )
        )
