"""Snapshot and restored database by pg_dump and pg_restore, both in one transaction."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from subprocess import PIPE
from typing import Any

from django.apps import apps
from django.db import Error, models
from django.db.backends.base.base import BaseDatabaseWrapper

from center.pictures.models import Picture
from center.recycle_bin.models import Deletion
from portal.backups.databases import broken, count_rows, migrations, quoted
from portal.backups.encryption import error_text, pipe, running
from portal.backups.refusals import BackupFailed, Refused, RestoreRefused

# psycopg's connection parameters as environment variables of libpq, so that no password is on a command line.
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
KEPT_ASIDE = "before_restore_"  # prefix of schemas with tables that an earlier restore moved aside


def environment(connection: BaseDatabaseWrapper) -> dict[str, str]:
    given = connection.get_connection_params()
    return os.environ | {name: str(given[key]) for key, name in ENVIRONMENT.items() if given.get(key)}


def program(name: str, server: int, kind: type[Refused]) -> str:
    """The path of pg_dump or pg_restore of the server's major version, else of the next newer one. Raises kind."""
    candidates = [str(path) for path in Path("/usr/lib/postgresql").glob(f"*/bin/{name}")]
    if in_path := shutil.which(name):
        candidates.append(in_path)
    fitting: list[tuple[int, str]] = []
    for path in candidates:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True).stdout  # noqa: S603
        if (found := re.search(r"\) (\d+)", answer)) and int(found[1]) >= server:
            fitting.append((int(found[1]), path))
    if not fitting:
        raise kind(
            f"ไม่พบโปรแกรม {name} รุ่น {server} ติดตั้งด้วยคำสั่ง apt-get install postgresql-client-{server}",
            f"The program {name} of version {server} is missing: apt-get install postgresql-client-{server}",
        )
    return min(fitting)[1]


class TransactionSnapshot:
    """A repeatable-read transaction, whose exported snapshot pg_dump uses too."""

    def __init__(self, reader: BaseDatabaseWrapper, lock: BaseDatabaseWrapper | None = None, name: str = "") -> None:
        self.reader, self.lock, self.name = reader, lock, name
        self.version = ".".join(map(str, reader.get_database_version()))

    def tables(self) -> list[str]:
        sql = 'SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename COLLATE "C"'
        return [name for (name,) in self.rows(sql)]

    def columns(self, table: str) -> set[str]:
        with self.reader.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {quoted(table)} LIMIT 0")  # noqa: S608
            return {column.name for column in cursor.description}

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        with self.reader.chunked_cursor() as cursor:
            cursor.execute(sql)
            yield from cursor

    def unlock_writes(self) -> None:
        if self.lock is not None:
            self.lock.rollback()

    def chunks(self, size: int) -> Iterator[bytes]:
        """pg_dump's custom format, uncompressed, since the whole archive is compressed."""
        pg_dump = program("pg_dump", self.reader.get_database_version()[0], BackupFailed)
        options = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--no-password"]
        options += [f"--exclude-schema={KEPT_ASIDE}*", f"--snapshot={self.name}"]
        with running([pg_dump, *options], stdout=PIPE, env=environment(self.reader)) as (process, errors):
            yield from iter(lambda: pipe(process.stdout).read(size), b"")
            if process.wait():
                raise BackupFailed(
                    f"pg_dump ทำงานไม่สำเร็จ: {error_text(errors)}", f"pg_dump failed: {error_text(errors)}"
                )


@contextmanager
def opened(connection: BaseDatabaseWrapper) -> Iterator[BaseDatabaseWrapper]:
    """A separate connection to the same database, in a transaction that is rolled back at the end."""
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
def snapshot(connection: BaseDatabaseWrapper, folder: Path, *, lock_writes: bool) -> Iterator[TransactionSnapshot]:
    """An exported snapshot. lock_writes: the tables that name files are read-only until unlock_writes()."""
    try:
        with opened(connection) as reader, opened(connection) as lock:
            if lock_writes:
                with lock.cursor() as cursor:
                    names = [
                        quoted(table) for table in tables_with_files() if table in TransactionSnapshot(lock).tables()
                    ]
                    cursor.execute(f"LOCK TABLE {', '.join(names)} IN SHARE MODE")
            with reader.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute("SELECT pg_export_snapshot()")
                name = cursor.fetchone()[0]
            yield TransactionSnapshot(reader, lock, name)
    except Error as error:
        raise BackupFailed(f"อ่านฐานข้อมูลไม่ได้: {error}", f"The database can't be read: {error}") from None


def tables_with_files() -> list[str]:
    """The tables whose rows name files."""
    return sorted(
        {
            model._meta.db_table
            for model in apps.get_models()
            if issubclass(model, (Picture, Deletion))
            or any(isinstance(field, models.FileField) for field in model._meta.local_concrete_fields)
        }
    )


def trigger_functions(own: BaseDatabaseWrapper) -> list[str]:
    """The functions of the current schema that triggers call, but for those of extensions."""
    sql = (
        "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
        " AND prorettype = 'trigger'::regtype AND NOT EXISTS (SELECT FROM pg_depend"
        " WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e') ORDER BY 1"
    )
    return [name for (name,) in TransactionSnapshot(own).rows(sql)]


class RestoreTarget:
    """Restores into the current schema. Existing tables are moved to a schema of their own, and back on failure."""

    process: subprocess.Popen[bytes] | None

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection, self.kept, self.process = connection, "", None
        self.running = ExitStack()

    def occupied(self) -> bool:
        with opened(self.connection) as own:
            return bool(TransactionSnapshot(own).tables())

    def begin(self, aside: str) -> None:
        with opened(self.connection) as own:
            self.restorer = program("pg_restore", own.get_database_version()[0], RestoreRefused)
            self.schema = next(TransactionSnapshot(own).rows("SELECT current_schema()"))[0]
            if tables := TransactionSnapshot(own).tables():
                self._move(
                    own, tables, self.schema, KEPT_ASIDE + aside.rpartition("before-restore-")[2].replace("-", "_")
                )

    def _move(self, own: BaseDatabaseWrapper, tables: list[str], before: str, after: str) -> None:
        """Move tables with their indexes, sequences and triggers from one schema to another, and the functions that the
        triggers call; all or none."""
        functions = trigger_functions(own)
        with own.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(after)}")
            for table in tables:
                cursor.execute(f"ALTER TABLE {quoted(before)}.{quoted(table)} SET SCHEMA {quoted(after)}")
            for function in functions:
                cursor.execute(f"ALTER FUNCTION {quoted(before)}.{quoted(function)}() SET SCHEMA {quoted(after)}")
        own.commit()
        self.kept, self.moved, self.moved_functions = after, tables, functions

    def take(self, data: bytes) -> None:
        process = self.process or self._start()
        try:
            pipe(process.stdin).write(data)
        except BrokenPipeError:
            process.wait()
            raise broken(error_text(self.errors)) from None

    def _start(self) -> subprocess.Popen[bytes]:
        """Start pg_restore; it runs until _end()."""
        options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments"]
        name = str(self.connection.get_connection_params()["dbname"])
        command = [self.restorer, *options, "--no-password", f"--dbname={name}"]
        started = running(command, stdin=PIPE, env=environment(self.connection))
        self.process, self.errors = self.running.enter_context(started)
        return self.process

    def finish(self) -> tuple[dict[str, int], set[str]]:
        if self.process is None:
            raise broken("it is empty")
        with suppress(BrokenPipeError):
            pipe(self.process.stdin).close()
        if self.process.wait():
            raise broken(error_text(self.errors))
        self._end()
        with opened(self.connection) as own:
            restored = TransactionSnapshot(own)
            return count_rows(restored), set(migrations(restored))

    def _end(self) -> None:
        if self.process is not None:
            self.running.close()
            self.process = None

    def put_in_place(self) -> str:
        self.connection.close()
        return f"schema {self.kept}" if self.kept else ""

    def discard(self) -> None:
        """Undo everything: drop the restored tables and move the former ones back."""
        self._end()
        if not hasattr(self, "schema"):
            return
        with opened(self.connection) as own:
            restored_functions = trigger_functions(own)
            with own.cursor() as cursor:
                for table in TransactionSnapshot(own).tables():
                    cursor.execute(f"DROP TABLE {quoted(self.schema)}.{quoted(table)} CASCADE")
                for function in restored_functions:
                    cursor.execute(f"DROP FUNCTION {quoted(self.schema)}.{quoted(function)}()")
                if self.kept:
                    for table in self.moved:
                        cursor.execute(
                            f"ALTER TABLE {quoted(self.kept)}.{quoted(table)} SET SCHEMA {quoted(self.schema)}"
                        )
                    for function in self.moved_functions:
                        cursor.execute(
                            f"ALTER FUNCTION {quoted(self.kept)}.{quoted(function)}() SET SCHEMA {quoted(self.schema)}"
                        )
                    cursor.execute(f"DROP SCHEMA {quoted(self.kept)}")
            own.commit()
        self.kept = ""


def restore_target(connection: BaseDatabaseWrapper) -> RestoreTarget:
    return RestoreTarget(connection)
