"""Media files: those on the disk, and those that the database names."""

import json
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from django.apps import apps
from django.db import models

from center.pictures.models import Picture
from center.pictures.taking import file_names
from center.recycle_bin.models import Deletion
from center.recycle_bin.retention import files_of as files_of_deleted
from portal.backups.databases import Snapshot, quoted
from portal.backups.members import CHUNK, TarWriter
from portal.backups.refusals import BackupFailed

# Seconds after its last change during which a file may be incomplete, unless a committed row names it.
SETTLE_SECONDS = 60


def walk(root: Path) -> Iterator[str]:
    """Names of the regular files below root, relative to it as in the database; folders removed meanwhile are skipped."""
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
        except FileNotFoundError:
            continue
        for entry in entries:
            name = folder + entry.name
            if entry.is_dir(follow_symlinks=False):
                folders.append(name + "/")
            elif entry.is_file(follow_symlinks=False):
                yield name


@dataclass(frozen=True)
class Signature:
    """Identifies a file's content among files of the same name: inode, size and ctime, which no program can set back."""

    inode: int
    size: int
    changed_ns: int

    @classmethod
    def of(cls, status: os.stat_result) -> Self:
        return cls(status.st_ino, status.st_size, status.st_ctime_ns)

    @classmethod
    def at(cls, path: Path) -> Self | None:
        """The signature of the file at path; None where there is none."""
        try:
            return cls.of(os.lstat(path))
        except (OSError, ValueError):
            return None


def archive_file(tar: TarWriter, root: Path, name: str, member: str, *, complete: bool) -> tuple[str, Signature] | None:
    """Write one file into the archive. Returns its SHA-256 and signature; None where it is gone or may be incomplete.

    complete: it is known to be complete, whenever it changed last. Raises BackupFailed if it changes while being read.
    """
    try:
        descriptor = os.open(root / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    with open(descriptor, "rb", buffering=0) as file:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode) or (not complete and time.time() - before.st_ctime < SETTLE_SECONDS):
            return None
        digest = tar.add(member, before.st_size, iter(lambda: file.read(CHUNK), b""), before.st_mtime)
        after = os.fstat(descriptor)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise BackupFailed(
            f"ไฟล์ {name} เปลี่ยนระหว่างการสำรองข้อมูล กรุณาสั่งใหม่",
            f"{name} changed while it was being read; run the backup again.",
        )
    return digest, Signature.of(before)


def named(snapshot: Snapshot) -> set[str]:
    """Names of all files that rows of the snapshot name: uploads, renditions of pictures, files in the recycle bin.

    Columns that the database doesn't have yet are skipped, so that a backup is possible before an upgrade's migrations.
    """
    names: set[str] = set()
    tables = set(snapshot.tables())
    for model in apps.get_models():
        table = model._meta.db_table
        if model._meta.proxy or table not in tables:
            continue
        present = snapshot.columns(table)
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField) and field.column in present:
                names.update(name for (name,) in snapshot.rows(_texts(table, field.column)) if name)
        if issubclass(model, Picture) and "renditions" in present:
            for (renditions,) in snapshot.rows(_texts(table, "renditions")):
                names.update(file_names(model(renditions=json.loads(renditions or "[]"))))
    deleted = Deletion._meta.db_table
    if deleted in tables:
        for (rows,) in snapshot.rows(_texts(deleted, "rows")):
            names |= files_of_deleted(json.loads(rows))
    return names


def _texts(table: str, column: str) -> str:
    return f"SELECT CAST({quoted(column)} AS text) FROM {quoted(table)}"  # noqa: S608  names of our own models
