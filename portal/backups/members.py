"""A strict reader and writer of the tar inside a backup: regular files only, unique names, sizes in the header.

Python's tarfile, even with its data filter, accepts what the portal never writes: links, sparse files, headers of any
size, trailing data (docs/adr/0014). Any tar program can read what is written here.
"""

import hashlib
import re
import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from portal.backups.refusals import BackupFailed, Damaged

BLOCK = 512
CHUNK = 1 << 20  # bytes read at a time
LONGEST_EXTENSION = 8192  # bytes of a pax header: one long name in Thai and a size
END = bytes(2 * BLOCK)
ORDINARY, EXTENDED = (tarfile.REGTYPE, tarfile.AREGTYPE), tarfile.XHDTYPE


def is_safe(name: str) -> bool:
    """Whether a name is a safe relative path: no root, no empty part, no `.` or `..`, no control characters."""
    parts = name.split("/")
    return (
        0 < len(name.encode(errors="surrogateescape")) <= 1000
        and not re.search(r"[\x00-\x1f\x7f\\\ud800-\udfff]", name)
        and all(part not in {"", ".", ".."} and len(part.encode()) <= 255 for part in parts)
    )


class TarWriter:
    """Writes members as a stream to write()."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self.write = write

    def add(self, name: str, size: int, chunks: Iterable[bytes], mtime: float = 0) -> str:
        """Write one member of exactly size bytes; returns its SHA-256. Raises BackupFailed if the chunks differ in size."""
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = size, max(0, int(mtime)), 0o600
        self.write(info.tobuf(tarfile.PAX_FORMAT, "utf-8", "strict"))
        digest, left = hashlib.sha256(), size
        for chunk in chunks:
            left -= len(chunk)
            if left < 0:
                break
            digest.update(chunk)
            self.write(chunk)
        if left:
            raise BackupFailed(
                f"ไฟล์ {name} เปลี่ยนระหว่างการสำรองข้อมูล กรุณาสั่งใหม่",
                f"{name} changed while it was being read; run the backup again.",
            )
        self.write(bytes(-size % BLOCK))
        return digest.hexdigest()

    def close(self) -> None:
        self.write(END)


@dataclass
class Member:
    """One member being read. Its chunks can be read once, before the iterator goes on to the next member."""

    name: str
    size: int
    mtime: int
    read: Callable[[int], bytes] = field(repr=False)
    left: int = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.size

    def chunks(self) -> Iterator[bytes]:
        while self.left:
            yield self._exactly(min(CHUNK, self.left))

    def _exactly(self, size: int) -> bytes:
        chunk = self.read(size)
        if len(chunk) != size:
            raise Damaged(f"it ends in the middle of {self.name}")
        self.left -= size
        return chunk


def read_members(read: Callable[[int], bytes]) -> Iterator[Member]:
    """The members of a tar; read(n) returns n bytes, fewer only at its end. Raises Damaged for whatever we never write."""
    extended: dict[str, str] | None = None
    while True:
        block = read(BLOCK)
        if block == bytes(BLOCK):
            break
        info = _header(block)
        if info.type == EXTENDED and extended is None:
            extended = _extension(read, info.size)
            continue
        if info.type not in ORDINARY or info.linkname:
            raise Damaged(f"{info.name!r} is no ordinary file")
        name = (extended or {}).get("path", info.name)
        size = int((extended or {}).get("size", info.size))
        extended = None
        if not is_safe(name):
            raise Damaged(f"{name!r} points out of its folder")
        member = Member(name, size, int(info.mtime), read)
        yield member
        for _rest in member.chunks():
            pass
        if read(-size % BLOCK).strip(b"\0"):
            raise Damaged(f"something stands behind {name}")
    if extended is not None or read(BLOCK) != bytes(BLOCK) or read(1):
        raise Damaged("something stands behind its end")


def _header(block: bytes) -> tarfile.TarInfo:
    if len(block) != BLOCK:
        raise Damaged("it is cut off")
    try:
        info = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
    except (tarfile.HeaderError, UnicodeDecodeError, ValueError) as error:
        raise Damaged(f"a header can't be read ({error})") from None
    # frombuf turns a regular file whose name ends with a slash into a folder.
    if info.size < 0 or info.mtime < 0 or info.issparse():
        raise Damaged(f"the header of {info.name!r} makes no sense")
    return info


def _extension(read: Callable[[int], bytes], size: int) -> dict[str, str]:
    """The records of a pax header; only path and size are accepted."""
    if size > LONGEST_EXTENSION:
        raise Damaged("a header is far too long")
    content = read(size + -size % BLOCK)[:size]
    found: dict[str, str] = {}
    while content:
        length, _space, _rest = content.partition(b" ")
        if not re.fullmatch(rb"[1-9][0-9]{0,4}", length) or int(length) > len(content):
            raise Damaged("a header can't be read")
        record, content = content[len(length) + 1 : int(length)], content[int(length) :]
        try:
            key, _equals, value = record.decode().removesuffix("\n").partition("=")
        except UnicodeDecodeError:
            raise Damaged("a header can't be read") from None
        if key not in {"path", "size"} or key in found or (key == "size" and not re.fullmatch("[0-9]{1,18}", value)):
            raise Damaged(f"a header says {key!r}")
        found[key] = value
    return found
