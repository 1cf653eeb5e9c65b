"""Snapshot and restored database as files of SQLite."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from portal.backups.databases import broken, count_rows, migrations, quoted
from portal.backups.refusals import BackupFailed, RestoreRefused

PATIENCE = 60  # seconds to wait for whoever writes
BESIDES = ("", "-wal", "-shm", "-journal")  # a database and what SQLite keeps beside it


def path_of(connection: BaseDatabaseWrapper) -> Path:
    """The file. Raises BackupFailed for a database in memory."""
    name = str(connection.settings_dict["NAME"])
    if ":memory:" in name or name.startswith("file:"):
        raise BackupFailed("ฐานข้อมูลอยู่ในหน่วยความจำ", "The database is in memory only.")
    return Path(name).resolve()


def connect(connection: BaseDatabaseWrapper, path: Path) -> sqlite3.Connection:
    """Open a file that is there, with Django's functions: constraints call them, and so do the checks of SQLite.

    Statements commit at once unless BEGIN was said.
    """
    parameters = connection.get_connection_params()
    parameters |= {"database": f"{path.resolve().as_uri()}?mode=rw", "uri": True, "timeout": PATIENCE}
    opened = connection.get_new_connection(parameters)
    opened.isolation_level = None
    return opened


class Copy:
    """A file nobody else knows, read like a snapshot."""

    def __init__(self, path: Path, opened: sqlite3.Connection) -> None:
        self.path, self.opened = path, opened
        self.version = sqlite3.sqlite_version

    def tables(self) -> list[str]:
        sql = r"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY 1"
        return [name for (name,) in self.rows(sql)]

    def columns(self, table: str) -> set[str]:
        return {column[0] for column in self.opened.execute(f"SELECT * FROM {quoted(table)} LIMIT 0").description}  # noqa: S608

    def rows(self, sql: str) -> Iterator[tuple]:
        return self.opened.execute(sql)

    def let_write(self) -> None:
        pass

    def chunks(self, size: int) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            yield from iter(lambda: file.read(size), b"")


class StillCopy(Copy):
    """A copy made while a lock keeps everybody else from writing."""

    def __init__(self, path: Path, opened: sqlite3.Connection, lock: sqlite3.Connection) -> None:
        super().__init__(path, opened)
        self.lock = lock

    def let_write(self) -> None:
        if self.lock.in_transaction:
            self.lock.execute("ROLLBACK")


@contextmanager
def snapshot(connection: BaseDatabaseWrapper, folder: Path, *, still: bool) -> Iterator[Copy]:
    """A copy page by page in one step: one transaction that reads and, in WAL mode, lets everybody write meanwhile.

    VACUUM INTO would run the constraints' functions for every row.
    """
    source, copy = path_of(connection), folder / "database"
    copy.unlink(missing_ok=True)
    # Made beforehand: SQLite would make it readable for everybody.
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with closing(connect(connection, source)) as reader, closing(connect(connection, source)) as lock:
            if still:
                lock.execute("BEGIN IMMEDIATE")
            with closing(connect(connection, copy)) as opened:
                reader.backup(opened)
                # The copy came as a database with a log beside it; all of it has to be in the one file.
                opened.execute("PRAGMA journal_mode = DELETE")
                if (found := opened.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
                    raise BackupFailed(f"ฐานข้อมูลเสียหาย: {found}", f"The database is damaged: {found}")
                yield StillCopy(copy, opened, lock) if still else Copy(copy, opened)
    except sqlite3.Error as error:
        raise BackupFailed(f"อ่านฐานข้อมูลไม่ได้: {error}", f"The database can't be read: {error}") from None
    finally:
        copy.unlink(missing_ok=True)


class Place:
    """A restored file: put together beside its future place, moved there by one rename."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.path = path_of(connection)
        self.staged = self.path.with_name(f".{self.path.name}.restoring")

    def occupied(self) -> bool:
        if any(Path(f"{self.path}{ending}").exists() for ending in BESIDES[1:] if not self.path.exists()):
            return True  # a log without its database would be taken for the log of the new one
        if not self.path.exists() or not self.path.stat().st_size:
            return False
        try:
            with closing(connect(self.connection, self.path)) as opened:
                return bool(Copy(self.path, opened).tables())
        except sqlite3.Error:
            return True  # whatever it is, it is not ours to overwrite

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
            self._bring_log_home()
        moved = ""
        for ending in BESIDES:
            old = Path(f"{self.path}{ending}")
            if not old.exists():
                continue
            if ending == "" and not old.stat().st_size:
                continue  # the empty file that opening a missing database leaves
            os.rename(old, f"{kept}{ending}")
            moved = str(kept)
        os.rename(self.staged, self.path)
        _sync(self.path.parent)
        return moved

    def _bring_log_home(self) -> None:
        """Write what is still in the old database's log into it, so that the file kept aside is whole by itself."""
        try:
            with closing(connect(self.connection, self.path)) as opened:
                busy = opened.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.DatabaseError:
            return  # no database at all: kept as it is
        if busy:
            raise RestoreRefused(
                "มีโปรแกรมอื่นใช้ฐานข้อมูลอยู่ กรุณาหยุดระบบก่อน", "Something still uses the database: stop the portal first."
            )

    def discard(self) -> None:
        if hasattr(self, "file"):
            self.file.close()
        for ending in BESIDES:
            Path(f"{self.staged}{ending}").unlink(missing_ok=True)


def place(connection: BaseDatabaseWrapper) -> Place:
    return Place(connection)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def size_of(connection: BaseDatabaseWrapper) -> int:
    path = path_of(connection)
    return sum(Path(f"{path}{ending}").stat().st_size for ending in BESIDES[:2] if Path(f"{path}{ending}").exists())
