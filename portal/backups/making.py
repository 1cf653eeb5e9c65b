"""Making a backup.

Every file that a row of the snapshot names must be in the archive, with its content at the time of the snapshot. A file
is stored before the row that names it is committed, and removed after (from the bin: just before) the commit that drops
it. It never changes in between, but its name may be reused later. So the order is: all files, then the snapshot of the
database, then the files stored meanwhile. An archived file is right if it is unchanged after the snapshot and older than
it. If any file that the snapshot names is in doubt, the snapshot is taken again with writes locked, together with the few
files still missing: then the files on the disk are the right ones, and a missing file is lost. Only if a file that was
archived got another content meanwhile, the whole backup starts again. Uploads in progress, which no committed row names
yet, may be left out and are never archived half.
"""

import fcntl
import hashlib
import json
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import django
from django.conf import settings
from django.db import connection
from django.utils import timezone

from portal.backups import databases, media, sqlite
from portal.backups import manifest as parts
from portal.backups.archive import ChecksummedFile, writing
from portal.backups.encryption import Encryption
from portal.backups.manifest import Manifest, checksum_lines, part_name
from portal.backups.members import TarWriter, is_safe
from portal.backups.reading import check
from portal.backups.refusals import BackupFailed, Refused

UNFINISHED = ".portal-backup-"  # prefix of temporary files and folders
TRIES = 3  # the backup fails if a file was replaced during each of them
CLOCK_TOLERANCE = 1  # seconds that the file system's clock may be off
MEMORY = Path("/dev/shm")  # noqa: S108  a file system in memory, never on the disk


@dataclass(frozen=True)
class Made:
    """A finished backup. verified: "whole" (decoded and checked), "bytes" (compared; only the recipient can decrypt), ""."""

    path: Path
    manifest: Manifest
    bytes: int
    verified: str


def make_backup(*, folder: Path, encryption: Encryption | None = None, verify: bool = True) -> Made:
    """Write a backup of database and media into folder (made for its owner alone if missing).

    It is renamed to its final name only after it was synced and, with verify, read again. Raises BackupFailed, leaving
    nothing behind. First removes what a killed run left.
    """
    root = Path(settings.MEDIA_ROOT).resolve()
    folder = folder.resolve()
    if folder == root or root in folder.parents:
        raise BackupFailed("เก็บไฟล์สำรองไว้ใน MEDIA_ROOT ไม่ได้", "Backups can't lie inside MEDIA_ROOT.")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _exclusive_lock(folder), _private_folder(folder, in_memory=encryption is not None) as private:
            return _make(folder, private, root, encryption, verify)
    except OSError as error:
        raise BackupFailed(f"สำรองข้อมูลไม่สำเร็จ: {error}", f"The backup failed: {error}") from error


def _make(folder: Path, private: Path, root: Path, encryption: Encryption | None, verify: bool) -> Made:
    final = _free_name(folder, encryption.suffix if encryption else "")
    unfinished = folder / f"{UNFINISHED}{final.name}.part"
    descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_NOFOLLOW, 0o600)
    try:
        os.fchmod(descriptor, 0o600)
        manifest, written = _write(descriptor, private, root, encryption)
        verified = _verify(unfinished, descriptor, written.digest.hexdigest(), encryption, manifest) if verify else ""
        os.rename(unfinished, final)
        _sync(folder)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)
    return Made(final, manifest, written.size, verified)


class _FileReplaced(Exception):
    """A file that is already in the archive was replaced by another of the same name."""


def _write(
    descriptor: int, private: Path, root: Path, encryption: Encryption | None
) -> tuple[Manifest, ChecksummedFile]:
    for _attempt in range(TRIES):
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        try:
            with writing(descriptor, encryption) as (write, written):
                manifest = _Contents(TarWriter(write), root, private).write()
            return manifest, written
        except _FileReplaced:
            continue
    raise BackupFailed(
        "มีไฟล์ถูกแทนที่ระหว่างการสำรองข้อมูลทุกครั้งที่ลอง กรุณาสั่งใหม่",
        "Files were exchanged during every attempt; run the backup again.",
    )


@dataclass
class _Contents:
    """The content of the archive, in its order."""

    tar: TarWriter
    root: Path
    private: Path
    checksums: dict[str, str] = field(default_factory=dict)
    taken: dict[str, media.Signature] = field(default_factory=dict)

    def write(self) -> Manifest:
        made_at = timezone.localtime()
        first = {"format": parts.FORMAT, "made_at": made_at.isoformat(timespec="seconds"), "vendor": connection.vendor}
        self._add(parts.FIRST, json.dumps(first).encode())
        self._take_files(complete=lambda name: False)
        for lock_writes in (False, True):
            begun = time.time()
            with databases.snapshot(connection, self.private, lock_writes=lock_writes) as snapshot:
                named = media.named(snapshot)
                self._take_files(complete=named.__contains__)
                doubtful = [
                    name for name in named if self._is_doubtful(name, older_than=None if lock_writes else begun)
                ]
                snapshot.unlock_writes()
                if doubtful and not lock_writes:
                    continue
                if any(name in self.taken and media.Signature.at(self.root / name) for name in doubtful):
                    raise _FileReplaced
                return self._finish(snapshot, made_at, sorted(named - set(self.taken)))
        raise AssertionError("the second round always ends")

    def _is_doubtful(self, name: str, *, older_than: float | None) -> bool:
        """Whether a named file isn't in the archive, or possibly not with its content at the time of the snapshot."""
        taken = self.taken.get(name)
        return (
            taken is None
            or taken != media.Signature.at(self.root / name)
            or (older_than is not None and taken.changed_ns / 1e9 > older_than - CLOCK_TOLERANCE)
        )

    def _finish(self, snapshot: databases.Snapshot, made_at: datetime, missing: list[str]) -> Manifest:
        number = size = 0
        for number, content in enumerate(snapshot.chunks(parts.PART_SIZE), 1):
            self._add(part_name(number), content)
            size += len(content)
        lines = checksum_lines(self.checksums)
        manifest = Manifest(
            format=parts.FORMAT,
            made_at=made_at.isoformat(timespec="seconds"),
            site_url=settings.SITE_URL,
            demo=settings.DEMO,
            django=django.get_version(),
            vendor=connection.vendor,
            vendor_version=snapshot.version,
            migrations=databases.migrations(snapshot),
            tables=databases.count_rows(snapshot),
            database_parts=number,
            database_bytes=size,
            media_files=len(self.taken),
            media_bytes=sum(signature.size for signature in self.taken.values()),
            missing=len(missing),
            missing_names=missing[:1000],
            checksums_sha256=hashlib.sha256(lines).hexdigest(),
        )
        for name, content in ((parts.CHECKSUMS, lines), (parts.LAST, manifest.as_bytes())):
            self.tar.add(name, len(content), [content])
        self.tar.close()
        return manifest

    def _add(self, name: str, content: bytes) -> None:
        self.checksums[name] = self.tar.add(name, len(content), [content])

    def _take_files(self, *, complete: Callable[[str], bool]) -> None:
        """Add every file that isn't in the archive yet."""
        for name in media.walk(self.root):
            member = parts.MEDIA + name
            if member in self.checksums:
                continue
            if not is_safe(member):
                raise BackupFailed(f"ชื่อไฟล์ใช้ไม่ได้: {name!a}", f"A file in MEDIA_ROOT has an unusable name: {name!a}")
            taken = media.archive_file(self.tar, self.root, name, member, complete=complete(name))
            if taken:
                self.checksums[member], self.taken[name] = taken


def _verify(path: Path, descriptor: int, digest: str, encryption: Encryption | None, manifest: Manifest) -> str:
    """Read the backup again, from the disk and not from the page cache; returns Made.verified. Raises BackupFailed."""
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    try:
        if encryption is None or encryption.passphrase_file:
            passphrase = encryption.passphrase_file if encryption else None
            same = check(path, passphrase_file=passphrase) == manifest
            how = "whole"
        else:
            with path.open("rb") as file:
                same = hashlib.file_digest(file, "sha256").hexdigest() == digest
            how = "bytes"
    except Refused as refused:
        raise BackupFailed(f"อ่านไฟล์ที่เพิ่งเขียนไม่ได้: {refused}", "What was written can't be read again.") from None
    if not same:
        raise BackupFailed("ไฟล์ที่เขียนไม่ตรงกับข้อมูล ตรวจดิสก์ด้วย", "What was written is not what was read: check the disk.")
    return how


def _free_name(folder: Path, suffix: str) -> Path:
    """An unused name with the time to the second."""
    while True:
        path = folder / f"portal-{connection.vendor}-{timezone.localtime():%Y%m%d-%H%M%S}.tar.zst{suffix}"
        if not path.exists():
            return path
        time.sleep(0.2)


@contextmanager
def _exclusive_lock(folder: Path) -> Iterator[None]:
    """Allow one backup at a time in a folder, by a lock that ends with the process; removes leftovers of killed runs."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupFailed("กำลังสำรองข้อมูลอยู่แล้ว", "Another backup into this folder is running.") from None
        for parent in (folder, MEMORY):
            for left in parent.glob(f"{_private_prefix(folder)}*") if parent.is_dir() else []:
                if left.lstat().st_uid == os.geteuid():
                    shutil.rmtree(left, ignore_errors=True)
        for left in folder.glob(f"{UNFINISHED}*.part"):
            if stat.S_ISREG(left.lstat().st_mode):
                left.unlink()
        yield
    finally:
        os.close(descriptor)


def _private_prefix(folder: Path) -> str:
    return f"{UNFINISHED}{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}-"


@contextmanager
def _private_folder(folder: Path, *, in_memory: bool) -> Iterator[Path]:
    """A temporary folder for its owner alone, for SQLite's copy. In memory where no plain text may reach the disk."""
    parent = folder
    if in_memory and connection.vendor == "sqlite":
        size = sqlite.size_of(connection)
        if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < size * 1.1:
            raise BackupFailed(
                f"หน่วยความจำไม่พอ ({MEMORY}) สำหรับสำรองข้อมูลแบบเข้ารหัส",
                f"An encrypted backup copies the database ({size} bytes) to memory, and {MEMORY} has no room for it.",
            )
        parent = MEMORY
    private = Path(tempfile.mkdtemp(prefix=_private_prefix(folder), dir=parent))
    try:
        yield private
    finally:
        shutil.rmtree(private, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Sync the folder, so that a rename in it survives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
