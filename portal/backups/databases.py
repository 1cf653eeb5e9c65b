"""The database as a backup sees it: a picture of one moment to read from, and an empty place to write to."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from django.db.backends.base.base import BaseDatabaseWrapper

from portal.backups.refusals import RestoreRefused


class Snapshot(Protocol):
    """One moment of the database, unmoved by whoever writes meanwhile."""

    version: str

    def tables(self) -> list[str]:
        """The names of all tables, sorted."""

    def columns(self, table: str) -> set[str]: ...

    def rows(self, sql: str) -> Iterator[tuple]: ...

    def let_write(self) -> None:
        """End the standstill, if the snapshot was taken in one."""

    def chunks(self, size: int) -> Iterator[bytes]:
        """The whole database, in pieces of size bytes but for the last. Raises BackupFailed."""


class Place(Protocol):
    """Where a database is restored. Until put_in_place() nothing of what was there has changed, or discard() undoes it."""

    def occupied(self) -> bool:
        """Whether tables of anybody stand there."""

    def begin(self, aside: str) -> None:
        """Prepare to take parts; aside is the ending of the name under which what is there will be kept."""

    def take(self, data: bytes) -> None: ...

    def finish(self) -> tuple[dict[str, int], set[str]]:
        """After the last part: rows by table and the migrations that ran, as the restored database has them."""

    def put_in_place(self) -> str:
        """Let the portal find it; says where the old one is kept, or nothing."""

    def discard(self) -> None:
        """Leave no trace of what was taken, and what was there as it was."""


def snapshot(connection: BaseDatabaseWrapper, folder: Path, *, still: bool) -> AbstractContextManager[Snapshot]:
    """A snapshot of the database the connection goes to, on connections of its own.

    folder: private, for a copy where the database needs one. still: nobody can write until let_write() is called.
    """
    return _rooms(connection).snapshot(connection, folder, still=still)


def place(connection: BaseDatabaseWrapper) -> Place:
    """Where a backup of the same kind of database would be restored."""
    return _rooms(connection).place(connection)


def _rooms(connection: BaseDatabaseWrapper):
    from portal.backups import postgres, sqlite

    return {"sqlite": sqlite, "postgresql": postgres}[connection.vendor]


def quoted(name: str) -> str:
    """A name of a table or column in SQL."""
    return '"' + name.replace('"', '""') + '"'


def count_rows(snapshot: Snapshot) -> dict[str, int]:
    return {table: next(iter(snapshot.rows(f"SELECT count(*) FROM {quoted(table)}")))[0] for table in snapshot.tables()}  # noqa: S608


def migrations(snapshot: Snapshot) -> list[str]:
    """The migrations that ran, as app.name, sorted; none where Django never made a table."""
    if "django_migrations" not in snapshot.tables():
        return []
    return sorted({f"{app}.{name}" for app, name in snapshot.rows("SELECT app, name FROM django_migrations")})


def broken(reason: str) -> RestoreRefused:
    return RestoreRefused(f"คืนฐานข้อมูลไม่สำเร็จ: {reason}", f"The database could not be restored: {reason}")


def size_of(connection: BaseDatabaseWrapper) -> int:
    """Bytes a copy of the database takes at most."""
    return _rooms(connection).size_of(connection)
