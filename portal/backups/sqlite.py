"""Snapshot and restore of a SQLite database."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from portal.backups.databases import broken, count_rows, migrations, quoted
from portal.backups.refusals import BackupFailed, RestoreRefused

LOCK_TIMEOUT = 60  # seconds to wait for other writers
FILE_SUFFIXES = ("", "-wal", "-shm", "-journal")  # the database file and SQLite's files beside it


def path_of(connection: BaseDatabaseWrapper) -> Path:
    """The file. Raises BackupFailed for a database in memory."""
    name = str(connection.settings_dict["NAME"])
    if ":memory:" in name or name.startswith("file:"):
        raise BackupFailed("ฐานข้อมูลอยู่ในหน่วยความจำ", "The database is in memory only.")
    return Path(name).resolve()


def connect(connection: BaseDatabaseWrapper, path: Path) -> sqlite3.Connection:
    """Open an existing file with Django's SQL functions, which constraints and SQLite's integrity checks call.

    In autocommit mode.
    """
    parameters = connection.get_connection_params()
    parameters |= {"database": f"{path.resolve().as_uri()}?mode=rw", "uri": True, "timeout": LOCK_TIMEOUT}
    opened: sqlite3.Connection = connection.get_new_connection(parameters)
    opened.isolation_level = None
    return opened


class Copy:
    """A private copy of the database, read as a snapshot."""

    def __init__(self, path: Path, opened: sqlite3.Connection) -> None:
        self.path, self.opened = path, opened
        self.version = sqlite3.sqlite_version

    def tables(self) -> list[str]:
        sql = r"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY 1"
        return [name for (name,) in self.rows(sql)]

    def columns(self, table: str) -> set[str]:
        return {column[0] for column in self.opened.execute(f"SELECT * FROM {quoted(table)} LIMIT 0").description}  # noqa: S608

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        return self.opened.execute(sql)

    def unlock_writes(self) -> None:
        pass

    def chunks(self, size: int) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            yield from iter(lambda: file.read(size), b"")


class LockedCopy(Copy):
    """A copy made while a write lock is held."""

    def __init__(self, path: Path, opened: sqlite3.Connection, lock: sqlite3.Connection) -> None:
        super().__init__(path, opened)
        self.lock = lock

    def unlock_writes(self) -> None:
        if self.lock.in_transaction:
            self.lock.execute("ROLLBACK")


@contextmanager
def snapshot(connection: BaseDatabaseWrapper, folder: Path, *, lock_writes: bool) -> Iterator[Copy]:
    """A copy made by SQLite's backup API in one read transaction, which in WAL mode blocks no writers.

    VACUUM INTO would call the constraints' functions for every row.
    """
    source, copy = path_of(connection), folder / "database"
    copy.unlink(missing_ok=True)
    # Created beforehand: SQLite would create it readable for everybody.
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with closing(connect(connection, source)) as reader, closing(connect(connection, source)) as lock:
            if lock_writes:
                lock.execute("BEGIN IMMEDIATE")
            with closing(connect(connection, copy)) as opened:
                reader.backup(opened)
                # The copy is in WAL mode too; everything must be in the one file.
                opened.execute("PRAGMA journal_mode = DELETE")
                if (found := opened.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
                    raise BackupFailed(f"ฐานข้อมูลเสียหาย: {found}", f"The database is damaged: {found}")
                yield LockedCopy(copy, opened, lock) if lock_writes else Copy(copy, opened)
    except sqlite3.Error as error:
        raise BackupFailed(f"อ่านฐานข้อมูลไม่ได้: {error}", f"The database can't be read: {error}") from None
    finally:
        copy.unlink(missing_ok=True)


class RestoreTarget:
    """Restores into a file beside the database, then renames it."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.path = path_of(connection)
        self.staged = self.path.with_name(f".{self.path.name}.restoring")

    def occupied(self) -> bool:
        if any(Path(f"{self.path}{ending}").exists() for ending in FILE_SUFFIXES[1:] if not self.path.exists()):
            return True  # SQLite would apply a log without its database to the new one
        if not self.path.exists() or not self.path.stat().st_size:
            return False
        try:
            with closing(connect(self.connection, self.path)) as opened:
                return bool(Copy(self.path, opened).tables())
        except sqlite3.Error:
            return True  # not a SQLite database: never overwrite it

    def begin(self, aside: str) -> None:
        self.aside = aside
        self.discard()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(self.staged, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        self.file = self.staged.open("r+b")

    def take(self, data: bytes) -> None:
        self.file.write(data)

    def finish(self) -> tuple[dict[str, int], set[str]]:
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        try:
            with closing(connect(self.connection, self.staged)) as opened:
                if (found := opened.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
                    raise broken(found)
                if opened.execute("PRAGMA foreign_key_check").fetchone():
                    raise broken("rows point at rows that are not there")
                copy = Copy(self.staged, opened)
                return count_rows(copy), set(migrations(copy))
        except sqlite3.Error as error:
            raise broken(str(error)) from None

    def put_in_place(self) -> str:
        self.connection.close()
        kept = self.path.with_name(f"{self.path.name}.{self.aside}")
        if self.path.exists() and self.path.stat().st_size:
            self._checkpoint_log()
        moved = ""
        for ending in FILE_SUFFIXES:
            old = Path(f"{self.path}{ending}")
            if not old.exists():
                continue
            if ending == "" and not old.stat().st_size:
                continue  # the empty file that SQLite creates when it opens a missing database
            os.rename(old, f"{kept}{ending}")
            moved = str(kept)
        os.rename(self.staged, self.path)
        _sync(self.path.parent)
        return moved

    def _checkpoint_log(self) -> None:
        """Checkpoint the old database's write-ahead log, so that the file kept aside is complete."""
        try:
            with closing(connect(self.connection, self.path)) as opened:
                busy = opened.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.DatabaseError:
            return  # not a SQLite database: kept as it is
        if busy:
            raise RestoreRefused(
                "มีโปรแกรมอื่นใช้ฐานข้อมูลอยู่ กรุณาหยุดระบบก่อน", "Something still uses the database: stop the portal first."
            )

    def discard(self) -> None:
        if hasattr(self, "file"):
            self.file.close()
        for ending in FILE_SUFFIXES:
            Path(f"{self.staged}{ending}").unlink(missing_ok=True)


def restore_target(connection: BaseDatabaseWrapper) -> RestoreTarget:
    return RestoreTarget(connection)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def size_of(connection: BaseDatabaseWrapper) -> int:
    """Bytes that a copy of the database takes at most."""
    path = path_of(connection)
    return sum(
        Path(f"{path}{ending}").stat().st_size for ending in FILE_SUFFIXES[:2] if Path(f"{path}{ending}").exists()
    )
