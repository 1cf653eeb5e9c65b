"""Interface to the two databases: a consistent snapshot to back up, and a target to restore into."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from django.db.backends.base.base import BaseDatabaseWrapper

from portal.backups.refusals import RestoreRefused


class Snapshot(Protocol):
    """A consistent snapshot of the database, unaffected by concurrent writes."""

    version: str

    def tables(self) -> list[str]:
        """The names of all tables, sorted."""

    def columns(self, table: str) -> set[str]: ...

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]: ...

    def unlock_writes(self) -> None:
        """Release the write lock, if the snapshot was taken with lock_writes."""

    def chunks(self, size: int) -> Iterator[bytes]:
        """The whole database, in pieces of size bytes but for the last. Raises BackupFailed."""


class RestoreTarget(Protocol):
    """The database to restore into. Until put_in_place() the existing data is unchanged, or discard() puts it back."""

    def occupied(self) -> bool:
        """Whether it has any tables."""

    def begin(self, aside: str) -> None:
        """Prepare for take(); aside is the suffix of the name under which existing data will be kept."""

    def take(self, data: bytes) -> None: ...

    def finish(self) -> tuple[dict[str, int], set[str]]:
        """Call after the last part. Row counts by table and the applied migrations, read from the restored database."""

    def put_in_place(self) -> str:
        """Switch to the restored database; returns where the old one is kept, or an empty string."""

    def discard(self) -> None:
        """Remove what was restored and put existing data back."""


class Backend(Protocol):
    """What portal.backups.sqlite and portal.backups.postgres provide."""

    def snapshot(
        self, connection: BaseDatabaseWrapper, folder: Path, *, lock_writes: bool
    ) -> AbstractContextManager[Snapshot]: ...

    def restore_target(self, connection: BaseDatabaseWrapper) -> RestoreTarget: ...


def snapshot(connection: BaseDatabaseWrapper, folder: Path, *, lock_writes: bool) -> AbstractContextManager[Snapshot]:
    """A snapshot of the connection's database, on connections of its own.

    folder: a private one for a temporary copy (SQLite). lock_writes: nobody can write until unlock_writes() is called.
    """
    return _backend(connection).snapshot(connection, folder, lock_writes=lock_writes)


def restore_target(connection: BaseDatabaseWrapper) -> RestoreTarget:
    """The connection's database as the target of a restore."""
    return _backend(connection).restore_target(connection)


def _backend(connection: BaseDatabaseWrapper) -> Backend:
    from portal.backups import postgres, sqlite

    backends: dict[str, Backend] = {"sqlite": sqlite, "postgresql": postgres}
    return backends[connection.vendor]


def quoted(name: str) -> str:
    """The name of a table or column, quoted for SQL."""
    return '"' + name.replace('"', '""') + '"'


def count_rows(snapshot: Snapshot) -> dict[str, int]:
    return {table: next(iter(snapshot.rows(f"SELECT count(*) FROM {quoted(table)}")))[0] for table in snapshot.tables()}  # noqa: S608


def migrations(snapshot: Snapshot) -> list[str]:
    """The applied migrations as app.name, sorted; empty for a database that was never migrated."""
    if "django_migrations" not in snapshot.tables():
        return []
    return sorted({f"{app}.{name}" for app, name in snapshot.rows("SELECT app, name FROM django_migrations")})


def broken(reason: str) -> RestoreRefused:
    return RestoreRefused(f"คืนฐานข้อมูลไม่สำเร็จ: {reason}", f"The database could not be restored: {reason}")
