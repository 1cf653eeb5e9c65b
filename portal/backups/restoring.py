"""Restoring: a backup is verified as a whole, restored aside, compared with its manifest, and then moved into place."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from portal.backups import databases, reading
from portal.backups.archive import unpacking
from portal.backups.manifest import Manifest
from portal.backups.refusals import Damaged, Refused, RestoreRefused


@dataclass(frozen=True)
class Restored:
    """What was restored. kept: where existing data was moved to; pending: migrations of this portal still to run."""

    manifest: Manifest
    kept: list[str]
    pending: list[str]


def inspect(path: Path, *, key_file: Path | None = None, passphrase_file: Path | None = None) -> Manifest:
    """Verify a whole backup and that this portal can restore it. Writes nothing. Raises RestoreRefused."""
    manifest = reading.check(path, key_file=key_file, passphrase_file=passphrase_file)
    if manifest.vendor != connection.vendor:
        raise reading.wrong_vendor(manifest, connection.vendor)
    unknown = sorted(set(manifest.migrations) - _our_migrations())
    if unknown:
        raise RestoreRefused(
            f"ไฟล์นี้มาจากระบบรุ่นอื่น (ไม่รู้จัก {', '.join(unknown[:5])}) กรุณาปรับรุ่นระบบก่อน",
            f"The backup comes from another version of the portal, which ran {', '.join(unknown[:5])}: upgrade first.",
        )
    return manifest


def restore(
    path: Path, *, key_file: Path | None = None, passphrase_file: Path | None = None, replace: bool = False
) -> Restored:
    """Restore into an empty database and MEDIA_ROOT; with replace, existing data is moved aside first. Clears the cache.

    The portal must not run meanwhile. Raises RestoreRefused, leaving everything as it was.
    """
    keys: dict[str, Path | None] = {"key_file": key_file, "passphrase_file": passphrase_file}
    root, target = Path(settings.MEDIA_ROOT).resolve(), databases.restore_target(connection)
    if not replace:
        _refuse_occupied(target, root)
    manifest = inspect(path, **keys)
    try:
        _make_room(root, manifest)
        staged = Path(tempfile.mkdtemp(prefix=f".{root.name}.restoring-", dir=root.parent))
        try:
            kept = _restore(path, keys, manifest, target, root, staged)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    except OSError as error:
        raise RestoreRefused(f"คืนข้อมูลไม่สำเร็จ: {error}", f"Restoring failed: {error}") from error
    cache.clear()
    return Restored(manifest, kept, sorted(_our_migrations() - set(manifest.migrations)))


def _restore(
    path: Path,
    keys: dict[str, Path | None],
    manifest: Manifest,
    target: databases.RestoreTarget,
    root: Path,
    staged: Path,
) -> list[str]:
    aside = f"before-restore-{timezone.localtime():%Y%m%d-%H%M%S}"
    target.begin(aside)
    try:
        with unpacking(path, **keys) as unpacked:
            again = reading.read(unpacked, _Files(staged).take, target.take)
        if again != manifest:
            raise Damaged("it changed while it was being read")
        counts, ran = target.finish()
        if counts != manifest.tables:
            different = sorted(
                name for name in {*counts, *manifest.tables} if counts.get(name) != manifest.tables.get(name)
            )
            raise databases.broken(f"the rows of {', '.join(different[:5])} differ from the manifest")
        if ran != set(manifest.migrations):
            raise databases.broken("its migrations differ from the manifest")
        kept_media = _move_in(staged, root, aside)
        try:
            kept_database = target.put_in_place()
        except BaseException:
            _move_out(staged, root, kept_media)
            raise
    except BaseException:
        target.discard()
        raise
    return [kept for kept in (kept_database, kept_media) if kept]


def _refuse_occupied(target: databases.RestoreTarget, root: Path) -> None:
    occupied = []
    if target.occupied():
        occupied.append("DATABASE_URL")
    if root.exists() and any(root.iterdir()):
        occupied.append("MEDIA_ROOT")
    if occupied:
        names = ", ".join(occupied)
        raise RestoreRefused(
            f"มีข้อมูลอยู่แล้วใน {names} ใช้ --replace เพื่อย้ายของเดิมไปเก็บไว้ข้าง ๆ ก่อน",
            f"There is data already in {names}. --replace moves it aside first and keeps it.",
        )


def _make_room(root: Path, manifest: Manifest) -> None:
    """Raises RestoreRefused where MEDIA_ROOT is a mount point or the disk has too little free space."""
    root.parent.mkdir(parents=True, exist_ok=True)
    if os.path.ismount(root):
        raise RestoreRefused(
            f"MEDIA_ROOT ({root}) เป็นจุดเมานต์ กรุณาตั้ง MEDIA_ROOT เป็นโฟลเดอร์ข้างใน",
            f"MEDIA_ROOT ({root}) is a mount point: let MEDIA_ROOT be a folder inside it.",
        )
    needed = manifest.media_bytes + (manifest.database_bytes if connection.vendor == "sqlite" else 0)
    if shutil.disk_usage(root.parent).free < needed:
        raise RestoreRefused(
            f"พื้นที่ดิสก์ไม่พอ ต้องการ {needed:,} ไบต์", f"Not enough room on the disk: {needed:,} bytes are needed."
        )


@dataclass
class _Files:
    """Writes media below a temporary folder; `reading` has checked the names."""

    folder: Path

    def take(self, name: str, mtime: int, chunks: Iterator[bytes]) -> None:
        path = self.folder / name
        path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
        with open(descriptor, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fchmod(descriptor, settings.FILE_UPLOAD_PERMISSIONS or 0o640)
            os.utime(descriptor, (mtime, mtime))


def _move_in(staged: Path, root: Path, aside: str) -> str:
    """Rename the restored folder to MEDIA_ROOT; returns where the former one is kept, or an empty string."""
    kept = ""
    mode = 0o750
    if root.exists():
        mode = stat.S_IMODE(root.stat().st_mode)
        if any(root.iterdir()):
            kept = f"{root}.{aside}"
            os.rename(root, kept)
    os.chmod(staged, mode)
    os.sync()  # file contents before the rename
    os.rename(staged, root)
    return kept


def _move_out(staged: Path, root: Path, kept: str) -> None:
    os.rename(root, staged)
    if kept:
        os.rename(kept, root)


def _our_migrations() -> set[str]:
    """Every migration this portal knows, as app.name."""
    return {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}


__all__ = ["Refused", "Restored", "inspect", "restore"]
