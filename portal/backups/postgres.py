"""Snapshot and restored database by pg_dump and pg_restore, both in one transaction."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import PIPE

from django.apps import apps
from django.db import Error, models
from django.db.backends.base.base import BaseDatabaseWrapper

from center.pictures.models import Picture
from center.recycle_bin.models import Deletion
from portal.backups.databases import broken, count_rows, migrations, quoted
from portal.backups.encryption import running, said
from portal.backups.refusals import BackupFailed, Refused, RestoreRefused

# What psycopg is told, as libpq's programs read it from their environment: nothing stands on a command line.
ENVIRONMENT = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "service": "PGSERVICE",
    "passfile": "PGPASSFILE",
    "options": "PGOPTIONS",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}
KEPT_ASIDE = "before_restore_"  # schemas of this beginning hold what an earlier restore moved away


def environment(connection: BaseDatabaseWrapper) -> dict[str, str]:
    given = connection.get_connection_params()
    return os.environ | {name: str(given[key]) for key, name in ENVIRONMENT.items() if given.get(key)}


def program(name: str, server: int, kind: type[Refused]) -> str:
    """pg_dump or pg_restore of the server's own major version, else of the next newer one. Raises kind."""
    candidates = [*Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), *filter(None, [shutil.which(name)])]
    fitting = []
    for path in candidates:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True).stdout  # noqa: S603
        if (found := re.search(r"\) (\d+)", answer)) and int(found[1]) >= server:
            fitting.append((int(found[1]), str(path)))
    if not fitting:
        raise kind(
            f"ไม่พบโปรแกรม {name} รุ่น {server} ติดตั้งด้วยคำสั่ง apt-get install postgresql-client-{server}",
            f"The program {name} of version {server} is missing: apt-get install postgresql-client-{server}",
        )
    return min(fitting)[1]


class Moment:
    """What one repeatable-read transaction sees, and pg_dump with it."""

    def __init__(self, reader: BaseDatabaseWrapper, lock: BaseDatabaseWrapper | None = None, name: str = "") -> None:
        self.reader, self.lock, self.name = reader, lock, name
        self.version = ".".join(map(str, divmod(reader.pg_version, 10_000)))

    def tables(self) -> list[str]:
        sql = 'SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename COLLATE "C"'
        return [name for (name,) in self.rows(sql)]

    def columns(self, table: str) -> set[str]:
        with self.reader.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {quoted(table)} LIMIT 0")  # noqa: S608
            return {column.name for column in cursor.description}

    def rows(self, sql: str) -> Iterator[tuple]:
        with self.reader.chunked_cursor() as cursor:
            cursor.execute(sql)
            yield from cursor

    def let_write(self) -> None:
        if self.lock is not None:
            self.lock.rollback()

    def chunks(self, size: int) -> Iterator[bytes]:
        """pg_dump's custom format, not compressed: the whole archive is."""
        pg_dump = program("pg_dump", self.reader.pg_version // 10_000, BackupFailed)
        options = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--no-password"]
        options += [f"--exclude-schema={KEPT_ASIDE}*", f"--snapshot={self.name}"]
        with running([pg_dump, *options], stdout=PIPE, env=environment(self.reader)) as (process, complaints):
            yield from iter(lambda: process.stdout.read(size), b"")
            if process.wait():
                raise BackupFailed(f"pg_dump ทำงานไม่สำเร็จ: {said(complaints)}", f"pg_dump failed: {said(complaints)}")


@contextmanager
def opened(connection: BaseDatabaseWrapper) -> Iterator[BaseDatabaseWrapper]:
    """A connection of our own to the same database, in a transaction that is rolled back in the end."""
    own = connection.copy()
    try:
        own.connect()
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")
        own.commit()
        yield own
    finally:
        with suppress(Error):
            own.rollback()
        own.close()


@contextmanager
def snapshot(connection: BaseDatabaseWrapper, folder: Path, *, still: bool) -> Iterator[Moment]:
    """An exported snapshot. still: the tables that name files can be read only, until let_write()."""
    try:
        with opened(connection) as reader, opened(connection) as lock:
            if still:
                with lock.cursor() as cursor:
                    names = [quoted(table) for table in naming_files() if table in Moment(lock).tables()]
                    cursor.execute(f"LOCK TABLE {', '.join(names)} IN SHARE MODE")
            with reader.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute("SELECT pg_export_snapshot()")
                name = cursor.fetchone()[0]
            yield Moment(reader, lock, name)
    except Error as error:
        raise BackupFailed(f"อ่านฐานข้อมูลไม่ได้: {error}", f"The database can't be read: {error}") from None


def naming_files() -> list[str]:
    """Tables whose rows name files."""
    return sorted(
        {
            model._meta.db_table
            for model in apps.get_models()
            if issubclass(model, (Picture, Deletion))
            or any(isinstance(field, models.FileField) for field in model._meta.local_concrete_fields)
        }
    )


class Place:
    """The restored tables. What stood there is moved into a schema of its own, whole, and back if anything fails."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection, self.kept, self.process = connection, "", None

    def occupied(self) -> bool:
        with opened(self.connection) as own:
            return bool(Moment(own).tables())

    def begin(self, aside: str) -> None:
        with opened(self.connection) as own:
            self.restorer = program("pg_restore", own.pg_version // 10_000, RestoreRefused)
            self.schema = next(Moment(own).rows("SELECT current_schema()"))[0]
            if tables := Moment(own).tables():
                self._move(
                    own, tables, self.schema, KEPT_ASIDE + aside.rpartition("before-restore-")[2].replace("-", "_")
                )

    def _move(self, own: BaseDatabaseWrapper, tables: list[str], before: str, after: str) -> None:
        """Move tables with their indexes and sequences from one schema to another, all or none."""
        with own.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(after)}")
            for table in tables:
                cursor.execute(f"ALTER TABLE {quoted(before)}.{quoted(table)} SET SCHEMA {quoted(after)}")
        own.commit()
        self.kept, self.moved = after, tables

    def take(self, data: bytes) -> None:
        if self.process is None:
            options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments"]
            name = str(self.connection.get_connection_params()["dbname"])
            command = [self.restorer, *options, "--no-password", f"--dbname={name}"]
            self.pipe = running(command, stdin=PIPE, env=environment(self.connection))
            self.process, self.complaints = self.pipe.__enter__()
        try:
            self.process.stdin.write(data)
        except BrokenPipeError:
            self.process.wait()
            raise broken(said(self.complaints)) from None

    def finish(self) -> tuple[dict[str, int], set[str]]:
        if self.process is None:
            raise broken("it is empty")
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        if self.process.wait():
            raise broken(said(self.complaints))
        self._end()
        with opened(self.connection) as own:
            moment = Moment(own)
            return count_rows(moment), set(migrations(moment))

    def _end(self) -> None:
        if self.process is not None:
            self.pipe.__exit__(None, None, None)
            self.process = None

    def put_in_place(self) -> str:
        self.connection.close()
        return f"schema {self.kept}" if self.kept else ""

    def discard(self) -> None:
        """Undo everything: the tables restored are dropped, those moved away come back."""
        self._end()
        if not hasattr(self, "schema"):
            return
        with opened(self.connection) as own:
            with own.cursor() as cursor:
                for table in Moment(own).tables():
                    cursor.execute(f"DROP TABLE {quoted(self.schema)}.{quoted(table)} CASCADE")
                for table in self.moved if self.kept else []:
                    cursor.execute(f"ALTER TABLE {quoted(self.kept)}.{quoted(table)} SET SCHEMA {quoted(self.schema)}")
                if self.kept:
                    cursor.execute(f"DROP SCHEMA {quoted(self.kept)}")
            own.commit()
        self.kept = ""


def place(connection: BaseDatabaseWrapper) -> Place:
    return Place(connection)
