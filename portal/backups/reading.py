"""Reading and verifying a whole backup: the order of its members, its checksums and its manifest."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from portal.backups import manifest as parts
from portal.backups.archive import Unpacking, unpacking
from portal.backups.manifest import Manifest, check_format, checksum_lines
from portal.backups.members import Member, read_members
from portal.backups.refusals import Damaged, RestoreRefused

MOST_MEMBERS = 5_000_000

TakeFile = Callable[[str, int, Iterator[bytes]], object]  # name below MEDIA_ROOT, mtime, content
TakePart = Callable[[bytes], object]


def check(path: Path, *, key_file: Path | None = None, passphrase_file: Path | None = None) -> Manifest:
    """Read a whole backup and write nothing. Raises RestoreRefused with the reason if it is not whole."""
    with unpacking(path, key_file=key_file, passphrase_file=passphrase_file) as unpacked:
        return read(unpacked)


def read(unpacked: Unpacking, take_file: TakeFile | None = None, take_part: TakePart | None = None) -> Manifest:
    """Read a whole backup, passing its files and parts of its database to the callbacks as they are read.

    They are verified only once this has returned. Raises RestoreRefused.
    """
    reading = _Reading(take_file, take_part)
    for member in read_members(unpacked.read):
        reading.take(member)
    unpacked.finish()
    if reading.manifest is None:
        raise Damaged("its end is missing")
    return reading.manifest


class _Reading:
    """The members read so far. Their order is fixed: see portal.backups.manifest."""

    def __init__(self, take_file: TakeFile | None, take_part: TakePart | None) -> None:
        self.take_file, self.take_part = take_file, take_part
        self.checksums: dict[str, str] = {}
        self.folders: set[str] = set()
        self.parts = self.database_bytes = self.files = self.media_bytes = 0
        self.listed = ""  # SHA-256 of the list of checksums
        self.manifest: Manifest | None = None

    def take(self, member: Member) -> None:
        name = member.name
        if self.manifest is not None or name in self.checksums or len(self.checksums) > MOST_MEMBERS:
            raise Damaged(f"{name!r} has no place where it stands")
        if not self.checksums:
            self._first(member)
        elif name == parts.LAST and self.listed:
            self._last(member)
        elif self.listed:
            raise Damaged(f"{name!r} has no place where it stands")
        elif name.startswith(parts.MEDIA) and not self.parts:
            self._file(member)
        elif name == parts.part_name(self.parts + 1) and 0 < member.size <= parts.PART_SIZE:
            content = b"".join(member.chunks())
            self.parts, self.database_bytes = self.parts + 1, self.database_bytes + len(content)
            self.checksums[name] = hashlib.sha256(content).hexdigest()
            if self.take_part:
                self.take_part(content)
        elif name == parts.CHECKSUMS and self.parts:
            self._checksums(member)
        else:
            raise Damaged(f"{name!r} has no place where it stands")

    def _first(self, member: Member) -> None:
        content = _short(member)
        if member.name != parts.FIRST:
            raise Damaged("it doesn't begin like one")
        try:
            check_format(json.loads(content))
        except (ValueError, RecursionError):
            raise Damaged("its beginning can't be read") from None
        self.checksums[member.name] = hashlib.sha256(content).hexdigest()

    def _file(self, member: Member) -> None:
        name = member.name.removeprefix(parts.MEDIA)
        above = ["/".join(name.split("/")[:depth]) for depth in range(1, name.count("/") + 1)]
        if name in self.folders or any(parts.MEDIA + folder in self.checksums for folder in above):
            raise Damaged(f"{name!r} is a file and a folder")
        self.folders.update(above)
        digest = hashlib.sha256()

        def chunks() -> Iterator[bytes]:
            for chunk in member.chunks():
                digest.update(chunk)
                yield chunk

        if self.take_file:
            self.take_file(name, member.mtime, chunks())
        for _rest in chunks():
            pass
        self.files, self.media_bytes = self.files + 1, self.media_bytes + member.size
        self.checksums[member.name] = digest.hexdigest()

    def _checksums(self, member: Member) -> None:
        expected = checksum_lines(self.checksums)
        if member.size != len(expected):
            raise Damaged("its list of checksums doesn't fit its members")
        content = b"".join(member.chunks())
        for line, found in zip(expected.split(b"\n"), content.split(b"\n"), strict=False):
            if line != found:
                raise Damaged(f"the checksum of {line[66:].decode()!r} is wrong")
        self.listed = hashlib.sha256(content).hexdigest()

    def _last(self, member: Member) -> None:
        manifest = Manifest.from_bytes(_short(member))
        expected = (manifest.database_parts, manifest.database_bytes, manifest.media_files, manifest.media_bytes)
        if expected != (self.parts, self.database_bytes, self.files, self.media_bytes):
            raise Damaged("its manifest doesn't fit its members")
        if manifest.checksums_sha256 != self.listed:
            raise Damaged("its list of checksums is another one")
        self.manifest = manifest


def _short(member: Member) -> bytes:
    if member.size > parts.LONGEST:
        raise Damaged(f"{member.name!r} is far too long")
    return b"".join(member.chunks())


def wrong_vendor(manifest: Manifest, vendor: str) -> RestoreRefused:
    return RestoreRefused(
        f"ไฟล์นี้เป็นข้อมูลของ {manifest.vendor} แต่ DATABASE_URL ชี้ไปที่ {vendor}",
        f"The backup is of {manifest.vendor}, but DATABASE_URL names {vendor}.",
    )
